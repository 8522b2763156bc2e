"""API objects as text: the cells of tables, and `Key: value` lines with the labels and times of the official tool."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..contract import Field, States
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import format_time, seconds_or_none
from .times import ago
from .values import at_path
from .visible import visible

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_GOOD, _BAD, _BUSY, _OFF = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
"""The terminal's own green, red and yellow: readable on dark and light, as its owner chose them."""
_LEAD = ("name", "displayName", "state", "status")
"""Keys that come first: the reason of a failure is then the first thing read."""


def cell(value: Any, now: float | None = None) -> str:
    """A table cell or the value of a detail, safe for a terminal.

    A time is shown in UTC to the second; with `now`, in seconds since 1970, how long ago it was.
    """
    if isinstance(value, str) and (moment := seconds_or_none(value)) is not None:
        return clock_time(moment) if now is None else ago(moment, now, value)
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{visible(str(key))}={cell(item)}" for key, item in value.items())
    return plain(value)


def plain(value: Any) -> str:
    """A value as text, safe for a terminal, with times as they came."""
    if value is None or (isinstance(value, str) and value.endswith("_UNSPECIFIED")):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return visible(str(value))


def clock_time(moment: float) -> str:
    """`2026-11-25 11:19:24`, in UTC, of seconds since 1970: how the official tool writes times."""
    return format_time(moment)[:19].replace("T", " ")


def state_word(value: Any, states: States | None) -> str:
    """A state as people say it: without the prefix that all states of the resource have."""
    return visible(states.short(str(value))) if states and isinstance(value, str) else plain(value)


def is_unset(value: Any) -> bool:
    """Whether a value says nothing: empty, or the zero value of an enum. Numbers and booleans always say something."""
    return value in (None, "", [], {}) or (isinstance(value, str) and value.endswith("_UNSPECIFIED"))


def money(value: Any) -> str | None:
    """`USD 12.50` for a Money object, None for anything else."""
    if not isinstance(value, dict) or not {"units", "nanos"} & set(value) or "currencyCode" not in value:
        return None
    try:
        amount = int(value.get("units") or 0) + int(value.get("nanos") or 0) / 1e9
    except (TypeError, ValueError):
        return None
    return f"{visible(str(value['currencyCode']))} {amount:.2f}"


def label(name: str) -> str:
    """`Create Time` for createTime or create_time."""
    return " ".join(word[:1].upper() + word[1:] for word in _WORD.split(name) if word)


def painted(text: str, state: str, states: States | None) -> str:
    """`text` in the colour of a state; in none where the state is not declared."""
    if states is None:
        return text
    for color, known in ((_GOOD, states.goal), (_BAD, states.failed), (_BUSY, states.busy)):
        if state in known:
            return f"{color}{text}{_OFF}"
    return text


def detail_text(
    item: JsonObject,
    maps: frozenset[str] = frozenset(),
    now: float | None = None,
    states: States | None = None,
    color: bool = False,
) -> str:
    """The lines of an object, without what is not set. The keys inside those named in `maps` are free.

    With `now`, in seconds since 1970, times say how long ago they were; `color` gives a state of `states` its colour.
    """
    names = [name for name in _LEAD if name in item] + [name for name in item if name not in _LEAD]
    lines: list[str] = []
    for name in names:
        value, title = item[name], visible(label(name))
        if is_unset(value):
            continue
        if name == "state":
            word = state_word(value, states)
            lines.append(f"{title}: {painted(word, str(value), states) if color else word}")
        elif now is not None and (moment := seconds_or_none(value)) is not None:
            lines.append(f"{title}: {cell(value)} ({ago(moment, now, value)})")
        else:
            lines += _lines(title, value, name, maps)
    return "".join(f"{line}\n" for line in lines)


def chosen_text(item: JsonObject, paths: Sequence[str], states: States | None) -> str:
    """A line for each of some paths of an object."""
    texts = ((path, at_path(item, path)) for path in paths)
    shown = ((path, state_word(value, states) if path == "state" else cell(value)) for path, value in texts)
    return "".join(f"{' '.join(map(label, path.split('.')))}: {text}\n" for path, text in shown)


def map_names(fields: tuple[Field, ...]) -> frozenset[str]:
    """The names of the fields, at any depth, whose keys are free."""
    own = {field.name for field in fields if field.map}
    return frozenset(own.union(*(map_names(field.fields) for field in fields), {"metrics"}))


def _lines(title: str, value: Any, name: str, maps: frozenset[str]) -> list[str]:
    if name == "status" and isinstance(value, dict):
        code, message = cell(value.get("code") or "OK"), cell(value.get("message"))
        return [f"{title}: {code}: {message}" if message else f"{title}: {code}"]
    if (amount := money(value)) is not None:
        return [f"{title}: {amount}"]
    if isinstance(value, dict) and value:
        titled = {key: visible(key if name in maps else label(key)) for key in value if not is_unset(value[key])}
        inner = [line for key, text in titled.items() for line in _lines(text, value[key], key, maps)]
        return [f"{title}:", *(f"  {line}" for line in inner)] if inner else []
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{title}:", *(f"  {line}" for item in value for line in _member(item, maps))]
    return [f"{title}: {cell(value)}"]


def _member(item: Any, maps: frozenset[str]) -> list[str]:
    """One member of a list: an object as a block of lines, an amount of money or anything else on one."""
    if not isinstance(item, dict):
        return [f"- {cell(item)}"]
    if (amount := money(item)) is not None:
        return [f"- {amount}"]
    known = {key: part for key, part in item.items() if not is_unset(part)}
    inner = [line for key, part in known.items() for line in _lines(visible(label(key)), part, key, maps)]
    return [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])] if inner else ["-"]
