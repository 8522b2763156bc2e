"""What a command returns: data, and how people want to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ..contract import Column, Resource
from ..contract.json_types import JsonObject
from ..errors import FirectlError
from ..exits import ExitCode


class Listing(NamedTuple):
    """Rows of a list. `rows` may be lazy: it is read while it is printed."""

    rows: Iterable[JsonObject]
    columns: tuple[Column, ...]
    resource: Resource | None = None
    empty: str = "Nothing found."
    """Said on stderr when there are no rows."""
    page: int = 50
    """Rows that come at once: after so many the widths of a table are settled. 50 is the API's own size of a page."""
    limit: int | None = None
    """The most that are printed, where --sort-by has to see more first."""
    now: Callable[[], float] | None = None
    """Seconds since 1970 that the times of these rows are compared with; None where that is the control plane's."""


class Details(NamedTuple):
    """One or more things in full. One prints as an object, several (`many`) as an array."""

    objects: list[JsonObject]
    resource: Resource | None = None
    many: bool = False
    failures: Sequence[tuple[str, FirectlError]] = ()
    """Those of several that failed, by name."""
    verbatim: bool = False
    """Whether keys are printed as they are: what is shown is what was or would be sent."""


class TextResult(NamedTuple):
    """Plain lines with a machine-readable twin."""

    lines: list[str]
    data: Any
    failures: Sequence[tuple[str, FirectlError]] = ()
    error: FirectlError | None = None
    """Raised when the lines have been printed: an answer that is a refusal, such as a report of bad rows."""
    exit_code: ExitCode = ExitCode.OK
    """The exit status of the run; the lines say why it is not 0."""
    rows: Sequence[JsonObject] = ()
    """The rows of csv, where `data` is nested."""
    verbatim: bool = False
    """Whether the keys of `data` are printed as they are: what is shown is what was or would be sent."""


class Event(NamedTuple):
    """Something that happened: a line for people, and the same for programs."""

    text: str
    data: JsonObject
    """Of an empty line, and of empty data, nothing is printed."""
    resource: Resource | None = None
    """What the objects in `data` are."""


class Events(NamedTuple):
    """What happens, as it happens; each is printed at once. Text, or with `-o jsonl` one object a line."""

    events: Iterable[Event]


Result = Listing | Details | TextResult | Events | None
