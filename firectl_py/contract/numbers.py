"""Counts as a server or a file may write them.

Source: protobuf.dev/programming-guides/json. int32 and int64 values are accepted as numbers and as strings.
"""

from __future__ import annotations

import re

_WHOLE = re.compile(r"(\d{1,99})(?:\.0+)?", re.ASCII)


def whole_number(value: object) -> int | None:
    """The count that 2, "2" and 2.0 stand for; None for a negative, a fraction and everything else."""
    match = None if isinstance(value, bool) else _WHOLE.fullmatch(str(value))
    return int(match[1]) if match else None
