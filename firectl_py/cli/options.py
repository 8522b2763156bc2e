"""Options of commands: click's, with what the help says of them, and the typed object a command gets them in.

No library serves: click-option-group and cloup know sections, but neither typed objects nor exit codes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import click

from ..contract import Field

OptionsT = TypeVar("OptionsT")

GENERAL, SELECTION, PLACEMENT, FILES = "Options", "Selection", "Placement", "Files"
LOGGING, EXTERNAL, WAITING, SAFETY = "Logging", "External data", "Waiting", "Safety"
"""The sections of the help. GENERAL comes first, SAFETY last."""


class Option(click.Option):
    """An option that says which section of the help it stands in, and which exit codes it adds."""

    def __init__(
        self, names: Sequence[str], *, section: str = GENERAL, exits: tuple[int, ...] = (), **more: Any
    ) -> None:
        super().__init__(names, **more)
        self.section, self.exits = section, exits


class Argument(click.Argument):
    """An argument that says which exit codes it adds."""

    def __init__(self, names: Sequence[str], *, exits: tuple[int, ...] = (), **more: Any) -> None:
        super().__init__(names, **more)
        self.exits = exits


class FieldOption(Option):
    """A flag of a declared field. Its value goes to the member `fields` of the command's options."""

    def __init__(self, names: Sequence[str], path: str, field: Field, **more: Any) -> None:
        super().__init__([*names, path.replace(".", "__")], **more)
        self.path, self.field = path, field


class QueryOption(Option):
    """A flag of a query parameter. Its value goes to the member `query` of the command's options."""

    def __init__(self, names: Sequence[str], key: str, **more: Any) -> None:
        super().__init__([*names, key], **more)
        self.key = key


@dataclasses.dataclass(frozen=True)
class NoOptions:
    """What was typed, for a command that has no options of its own."""


def typed(kind: type[OptionsT], params: Sequence[click.Parameter], values: Mapping[str, Any]) -> OptionsT:
    """The options of a command as the dataclass `kind`, out of click's `values`.

    A member whose default factory is a dataclass is made of its own members out of the same values. `fields` holds
    the flags of declared fields by dotted path, `query` those of query parameters by name, both without what was not
    typed. A member whose option the command does not have keeps its default.
    """
    left = dict(values)
    given: dict[str, dict[str, Any]] = {"fields": {}, "query": {}}
    for param in params:
        if isinstance(param, FieldOption | QueryOption) and param.name in left:
            value = left.pop(param.name)
            if value is not None and value != ():
                where, key = ("fields", param.path) if isinstance(param, FieldOption) else ("query", param.key)
                given[where][key] = value
    return _fill(kind, {**given, **left})


def _fill(kind: type[OptionsT], given: Mapping[str, Any]) -> OptionsT:
    assert dataclasses.is_dataclass(kind)
    found: dict[str, Any] = {}
    for member in dataclasses.fields(kind):
        factory = member.default_factory
        if isinstance(factory, type) and dataclasses.is_dataclass(factory):
            found[member.name] = _fill(factory, given)
        elif member.name in given or member.default is member.default_factory is dataclasses.MISSING:
            found[member.name] = given[member.name]
    return kind(**found)
