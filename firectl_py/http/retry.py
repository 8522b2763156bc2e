"""When to try again, and how long to wait first. Nothing here sleeps or sends.

No library serves: urllib3's Retry raises on an odd Retry-After, trusts the local clock for dates, knows no RetryInfo
and no overall deadline.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

RETRY_STATUSES = frozenset({408, 429, 500, 502, 503, 504, 522, 524})


class RetryPolicy(NamedTuple):
    """A wait is uniform in [least * longest, longest] seconds, where longest is min(cap, base * 2**n).

    `least` is 0 where many clients may fail at once and have to spread out (full jitter), more where one asks again
    until something is ready. `attempts` None leaves the end to a deadline.
    """

    attempts: int | None = 5
    base: float = 0.5
    cap: float = 20.0
    least: float = 0.0

    def backoff(self, retry: int) -> float:
        """Seconds before retry number `retry`, counted from 0."""
        longest = min(self.cap, self.base * 2.0 ** min(retry, 30))
        return random.uniform(self.least * longest, longest)


class TokenBucket:
    """How many retries one process may spend; first tries that succeed pay a little back."""

    def __init__(self, capacity: float = 50.0, cost: float = 5.0, refund: float = 1.0) -> None:
        self._capacity, self._cost, self._refund = capacity, cost, refund
        self._tokens = capacity
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Pay for one retry; False when the bucket is empty."""
        with self._lock:
            if self._tokens < self._cost:
                return False
            self._tokens -= self._cost
            return True

    def pay_back(self) -> None:
        """Note a first try that succeeded."""
        with self._lock:
            self._tokens = min(self._capacity, self._tokens + self._refund)


def asked_wait(headers: Mapping[str, str], details: list[dict[str, Any]]) -> float | None:
    """Seconds the server asks to wait: the longer of Retry-After and google.rpc.RetryInfo, or None.

    A date counts against the server's own Date header, so that a wrong clock on either side does no harm; against
    ours where there is none.
    """
    waits = [w for w in (_retry_after(headers), _retry_info(details)) if w is not None]
    return max(waits, default=None)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return float(text)
    until, at = _moment(text), _moment(headers.get("date", ""))
    return None if until is None else max(0.0, until - (time.time() if at is None else at))


def _moment(text: str) -> float | None:
    """An HTTP date as seconds since 1970, or None. All three forms are in UTC, and the oldest does not say so."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _retry_info(details: list[dict[str, Any]]) -> float | None:
    for detail in details:
        if str(detail.get("@type", "")).endswith("google.rpc.RetryInfo"):
            match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s", str(detail.get("retryDelay", "")), re.ASCII)
            if match:
                return float(match[1])
    return None
