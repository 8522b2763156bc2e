"""Time that keeps counting while the machine sleeps, and work that is given up when it is over.

No library serves: requests' timeouts bound one socket operation each, not DNS and not the sum.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ..errors import DeadlineExceededError

T = TypeVar("T")

_BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)


def now() -> float:
    """Seconds on a clock that never jumps and, on Linux, counts suspended time too."""
    return time.monotonic() if _BOOT_CLOCK is None else time.clock_gettime(_BOOT_CLOCK)


class Deadline:
    """A moment after which an API call is over, whatever it is doing."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = now() + seconds

    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._end - now())

    def run(self, work: Callable[[], T]) -> T:
        """Do `work` in a thread of its own and return what it returns.

        Raises what it raises, or DeadlineExceededError when time is up; the thread is a daemon and is then left behind,
        because neither a DNS lookup nor a dripping server can be interrupted from outside.
        """
        outcome: list[tuple[T | None, BaseException | None]] = []
        done = threading.Event()

        def body() -> None:
            try:
                outcome.append((work(), None))
            except BaseException as error:
                outcome.append((None, error))
            finally:
                done.set()

        threading.Thread(target=body, daemon=True, name="firectl-send").start()
        if not done.wait(self.left()):
            raise self.exceeded()
        value, error = outcome[0]
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # a T whenever there is no error

    def exceeded(self) -> DeadlineExceededError:
        """The error to raise when time is up."""
        return DeadlineExceededError(
            f"no complete answer within {self.seconds:g} s",
            hint="Run it again, or allow more time with --request-timeout.",
        )
