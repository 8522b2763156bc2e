"""How long ago something was.

No library serves: humanize is larger than this program's other tables, for five branches.
"""

from __future__ import annotations

_STEPS = ((60.0, 1, "s"), (3600.0, 60, "min"), (2 * 86400.0, 3600, "h"), (60 * 86400.0, 86400, "d"))
"""(below so many seconds, seconds of the unit, unit)."""


def ago(then: float, now: float, text: str) -> str:
    """`5 min ago` or `in 2 h`; beyond two months the day, from the RFC 3339 `text`."""
    distance = abs(now - then)
    for below, unit, name in _STEPS:
        if distance < below:
            count = f"{int(distance // unit)} {name}"
            return f"in {count}" if then > now else f"{count} ago"
    return text[:10]
