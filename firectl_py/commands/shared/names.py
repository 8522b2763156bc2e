"""Names as they are typed: of one resource or several, `-` for standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from ...cli.app import App
from ...cli.options import Argument
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import FirectlError
from ...exits import ExitCode


def names_argument(resource: Resource, required: bool = True) -> Argument:
    """One or more ids or names; `-` reads them from standard input."""
    metavar = resource.title.upper().replace(" ", "_").replace("-", "_")
    return Argument(["names"], nargs=-1, required=required, metavar=f"{metavar}...", exits=(ExitCode.PARTIAL,))


def read_names(app: App, typed: Sequence[str]) -> list[str]:
    """The names typed, `-` replaced by the lines of standard input; each name once.

    No lines mean no names: a note says so, and the command succeeds.
    """
    names: list[str] = []
    for name in typed:
        names += [line.strip() for line in sys.stdin if line.strip()] if name == "-" else [name]
    if typed and not names:
        app.console.note("no names came on standard input; nothing to do.")
    return list(dict.fromkeys(names))


def is_many(typed: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the answer is an array: several names, or however many standard input had."""
    return len(names) > 1 or "-" in typed


def for_each(
    names: Sequence[str], work: Callable[[str], JsonObject]
) -> tuple[list[JsonObject], list[tuple[str, FirectlError]]]:
    """What `work` returns for every name, and the errors by name.

    An error of one of several names does not stop the others; the error of a single name is raised.
    """
    if len(names) == 1:
        return [work(names[0])], []
    done: list[JsonObject] = []
    failures: list[tuple[str, FirectlError]] = []
    for name in names:
        try:
            done.append(work(name))
        except FirectlError as error:
            failures.append((name, error))
    return done, failures


def plural(resource: Resource) -> str:
    """The plural of the resource's title."""
    title = resource.title
    return f"{title[:-1]}ies" if title.endswith("y") else f"{title}s"
