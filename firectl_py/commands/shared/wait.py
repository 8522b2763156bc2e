"""`wait`: until resources have reached a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, WAITING, Option
from ...cli.types import Duration
from ...contract import Resource
from ...contract.paths import call_of
from ...errors import (
    EndedOtherwiseError,
    FirectlError,
    NotFoundError,
    StalledError,
    UsageError,
    WaitTimeoutError,
)
from ...output.result import Details, Event, Events, Listing, Result
from .examples import examples
from .names import is_many, names_argument, plural, read_names
from .on_change import hook_of, on_change_option
from .wait_options import WAIT_EXITS, StateName, stall_option

if TYPE_CHECKING:
    from ...api.waiting.hook import ChangeHook
    from .wait_report import WaitReporter

_OUTCOMES = (
    (WaitTimeoutError, "timeout"),
    (EndedOtherwiseError, "otherwise"),
    (StalledError, "stalled"),
    (NotFoundError, "gone"),
)


@dataclass(frozen=True)
class WaitCommandOptions:
    """What was typed behind `wait`. Times are in seconds."""

    names: tuple[str, ...]
    filter: str | None = None
    goal: tuple[str, ...] = ()
    any_: bool = False
    timeout: float | None = None
    stall_timeout: float | None = None
    interval: float | None = None
    on_change: str | None = None


def wait_command(resource: Resource) -> Command:
    """`wait`: until all have, or one has, reached the goal."""
    params: list[click.Parameter] = [names_argument(resource, required=False), *_options(resource)]
    return Command(
        "wait",
        partial(run, resource),
        params,
        options=WaitCommandOptions,
        help=f"Wait until one or more {plural(resource)} are done; `-` reads ids from stdin.",
        examples=[
            *(examples(resource, "wait") or [_until_goal(resource)]),
            f"firectl -p local {resource.noun} wait --filter 'create_time>\"2026-01-01T00:00:00Z\"' --timeout 1h",
        ],
        calls=(call_of(resource, "get"), call_of(resource, "list")),
        exits=WAIT_EXITS,
    )


def _until_goal(resource: Resource) -> str:
    assert resource.states is not None
    return f"firectl -p local {resource.noun} wait --filter 'state={resource.states.goal[0]}' --timeout 10m"


def _options(resource: Resource) -> list[click.Parameter]:
    return [
        Option(
            ["--filter"],
            section=SELECTION,
            help="Wait for all that match now; what comes later is not waited for.",
        ),
        Option(
            ["--for", "goal"],
            multiple=True,
            type=StateName(resource),
            metavar="STATE",
            section=SELECTION,
            help="State to wait for; GONE waits until it no longer exists.",
        ),
        Option(
            ["--any/--all", "any_"],
            default=False,
            section=WAITING,
            help="One is enough, or all must; all is the default.",
        ),
        Option(
            ["--timeout", "--wait-timeout"],
            type=Duration(),
            section=WAITING,
            help="Give up (exit 124) after this; never by default.",
        ),
        stall_option(),
        Option(["--interval"], type=Duration(0.1), section=WAITING, help="Time between looks; adapts by default."),
        on_change_option(),
    ]


def run(resource: Resource, app: App, options: WaitCommandOptions) -> Result:
    """The resources as they are when the goal is reached; with -o jsonl each change. Raises as `Client.wait` does."""
    from ...api.waiting.goal import goal_of
    from ...api.waiting.options import WaitOptions
    from .wait_report import WaitReporter

    goal_of(resource, options.goal)  # a word that is not a state is refused before anything is asked for
    hook = hook_of(app, options.on_change)
    names = _members(app, resource, options)
    limits = WaitOptions(options.timeout, options.stall_timeout, options.interval)
    reporter = WaitReporter(app, resource, names, limits, goal=options.goal, any_=options.any_)
    if app.output_options().output == "jsonl":
        return Events(_events(reporter, hook))
    items = reporter.run(hook)
    if app.console.quiet and "output" not in app.flags:
        return None  # the exit code is the answer, and cron mails whatever is printed
    there = [item for item in items if item]
    if options.filter or is_many(options.names, names):
        return Listing(there, resource.columns, resource, f"No {resource.title} is left to show.")
    return Details(there, resource, many=not there)


def _members(app: App, resource: Resource, options: WaitCommandOptions) -> Sequence[str]:
    """Who is waited for: fixed here, whatever happens to the filter's matches later."""
    if options.names and options.filter:
        raise UsageError("give names or --filter, not both")
    if not options.names and not options.filter:
        raise UsageError(f"which {resource.title}? Give a name, or --filter")
    if not options.filter:
        return list(dict.fromkeys(app.client().name(resource, name) for name in read_names(app, options.names)))
    found = [str(row["name"]) for row in app.client().list(resource, filter=options.filter, pageSize=200)]
    counted = f"{len(found)} {resource.title if len(found) == 1 else plural(resource)}"
    app.console.note(f"what matches now: {counted}." if found else "nothing matches; nothing to wait for.")
    return found


def _events(reporter: WaitReporter, hook: ChangeHook | None) -> Iterator[Event]:
    """Each change as an event, and how it ended as the last one."""
    from .wait_report import tell_hook
    from .wait_text import data

    try:
        with reporter.continuing():
            for change in reporter.wait.changes():
                yield Event("", data(change))
                if hook is not None:
                    tell_hook(hook, reporter.wait, change)
    except FirectlError as error:
        if outcome := next((word for kind, word in _OUTCOMES if isinstance(error, kind)), None):
            yield _end(outcome)
        raise
    yield _end("reached")


def _end(outcome: str) -> Event:
    from .wait_text import now_utc

    return Event("", {"event": "end", "time": now_utc(), "outcome": outcome})
