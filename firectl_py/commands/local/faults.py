"""`local faults`: what is to go wrong on the local control plane, so that scripts can be tested for it."""

from __future__ import annotations

from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...contract import Column
from ...errors import UsageError
from ...output.result import Details, Listing, TextResult
from .group import data_dir_option, use, where

_COLUMNS = (Column("MATCH", "match"), Column("FAULT", "fault"), Column("TIMES", "times"), Column("HITS", "hits"))
_WORDS = (
    "return-STATUS, return-STATUS-after-NK, return-reset-connection, return-broken-stream-after-NK, "
    "stall-for-Ts-after-NK, lose-reply, delay-Ts, stall-job, fail-job"
)


def _add() -> Command:
    def run(app: App, match: str, fault: str, times: int, data_dir: str | None) -> Details:
        def work(local: Any) -> Any:
            try:
                return local.add_fault(where(app, data_dir), match, fault, times)
            except ValueError as error:
                raise UsageError(str(error)) from None

        return Details([use(work)])

    params = [
        click.Option(["--match"], required=True, metavar="PATTERN", help="Method and path, such as 'PUT /storage/*'."),
        click.Option(["--fault"], required=True, metavar="WORD", help=f"One of {_WORDS}."),
        click.Option(["--times"], type=click.IntRange(0), default=1, show_default=True, help="How often; 0 is always."),
        data_dir_option(),
    ]
    examples = [
        "firectl local faults add --match 'POST */supervisedFineTuningJobs*' --fault return-503 --times 2",
        "firectl local faults add --match 'PUT /storage/*' --fault lose-reply",
    ]
    return Command("add", run, params, help="Let requests that match go wrong.", examples=examples)


def _list() -> Command:
    def run(app: App, data_dir: str | None) -> Listing:
        faults = use(lambda local: local.list_faults(where(app, data_dir)))
        return Listing(faults, _COLUMNS, empty="No faults are injected.")

    return Command(
        "list",
        run,
        [data_dir_option()],
        help="Show the injected faults, and how often each happened.",
        examples=["firectl local faults list", "firectl local faults list -o json"],
    )


def _clear() -> Command:
    def run(app: App, data_dir: str | None) -> TextResult:
        count = use(lambda local: local.clear_faults(where(app, data_dir)))
        return TextResult([f"Removed {count} {'fault' if count == 1 else 'faults'}."], {"cleared": count})

    return Command(
        "clear",
        run,
        [data_dir_option()],
        help="Remove every injected fault.",
        examples=["firectl local faults clear", "firectl local faults clear -q"],
    )


def group() -> LazyGroup:
    """The group."""
    build = {"add": _add, "list": _list, "clear": _clear}
    return LazyGroup("faults", build, help="Look after the faults that the local control plane rehearses.")
