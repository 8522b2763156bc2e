"""Durations: as people type them (`90s`, `10m`, `1h30m`, bare seconds), and as proto3 JSON spells them (`300s`).

No library serves: pytimeparse is abandoned, and the others bring a unit system for eight lines.
"""

from __future__ import annotations

import re

_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "min": 60.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PART = re.compile(r"(\d+(?:\.\d+)?)(w|d|h|min|ms|m|s)", re.ASCII)
_WIRE = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?s", re.ASCII)

EXAMPLES = "Examples: 90s, 10m, 1h30m, 2d, 1w, or bare seconds."


def parse_duration(text: str) -> float:
    """Seconds of a typed duration. Raises ValueError."""
    compact = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", compact, re.ASCII):
        value = float(compact)
    elif re.fullmatch(rf"({_PART.pattern})+", compact, re.ASCII):
        value = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(compact))
    else:
        raise ValueError(f"{text!r} is not a duration")
    if not 0 <= value < 1e9:
        raise ValueError(f"the duration {text!r} is out of range")
    return value


def format_duration(value: float) -> str:
    """Seconds as people say them: `40 s`, `5 min`, `2.5 h`."""
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if value >= 2 * unit:
            return f"{value / unit:.3g} {name}"
    return f"{value:g} s"


def to_wire(seconds: float) -> str:
    """The API's spelling: `600s`."""
    return f"{seconds:.9f}".rstrip("0").rstrip(".") + "s"


def from_wire(text: str) -> float:
    """Seconds of a proto3 JSON duration such as "300s". Raises ValueError."""
    if _WIRE.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a duration such as 300s")
    return float(text[:-1])
