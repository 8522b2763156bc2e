"""Durations as people type them: `90s`, `10m`, `1h30m`, or bare seconds. Imports errors only.

No library serves: pytimeparse is abandoned, and the others bring a unit system for eight lines.
"""

from __future__ import annotations

import re

from ..errors import InvalidData

_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PART = re.compile(r"(\d+(?:\.\d+)?)(d|h|ms|m|s)", re.ASCII)


def seconds(text: str) -> float:
    """Seconds. Raises InvalidData for what is no positive duration."""
    compact = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", compact, re.ASCII):
        value = float(compact)
    elif re.fullmatch(rf"({_PART.pattern})+", compact, re.ASCII):
        value = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(compact))
    else:
        raise InvalidData(f"{text!r} is not a duration", hint="Examples: 90s, 10m, 1h30m, or bare seconds.")
    if not 0 <= value < 1e9:
        raise InvalidData(f"the duration {text!r} is out of range")
    return value


def wire(text: str) -> str:
    """The API's spelling: `600s`."""
    return f"{seconds(text):.9f}".rstrip("0").rstrip(".") + "s"


def said(value: float) -> str:
    """Seconds as people say them: `40 s`, `5 min`, `2.5 h`."""
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if value >= 2 * unit:
            return f"{value / unit:.3g} {name}"
    return f"{value:g} s"
