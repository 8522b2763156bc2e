"""The verbs `wait` and `status`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ...api.waiting import hook as hook_module
from ...api.waiting import loop
from ...api.waiting.watchlist import Watchlist, goal_of, short
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import Duration
from ...contract import Resource
from ...contract.names import last_segment
from ...errors import (
    EndedOtherwiseError,
    FirectlError,
    NotFoundError,
    StalledError,
    UnderWayError,
    UsageError,
    WaitTimeoutError,
)
from ...output.result import Details, Event, Events, Listing, Result, TextResult
from .reads import each, examples, many, names_argument, plural, read_names
from .wait_options import StateName, WaitOptions, stall_option
from .wait_report import WaitReporter, data, now_utc

_OUTCOMES = (
    (WaitTimeoutError, "timeout"),
    (EndedOtherwiseError, "otherwise"),
    (StalledError, "stalled"),
    (NotFoundError, "gone"),
)


def wait(resource: Resource) -> Command:
    """`wait`: until all have, or one has, reached the goal."""

    def run(app: App, names: tuple[str, ...], **values: Any) -> Result:
        goal = goal_of(resource, values["for_"])
        hook = hook_module.OnChange(app, values["on_change"]) if values["on_change"] else None
        wanted = _members(app, resource, names, values["filter"])
        watchlist = Watchlist(goal, wanted, any_=values["any_"], stall=values["stall_timeout"])
        patience = WaitOptions(values["timeout"], values["stall_timeout"], values["interval"])
        if app.look().output == "jsonl":
            return Events(_events(app, resource, watchlist, patience, hook))
        items = loop.wait(app, resource, watchlist, patience, hook) if wanted else []
        if app.console.quiet and "output" not in app.flags:
            return None  # the exit code is the answer, and cron mails whatever is printed
        there = [item for item in items if item]
        if values["filter"] or many(names, wanted):
            return Listing(there, resource.columns, resource, f"No {resource.title} is left to show.")
        return Details(there, resource, many=not there)

    return Command(
        "wait",
        run,
        [names_argument(resource, required=False), *_options(resource)],
        help=f"Wait until one or more {plural(resource)} are done; `-` reads ids from stdin.",
        examples=[
            *(examples(resource, "wait") or [_until_goal(resource)]),
            f"firectl -p local {resource.noun} wait --filter 'create_time>\"2026-01-01T00:00:00Z\"' --timeout 1h",
        ],
    )


def _until_goal(resource: Resource) -> str:
    states = resource.states
    assert states is not None
    return f"firectl -p local {resource.noun} wait --filter 'state={states.goal[0]}' --timeout 10m"


def _options(resource: Resource) -> list[click.Parameter]:
    return [
        click.Option(["--filter"], help="Wait for all that match now; what comes later is not waited for."),
        click.Option(
            ["--for", "for_"],
            multiple=True,
            type=StateName(resource),
            metavar="STATE",
            help="State to wait for; GONE waits for none.",
        ),
        click.Option(["--any/--all", "any_"], default=False, help="One is enough, or all must; all is the default."),
        click.Option(
            ["--timeout", "--wait-timeout"], type=Duration(), help="Give up (exit 124) after this; never by default."
        ),
        stall_option(),
        click.Option(["--interval"], type=Duration(0.1), help="Time between looks; adapts by default."),
        hook_module.option(),
    ]


def _members(app: App, resource: Resource, names: tuple[str, ...], filter: str | None) -> list[str]:
    """Who is waited for: fixed here, whatever happens to the filter's matches later."""
    if names and filter:
        raise UsageError("give names or --filter, not both")
    if not names and not filter:
        raise UsageError(f"which {resource.title}? Give a name, or --filter")
    if not filter:
        return list(dict.fromkeys(app.client().name(resource, name) for name in read_names(app, names)))
    found = [str(row["name"]) for row in app.client().list(resource, filter=filter, pageSize=200)]
    counted = f"{len(found)} {resource.title if len(found) == 1 else plural(resource)}"
    app.console.note(f"what matches now: {counted}." if found else "nothing matches; nothing to wait for.")
    return found


def _events(
    app: App,
    resource: Resource,
    watchlist: Watchlist,
    patience: WaitOptions,
    hook: hook_module.OnChange | None,
) -> Iterator[Event]:
    """Each change as an event, and how it ended as the last one."""
    say = WaitReporter(app, resource, watchlist)
    try:
        for change in loop.changes(app, resource, watchlist, patience, say) if watchlist.members else ():
            yield Event("", data(change))
            if hook is not None and change.kind not in ("seen", "progress"):
                hook(data(change))
        watchlist.judge(resource)
    except FirectlError as error:
        if outcome := next((word for kind, word in _OUTCOMES if isinstance(error, kind)), None):
            yield _end(outcome)
        raise
    yield _end("reached")


def _end(outcome: str) -> Event:
    return Event("", {"event": "end", "time": now_utc(), "outcome": outcome})


def status(resource: Resource) -> Command:
    """`status`: one word, and the exit code says whether it ended well, otherwise, or not yet."""

    def run(app: App, names: tuple[str, ...]) -> TextResult:
        wanted = read_names(app, names)
        items, failures = each(wanted, lambda name: app.client().get(resource, name))
        words = [short(str(item.get("state") or "")) for item in items]
        ids = [last_segment(str(item["name"])) for item in items]
        several = many(names, wanted)
        lines = [f"{id} {word}" for id, word in zip(ids, words, strict=True)] if several else words
        shown = [{"name": item["name"], "state": item.get("state", "")} for item in items]
        return TextResult(lines, shown if several else shown[0], failures, verdict=_verdict(resource, items))

    return Command(
        "status",
        run,
        [names_argument(resource)],
        help=f"Print a {resource.title}'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.",
        examples=examples(resource, "status")
        or [f"firectl -p local {resource.noun} status {line.split()[5]}" for line in examples(resource, "delete")],
    )


def _verdict(resource: Resource, items: list[dict[str, Any]]) -> FirectlError | None:
    assert resource.states is not None
    states = {str(item.get("state") or "") for item in items}
    if states & set(resource.states.failed):
        return EndedOtherwiseError("ended otherwise")
    return UnderWayError("under way") if states - set(resource.states.goal) else None
