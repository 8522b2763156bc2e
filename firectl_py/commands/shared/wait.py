"""The verbs `wait` and `status`."""

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
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.paths import call_of
from ...errors import (
    EndedOtherwiseError,
    FirectlError,
    NotFoundError,
    StalledError,
    UsageError,
    WaitTimeoutError,
)
from ...exits import ExitCode, code_for
from ...output.result import Details, Event, Events, Listing, Result, TextResult
from .examples import examples
from .names import for_each, is_many, names_argument, plural, read_names
from .wait_options import WAIT_EXITS, StateName, hook_option, stall_option

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


def wait(resource: Resource) -> Command:
    """`wait`: until all have, or one has, reached the goal."""
    params: list[click.Parameter] = [names_argument(resource, required=False), *_options(resource)]
    return Command(
        "wait",
        partial(run_wait, resource),
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
        hook_option(),
    ]


def run_wait(resource: Resource, app: App, options: WaitCommandOptions) -> Result:
    """The resources as they are when the goal is reached; with -o jsonl each change. Raises as `Client.wait` does."""
    from ...api.waiting.goal import goal_of
    from ...api.waiting.options import WaitOptions
    from .wait_report import WaitReporter

    goal_of(resource, options.goal)  # a word that is not a state is refused before anything is asked for
    hook = hook_of(app, options.on_change)
    names = _members(app, resource, options)
    limits = WaitOptions(options.timeout, options.stall_timeout, options.interval)
    reporter = WaitReporter(app, resource, names, limits, goal=options.goal, any_=options.any_)
    if app.look().output == "jsonl":
        return Events(_events(reporter, hook))
    items = reporter.run(hook)
    if app.console.quiet and "output" not in app.flags:
        return None  # the exit code is the answer, and cron mails whatever is printed
    there = [item for item in items if item]
    if options.filter or is_many(options.names, names):
        return Listing(there, resource.columns, resource, f"No {resource.title} is left to show.")
    return Details(there, resource, many=not there)


def hook_of(app: App, command: str | None) -> ChangeHook | None:
    """The program of --on-change. Raises UsageError where there is none: better now than at the first change."""
    if not command:
        return None
    from ...api.waiting.hook import ChangeHook

    console = app.console
    app.client()  # from here on the console knows the key
    return ChangeHook(
        command,
        warn=console.warn,
        output=console.err.fileno(),
        is_secret=lambda text: console.covered(text) != text,
    )


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
    from .wait_report import data, tell_hook

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
    from .wait_report import now_utc

    return Event("", {"event": "end", "time": now_utc(), "outcome": outcome})


@dataclass(frozen=True)
class StatusOptions:
    """What was typed behind `status`."""

    names: tuple[str, ...]


def status(resource: Resource) -> Command:
    """`status`: one word, and the exit code says whether it ended well, otherwise, or not yet."""
    return Command(
        "status",
        partial(run_status, resource),
        [names_argument(resource)],
        options=StatusOptions,
        help=f"Print a {resource.title}'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.",
        examples=examples(resource, "status"),
        calls=(call_of(resource, "get"),),
        exits=(ExitCode.WAIT_FAILED, ExitCode.UNDER_WAY),
    )


def run_status(resource: Resource, app: App, options: StatusOptions) -> TextResult:
    """The state of each resource as a word."""
    from ...api.waiting.goal import states_of

    wanted = read_names(app, options.names)
    items, failures = for_each(wanted, lambda name: app.client().get(resource, name))
    words = [states_of(resource).short(str(item.get("state") or "")) or "STATE_UNSPECIFIED" for item in items]
    ids = [last_segment(str(item["name"])) for item in items]
    several = is_many(options.names, wanted)
    lines = [f"{id} {word}" for id, word in zip(ids, words, strict=True)] if several else words
    shown = [{"name": item["name"], "state": item.get("state", "")} for item in items]
    return TextResult(lines, shown if several else shown[0], failures, exit_code=_exit_code(app, resource, items))


def _exit_code(app: App, resource: Resource, items: list[JsonObject]) -> ExitCode:
    """Judged as a wait judges a first look."""
    from ...api.waiting.outcome import final_failure_of, warning_of
    from ...api.waiting.watchlist import Watchlist

    watchlist = Watchlist(resource, [str(item["name"]) for item in items])
    for item in items:
        watchlist.see(str(item["name"]), item, 0.0)
    for member in watchlist.members.values():
        if warning := warning_of(member):
            app.console.warn(warning)
    failure = final_failure_of(watchlist)
    if failure is not None:
        return code_for(failure)
    return ExitCode.UNDER_WAY if watchlist.pending else ExitCode.OK
