"""`Key: value` lines of one object."""

from __future__ import annotations

from typing import Any

from ..contract import Field, States
from ..contract.json_types import JsonObject
from ..contract.rfc3339 import seconds_or_none
from .tables import painted
from .times import ago
from .values import cell, label, money
from .visible import visible

_LEAD = ("name", "displayName", "state", "status")
"""Keys that come first: the reason of a failure is then the first thing read."""


def detail_text(
    item: JsonObject, maps: frozenset[str] = frozenset(), now: float | None = None, states: States | None = None
) -> str:
    """The lines of an object. The keys inside those named in `maps` are free, and are shown as they are.

    With `now`, in seconds since 1970, times say how long ago they were; with `states`, the state has its colour.
    """
    names = [name for name in _LEAD if name in item] + [name for name in item if name not in _LEAD]
    lines: list[str] = []
    for name in names:
        shown = _lines(visible(label(name)), item[name], name, maps)
        if name == "state" and states is not None:
            title, _, text = shown[0].partition(": ")
            shown = [f"{title}: {painted(text, str(item[name]), states)}"]
        elif now is not None and isinstance(item[name], str) and (then := seconds_or_none(item[name])) is not None:
            shown = [f"{shown[0]} ({ago(then, now, item[name])})"]
        lines += shown
    return "".join(f"{line}\n" for line in lines)


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
        titled = {key: visible(key if name in maps else label(key)) for key in value}
        inner = [line for key, item in value.items() for line in _lines(titled[key], item, key, maps)]
        return [f"{title}:", *(f"  {line}" for line in inner)]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [f"{title}:", *(f"  {line}" for item in value for line in _member(item, maps))]
    return [f"{title}: {cell(value, name)}"]


def _member(item: Any, maps: frozenset[str]) -> list[str]:
    """One member of a list: on a line, or, where it holds lists or objects itself, on several."""
    if not isinstance(item, dict) or not any(isinstance(part, dict | list) and part for part in item.values()):
        return [f"- {cell(item)}"]
    inner = [line for key, part in item.items() for line in _lines(visible(label(key)), part, key, maps)]
    return [f"- {inner[0]}", *(f"  {line}" for line in inner[1:])]
