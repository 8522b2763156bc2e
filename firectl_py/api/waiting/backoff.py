"""When a wait looks again: quick at first, slower while nothing happens, never before the server says so."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST, LONGEST, GROWTH = 0.5, 15.0, 1.4
"""Seconds between looks: the first pause, the longest, and how they grow."""
_SLICE = 1.0
"""Seconds slept at once: a sleep does not count the time a machine is suspended, and our clock does."""


class Backoff:
    """Pauses between looks. `interval` fixes them; `spread` gives the jitter's factor."""

    def __init__(self, interval: float | None = None, spread: Callable[[], float] | None = None) -> None:
        self._interval, self._pause = interval, FIRST
        import random

        self._spread = spread or (lambda: random.uniform(0.8, 1.2))

    def next(self, changed: bool, asked: float | None = None) -> float:
        """Seconds until the next look; `asked` is what the server wants at least."""
        pause = self._pause if self._interval is None else self._interval
        self._pause = max(FIRST, self._pause / 2) if changed else min(LONGEST, self._pause * GROWTH)
        return max(pause * self._spread() if self._interval is None else pause, asked or 0.0)


class Clock:
    """Seconds that neither jump nor stop while the machine sleeps."""

    def now(self) -> float:
        """The time."""
        from ...http.deadline import now

        return now()

    def sleep(self, seconds: float, wake: Callable[[], None] | None = None) -> None:
        """Sleep until `seconds` from now have passed; `wake` is called about once a second."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            time.sleep(min(left, _SLICE))
            if wake is not None:
                wake()
