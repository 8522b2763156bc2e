"""`experiments list` and `experiments get`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, Argument, Option
from ...contract import Column
from ...exits import ExitCode
from ...output.result import Details, Listing
from ..shared.names import for_each, is_many, read_names

_COLUMNS = (
    Column("NAME", "name"),
    Column("STATE", "state"),
    Column("RUNS", "runs"),
    Column("CREATE TIME", "createTime"),
    Column("MARKER", "marker", wide=True),
)
_CALLS = ("GET /v1/accounts/{account}/datasets", "GET /v1/accounts/{account}/batchInferenceJobs")


@dataclass(frozen=True)
class ListExperimentsOptions:
    """What was typed for the list."""

    limit: int | None


def run_list(app: App, options: ListExperimentsOptions) -> Listing:
    """The experiments of the account, by id."""
    client = app.client()
    rows = client.experiments.list(options.limit)
    return Listing(rows, _COLUMNS, None, f"No experiments in accounts/{client.account}.")


def list_command() -> Command:
    """`experiments list`."""
    limit = Option(["--limit"], type=click.IntRange(0), section=SELECTION, help="Print at most so many rows.")
    return Command(
        "list",
        run_list,
        [limit],
        options=ListExperimentsOptions,
        help="List experiments.",
        calls=_CALLS,
        examples=["firectl -p local experiments list", "firectl -p local experiments list -o json"],
    )


@dataclass(frozen=True)
class GetExperimentsOptions:
    """The experiments to show."""

    names: tuple[str, ...]


def run_get(app: App, options: GetExperimentsOptions) -> Details:
    """Experiments with their runs."""
    wanted = read_names(app, options.names)
    found, failures = for_each(wanted, app.client().experiments.get)
    return Details(found, None, many=is_many(options.names, wanted), failures=failures)


def names_argument() -> Argument:
    """One or more experiments."""
    return Argument(["names"], nargs=-1, required=True, metavar="EXPERIMENT...", exits=(ExitCode.PARTIAL,))


def get_command() -> Command:
    """`experiments get`."""
    return Command(
        "get",
        run_get,
        [names_argument()],
        options=GetExperimentsOptions,
        help="Show experiments with their runs; `-` reads ids from stdin.",
        calls=_CALLS,
        examples=[
            "firectl -p local experiments get model-comparison",
            "firectl -p local experiments get model-comparison -o yaml",
        ],
    )
