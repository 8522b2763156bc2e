"""When a wait looks again: soon at first, later while nothing happens, never before the server allows it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

FIRST, LONGEST, GROWTH = 0.5, 15.0, 1.4
"""Seconds between looks: the first pause, the longest, and the factor from one to the next. All three are our choice:
the API documents no interval."""
_SLICE = 1.0
"""Seconds slept at once: a sleep does not count the time a machine is suspended, and the clock does."""


def _spread() -> float:
    return random.uniform(0.8, 1.2)


class Backoff:
    """Pauses between looks, in seconds. `interval` fixes them; `spread` gives the factor of the jitter."""

    def __init__(self, interval: float | None = None, spread: Callable[[], float] = _spread) -> None:
        self._interval, self._pause, self._spread = interval, FIRST, spread

    def next(self, changed: bool, asked: float | None = None) -> float:
        """Seconds until the next look; `asked` is what the server wants at least."""
        pause = self._pause if self._interval is None else self._interval
        self._pause = max(FIRST, self._pause / 2) if changed else min(LONGEST, self._pause * GROWTH)
        return max(pause * self._spread() if self._interval is None else pause, asked or 0.0)


class Clock:
    """Seconds that neither jump nor stop while the machine sleeps. `tick` is called about once a second of a sleep."""

    def __init__(self, tick: Callable[[], None] | None = None) -> None:
        self._tick = tick

    def now(self) -> float:
        """The time."""
        from ...http.deadline import now

        return now()

    def sleep(self, seconds: float) -> None:
        """Sleep until `seconds` from now have passed."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            time.sleep(min(left, _SLICE))
            if self._tick is not None:
                self._tick()
