"""One line as a JSON object, or what is wrong with its bytes.

msgspec decides what is JSON. Only for a line that it refuses is the standard library asked, which says where.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from ..contract.rows import ROW_LIMIT
from .lines import LineReader, RowLine
from .stats import Stats, shown

OBJECT = "one JSON object a line"
GATHER_LIMIT = 4 * 1024 * 1024
"""Bytes of an object over several lines that are put together to see where it ends."""

_decode = msgspec.json.Decoder().decode
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_HALF_PAIR = re.compile(r"(?<!\\)(?:\\\\)*(\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F]))")


class _NoConstant(ValueError):
    """NaN and its like."""


def parse(line: RowLine, lines: LineReader, stats: Stats) -> dict[str, Any] | None:
    """The object of a line. None, and the problem in the stats, where it has none.

    Lines that belong to an object begun on `line` are taken from `lines`.
    """
    if line.length > len(line.data):
        stats.error(f"a row of {line.length} bytes", f"rows of up to {ROW_LIMIT} bytes")
        return None
    try:
        value = _decode(line.data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        _explain(line, lines, stats, error)
        return None
    if isinstance(value, dict):
        return value
    stats.error(shown(value), OBJECT)
    return None


def is_json(text: str) -> bool:
    """Whether a string holds JSON."""
    try:
        _decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True


def _explain(line: RowLine, lines: LineReader, stats: Stats, error: Exception) -> None:
    """Say what kept msgspec from reading the line."""
    if line.data.startswith(b"\xef\xbb\xbf"):
        stats.error("a byte order mark", "UTF-8 without one", byte=1)
        return
    try:
        text = line.data.decode().rstrip("\r\n")
    except UnicodeDecodeError as bad:
        stats.error(f"byte 0x{line.data[bad.start]:02x}, which is not UTF-8", "UTF-8", byte=bad.start + 1)
        return
    try:
        json.loads(text, parse_constant=_refuse)
    except _NoConstant as word:
        stats.error(f"{word}, which is not a JSON value", "null or a number", column=text.find(str(word)) + 1)
    except json.JSONDecodeError as bad:
        if not _over_several(line, lines, stats):
            stats.error(f"broken JSON ({bad.msg})", OBJECT, column=bad.pos + 1)
    except RecursionError:
        stats.error("JSON nested too deeply", "a few levels")
    except ValueError:
        stats.error("a number out of range", "numbers a 64-bit float can hold")
    else:
        _explain_rest(text, stats, error)


def _explain_rest(text: str, stats: Stats, error: Exception) -> None:
    """What the standard library takes and msgspec does not."""
    if isinstance(error, RecursionError):
        stats.error("JSON nested too deeply", "a few levels")
    elif half := _HALF_PAIR.search(text):
        stats.error(
            f"{text[half.start(1) :][:6]}, half of a character", "pairs of surrogates", column=half.start(1) + 1
        )
    elif isinstance(error, msgspec.ValidationError):
        stats.error("a number out of range", "numbers a 64-bit float can hold")
    else:
        stats.error(f"broken JSON ({error})", OBJECT)


def _refuse(word: str) -> None:
    raise _NoConstant(word)


def _over_several(first: RowLine, lines: LineReader, stats: Stats) -> bool:
    """Whether an object begins on `first` and ends on a later line; then it has been said, and they are used up."""
    depth = _depth(first.data)
    if not depth or depth < 0 or first.number <= lines.barren:
        return False
    taken, size = [first], first.length
    for line in lines:
        taken.append(line)
        size += line.length
        step = _depth(line.data)
        if step is None or size > GATHER_LIMIT or _is_row(line.data):
            break
        depth += step
        if depth <= 0:
            whole = b"".join(part.data for part in taken).decode("utf-8", "replace")
            if not is_json(whole):
                break
            what = "an array" if whole.lstrip().startswith("[") else "an object"
            stats.error(f"{what} that goes over {len(taken)} lines", "one JSON object on one line")
            return True
    else:
        stats.open = True
    # Not tried again from within, or a file of nothing but opening brackets would take for ever.
    lines.barren = taken[-1].number
    lines.push_back(taken[1:])
    return False


def _depth(data: bytes) -> int | None:
    """Brackets opened less brackets closed; None where a string is cut: no pretty printer does that."""
    rest = _STRING.sub(b"", data)
    if b'"' in rest:
        return None
    return rest.count(b"{") + rest.count(b"[") - rest.count(b"}") - rest.count(b"]")


def _is_row(data: bytes) -> bool:
    """Whether a line is a whole row: what was open before it is broken and does not go on."""
    if not data.startswith(b'{"'):
        return False
    try:
        return isinstance(_decode(data), dict)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
