"""`status`: the state of resources in a word each, and in the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.paths import call_of
from ...exits import ExitCode, code_for
from ...output.result import TextResult
from .examples import examples
from .names import for_each, is_many, names_argument, read_names


@dataclass(frozen=True)
class StatusOptions:
    """What was typed behind `status`."""

    names: tuple[str, ...]


def status_command(resource: Resource) -> Command:
    """`status`: one word, and the exit code says whether it ended well, otherwise, or not yet."""
    listed = f"firectl -p local {resource.noun} list"
    return Command(
        "status",
        partial(run, resource),
        [names_argument(resource)],
        options=StatusOptions,
        help=f"Print a {resource.title}'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.",
        examples=examples(resource, "status", "-o json")
        or [f"{listed} -o name | firectl -p local {resource.noun} status -"],
        calls=(call_of(resource, "get"),),
        exits=(ExitCode.WAIT_FAILED, ExitCode.UNDER_WAY),
    )


def run(resource: Resource, app: App, options: StatusOptions) -> TextResult:
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
