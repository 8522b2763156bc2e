"""`firectl history`: what was changed from this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import click

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import SELECTION, Option
from ..cli.types import Timestamp, seconds
from ..contract import Column
from ..errors import InvalidDataError
from ..output.result import Listing

_COLUMNS = (
    Column("TIME", "time"),
    Column("OUTCOME", "outcome"),
    Column("CHANGE", "change"),
    Column("RESOURCE", "name"),
    Column("COMMAND", "command"),
    Column("REQUEST ID", "requestId", wide=True),
    Column("MESSAGE", "message", wide=True),
)

_NEWEST = 50
"""Rows that are shown where nobody says how many, nor since when."""


@dataclass(frozen=True)
class HistoryOptions:
    """What `history` takes."""

    limit: int | None
    since: str | None


def run(app: App, options: HistoryOptions) -> Listing:
    """The changes that are kept, oldest first."""
    from ..api import audit_log

    folder = app.state_dir()
    found = audit_log.entries(folder) if folder is not None else []
    if options.since:
        first = _moment(options.since)
        found = [entry for entry in found if str(entry["time"]) >= first]
    limit = (0 if options.since else _NEWEST) if options.limit is None else options.limit
    return Listing(
        found[-limit:] if limit else found, _COLUMNS, empty="Nothing was changed from this machine.", now=time.time
    )


def _moment(text: str) -> str:
    """A time, or so long ago, as RFC 3339. Raises InvalidDataError."""
    try:
        moment = datetime.now(timezone.utc) - timedelta(seconds=seconds(text))
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (InvalidDataError, OverflowError):
        return Timestamp().convert(text, None, None)


def COMMAND() -> Command:
    """The command."""
    params = [
        Option(
            ["--limit"],
            type=click.IntRange(0),
            section=SELECTION,
            help="Newest rows; 0 is all. 50 without --since.",
        ),
        Option(["--since"], metavar="TIME|DURATION", help="From then on: a time, or 24h for the last day."),
    ]
    examples = ["firectl -p local history --since 24h", "firectl -p local history -o json --limit 1"]
    summary = "List what was changed from this machine."
    return Command("history", run, params, options=HistoryOptions, help=summary, examples=examples)
