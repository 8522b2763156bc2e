"""Giving up replies that never end because a few bytes come now and then.

No library serves: a socket's timeout begins anew with every byte, and neither requests nor urllib3 has another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType


class StallGuard:
    """Calls `shutdown` when `seconds` pass without `progress`, and then `stalled` is true.

    The call comes from a thread of its own; it has to end the read that hangs in another one.
    """

    def __init__(self, seconds: float, shutdown: Callable[[], object]) -> None:
        self.stalled = False
        self._seconds, self._shutdown = seconds, shutdown
        self._moved, self._done = 0, threading.Event()

    def progress(self) -> None:
        """Some of the reply came."""
        self._moved += 1

    def __enter__(self) -> StallGuard:
        threading.Thread(target=self._watch, daemon=True, name="firectl-stall").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._done.set()

    def _watch(self) -> None:
        seen = self._moved
        while not self._done.wait(self._seconds):
            if self._moved == seen:
                self.stalled = True
                with suppress(OSError, ValueError, AttributeError, TypeError):
                    self._shutdown()
                return
            seen = self._moved
