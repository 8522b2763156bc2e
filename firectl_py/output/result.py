"""What a command returns: data, and how a human would want to look at it. Imports contract and errors only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..contract import Column, Resource
from ..errors import FirectlError

Object = dict[str, Any]


@dataclass
class Listing:
    """Rows of a list. `rows` may be lazy: it is read while it is printed."""

    rows: Iterable[Object]
    columns: tuple[Column, ...]
    resource: Resource | None = None
    empty: str = "Nothing found."
    """Said on stderr when there are no rows."""


@dataclass
class Details:
    """One or more things in full. One prints as an object, several (`many`) as an array."""

    objects: list[Object]
    resource: Resource | None = None
    many: bool = False
    failures: list[tuple[str, FirectlError]] = field(default_factory=list)
    """Those of several that failed, by name."""


@dataclass
class Lines:
    """Plain lines with a machine-readable twin."""

    lines: list[str]
    data: Any
    failures: list[tuple[str, FirectlError]] = field(default_factory=list)


Result = Listing | Details | Lines | None
