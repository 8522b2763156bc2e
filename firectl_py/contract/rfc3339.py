"""Times as RFC 3339 spells them, which is how proto3 JSON does, too.

No library serves: `datetime.fromisoformat` of Python 3.10 reads neither "Z" nor nanoseconds.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LAST_SECOND = 253402300799.0


def format_time(seconds: float) -> str:
    """RFC 3339 in UTC with microseconds, of seconds since 1970; held inside the years 1 to 9999."""
    moment = _EPOCH + timedelta(seconds=min(seconds, _LAST_SECOND))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time. Raises ValueError."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an RFC 3339 time such as 2026-01-31T09:30:00Z")
    day, clock, fraction, zone = match.groups()
    offset = "+00:00" if zone in "Zz" else zone
    moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
    return (moment - _EPOCH).total_seconds() + float(f"0.{fraction or 0}")


def seconds_or_none(text: object) -> float | None:
    """Seconds since 1970 of an RFC 3339 time; None for anything else a server may put there."""
    try:
        return parse_time(text) if isinstance(text, str) else None
    except ValueError:
        return None
