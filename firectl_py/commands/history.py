"""`firectl history`: what was changed from this machine. Imports api, contract and errors; click."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import click

from ..contract import Column
from ..errors import InvalidData
from ..output.result import Listing
from ._app import App
from ._base import Leaf
from ._durations import seconds
from ._params import Timestamp

SUMMARY = "List what was changed from this machine."
ALIASES: tuple[str, ...] = ()
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


def run(app: App, limit: int | None, since: str | None) -> Listing:
    """The changes that are kept, oldest first."""
    from ..api import history

    folder = app.state_dir()
    found = history.entries(folder) if folder is not None else []
    if since:
        first = _moment(since)
        found = [entry for entry in found if str(entry["time"]) >= first]
    limit = (0 if since else _NEWEST) if limit is None else limit
    return Listing(found[-limit:] if limit else found, _COLUMNS, empty="Nothing was changed from this machine.")


def _moment(text: str) -> str:
    """A time, or so long ago, as RFC 3339. Raises InvalidData."""
    try:
        moment = datetime.now(timezone.utc) - timedelta(seconds=seconds(text))
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (InvalidData, OverflowError):
        return Timestamp().convert(text, None, None)


def COMMAND() -> Leaf:
    """The command."""
    params: list[click.Parameter] = [
        click.Option(["--limit"], type=click.IntRange(0), help="Newest rows; 0 is all. 50 without --since."),
        click.Option(["--since"], metavar="TIME|DURATION", help="From then on: a time, or 24h for the last day."),
    ]
    examples = ["firectl -p local history --since 24h", "firectl -p local history -o json --limit 1"]
    return Leaf("history", run, params, help=SUMMARY, examples=examples)
