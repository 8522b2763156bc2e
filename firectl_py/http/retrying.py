"""The one loop around a `RetryPolicy`: try, ask whether another attempt may help, wait, try again.

No library serves: tenacity imports asyncio, which takes longer than a whole `--help`, and knows neither a Retry-After
that is a floor, nor a budget of retries that several calls share, nor a deadline that counts suspended time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ..contract.durations import format_duration
from ..errors import (
    DeadlineExceededError,
    FirectlError,
    NotTheApiError,
    ProxyRefusedError,
    ResourceExhaustedError,
    UnavailableError,
    UnreachableError,
)
from .deadline import Deadline
from .retry import RETRY_STATUSES, RetryPolicy, TokenBucket

T = TypeVar("T")

NoteCallback = Callable[[str], None]


def is_transient(error: FirectlError) -> bool:
    """Whether trying again later may help."""
    if isinstance(error, ProxyRefusedError) or (isinstance(error, ResourceExhaustedError) and error.is_quota):
        return False
    if isinstance(error, UnavailableError | ResourceExhaustedError):
        return error.status in RETRY_STATUSES
    return isinstance(error, UnreachableError | NotTheApiError | DeadlineExceededError)


def asked_seconds(error: FirectlError | None, longest: float = float("inf")) -> float:
    """Seconds the server asks to wait, `longest` at most; 0 where it does not ask."""
    return min(longest, getattr(error, "retry_after", None) or 0.0)


class Retries:
    """Counts the failed attempts of one piece of work and waits between them.

    The wait is the policy's backoff, or what the server asked for where that is longer, `longest_asked` seconds at
    most. `stop` ends the wait early and the work with it. `bucket` is a budget that several pieces of work share.
    `note` gets one line before each wait. `sleep` is time.sleep, replaced by tests.
    """

    def __init__(
        self,
        policy: RetryPolicy | None = None,
        deadline: Deadline | None = None,
        *,
        stop: threading.Event | None = None,
        bucket: TokenBucket | None = None,
        note: NoteCallback | None = None,
        longest_asked: float = float("inf"),
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.policy, self.deadline, self.stop = policy or RetryPolicy(), deadline, stop
        self.failed = 0
        """Attempts that failed since the last progress."""
        self._bucket, self._note, self._longest_asked = bucket, note, longest_asked
        self._sleep = sleep or (time.sleep if stop is None else stop.wait)

    def progress(self) -> None:
        """Some of the work is done: what failed before counts no longer."""
        self.failed = 0

    def pause(self, error: FirectlError) -> None:
        """Wait after an attempt that ended in `error`.

        Raises `error` where no attempt is left, the wait would pass the deadline, the budget is used up or the work
        is stopped.
        """
        self.failed += 1
        asked = asked_seconds(error, self._longest_asked)
        wait = max(self.policy.backoff(self.failed - 1), asked)
        attempts = self.policy.attempts
        if (attempts is not None and self.failed >= attempts) or self._too_late(wait, asked, error):
            raise error
        if self._bucket is not None and not self._bucket.take():
            raise error
        if self._note is not None:
            which = f"attempt {self.failed + 1}" + (f" of {attempts}" if attempts is not None else "")
            self._note(f"{error.message}; trying again in {wait:.1f} s ({which})")
        self._sleep(wait)
        if self.stop is not None and self.stop.is_set():
            raise error

    def _too_late(self, wait: float, asked: float, error: FirectlError) -> bool:
        if self.deadline is None or wait < self.deadline.left():
            return False
        if asked and asked >= self.deadline.left():
            allowed = f"{self.deadline.seconds:g} s allowed"
            error.hint = f"The server asks to wait {format_duration(asked)}, longer than the {allowed}."
        return True


def retrying(work: Callable[[], T], retries: Retries, may_retry: Callable[[FirectlError], bool] = is_transient) -> T:
    """Do `work` until it succeeds; what it returns.

    Raises the error of the last attempt where `may_retry` says no, or `retries` allows no other attempt.
    """
    while True:
        try:
            return work()
        except FirectlError as error:
            if not may_retry(error):
                raise
            retries.pause(error)
