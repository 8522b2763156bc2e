"""`Key: value` lines of one object, with the labels and times of the official tool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..contract import Field, States
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import seconds_or_none
from .tables import painted
from .times import ago
from .values import at_path, cell, is_unset, label, money, state_word
from .visible import visible

_LEAD = ("name", "displayName", "state", "status")
"""Keys that come first: the reason of a failure is then the first thing read."""


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
    """One member of a list: on a line, or, where it holds lists or objects itself, on several."""
    if not isinstance(item, dict) or not any(isinstance(part, dict | list) and part for part in item.values()):
        return [f"- {cell(item)}"]
    inner = [line for key, part in item.items() for line in _lines(visible(label(key)), part, key, maps)]
    return [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]
