"""`local faults`: the faults that the local control plane rehearses, so that scripts can be tested for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...cli.options import Option
from ...contract import Column
from ...errors import UsageError
from ...output.result import Details, Listing, TextResult
from .options import DataDirOptions, data_dir_option, folder_of, use

_COLUMNS = (Column("MATCH", "match"), Column("FAULT", "fault"), Column("TIMES", "times"), Column("HITS", "hits"))
_WORDS = (
    "return-STATUS, return-STATUS-after-NK, return-reset-connection, return-broken-stream-after-NK, "
    "stall-for-Ts-after-NK, lose-reply, delay-Ts, stall-job, fail-job"
)


@dataclass(frozen=True)
class AddFaultOptions(DataDirOptions):
    """What was typed."""

    match: str
    fault: str
    times: int


def add_fault(app: App, options: AddFaultOptions) -> Details:
    """Inject a fault. Raises UsageError for a fault that does not exist."""
    folder = folder_of(app, options.data_dir)

    def add(local: Any) -> Any:
        try:
            return local.add_fault(folder, options.match, options.fault, options.times)
        except ValueError as error:
            raise UsageError(str(error)) from None

    return Details([use(add)])


def list_faults(app: App, options: DataDirOptions) -> Listing:
    """The faults that are injected, and how often each was hit."""
    faults = use(lambda local: local.list_faults(folder_of(app, options.data_dir)))
    return Listing(faults, _COLUMNS, empty="No faults are injected.")


def clear_faults(app: App, options: DataDirOptions) -> TextResult:
    """Remove every fault."""
    count = use(lambda local: local.clear_faults(folder_of(app, options.data_dir)))
    return TextResult([f"Removed {count} {'fault' if count == 1 else 'faults'}."], {"cleared": count})


def _add() -> Command:
    params = [
        Option(["--match"], required=True, metavar="PATTERN", help="Method and path, such as 'PUT /storage/*'."),
        Option(["--fault"], required=True, metavar="FAULT", help=f"One of {_WORDS}."),
        Option(["--times"], type=click.IntRange(0), default=1, show_default=True, help="How often; 0 is always."),
        data_dir_option(),
    ]
    examples = [
        "firectl local faults add --match 'POST */supervisedFineTuningJobs*' --fault return-503 --times 2",
        "firectl local faults add --match 'PUT /storage/*' --fault lose-reply",
    ]
    summary = "Let requests that match fail."
    return Command("add", add_fault, params, options=AddFaultOptions, help=summary, examples=examples)


def _list() -> Command:
    params, summary = [data_dir_option()], "Show the injected faults, and how often each was hit."
    examples = ["firectl local faults list", "firectl local faults list -o json"]
    return Command("list", list_faults, params, options=DataDirOptions, help=summary, examples=examples)


def _clear() -> Command:
    params, summary = [data_dir_option()], "Remove every injected fault."
    examples = ["firectl local faults clear", "firectl local faults clear -q"]
    return Command("clear", clear_faults, params, options=DataDirOptions, help=summary, examples=examples)


def group() -> LazyGroup:
    """The group."""
    build = {"add": _add, "list": _list, "clear": _clear}
    return LazyGroup("faults", build, help="Look after the faults that the local control plane rehearses.")
