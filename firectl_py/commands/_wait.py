"""Waiting until things reach a state. Imports api, contract and errors.

The end of a wait is always the resource's own state, never how often we looked.
"""

from __future__ import annotations

import time
from typing import Any

import click

from ..contract import Resource, States
from ..contract._names import last_segment
from ..errors import EndedOtherwise, FirectlError, NotFound, Unauthenticated, WaitTimeout
from ..output.values import at_path
from ._app import App
from ._durations import seconds
from ._params import Duration

FIRST, LONGEST, GROWTH = 0.5, 15.0, 1.4
"""Seconds between looks: the first pause, the longest, and how they grow."""


def options(default: str) -> list[click.Parameter]:
    """`--wait` and `--wait-timeout` of a command that starts something."""
    return [
        click.Option(["--wait"], is_flag=True, help="Return when it is done; fail if it fails."),
        click.Option(
            ["--wait-timeout"], type=Duration(), default=default, show_default=True, help="Longest time for --wait."
        ),
    ]


def verb_options() -> list[click.Parameter]:
    """The options of the verb `wait`."""
    return [
        click.Option(
            ["--timeout", "--wait-timeout"],
            type=Duration(),
            help="Give up (exit 124) after this long; never by default.",
        ),
        click.Option(["--interval"], type=Duration(), help="Time between looks; adapts by default."),
    ]


def wait_for(
    app: App, resource: Resource, names: list[str], timeout: float | None, interval: float | None = None
) -> list[dict[str, Any]]:
    """Look until every one of `names` has ended; the resources as last seen.

    Raises EndedOtherwise where one ended in another state than the goal, WaitTimeout after `timeout` seconds.
    Losing the network or the server for a while does not end a wait; a key that is refused is read again once.
    """
    import random

    from ..http.deadline import now
    from ..http.send import is_transient

    assert resource.states is not None
    end = None if timeout is None else now() + timeout
    pause, said, seen, renewed = FIRST, dict.fromkeys(names, ""), dict[str, dict[str, Any]](), False
    while True:
        for name in [n for n in names if not _ended(resource.states, seen.get(n))]:
            try:
                seen[name] = _look(app, resource, name, end)
                said[name] = _say(app, resource, seen[name], said[name])
            except NotFound:
                if name not in seen or "DELETED" not in resource.states.failed + resource.states.goal:
                    raise
                seen[name] = {**seen[name], "state": "DELETED"}
            except Unauthenticated:
                if renewed:
                    raise
                app.renew()
                renewed = True
            except FirectlError as error:
                if not is_transient(error):
                    raise
                app.console.progress(f"{last_segment(name)}: {error.message}; still waiting")
        if all(_ended(resource.states, seen.get(name)) for name in names):
            return _judged(resource, [seen[name] for name in names])
        delay = min(LONGEST, pause) * random.uniform(0.8, 1.2) if interval is None else interval
        if end is not None and now() + delay > end:
            time.sleep(max(0.0, end - now()))
            raise _too_late(resource, names, seen, timeout or 0.0)
        time.sleep(delay)
        pause *= GROWTH


def _look(app: App, resource: Resource, name: str, end: float | None) -> dict[str, Any]:
    """The resource now. A look takes no longer than the wait itself has left."""
    from ..http.deadline import now

    sender = app.client().sender
    usual = sender.timeout
    try:
        sender.timeout = usual if end is None else min(usual, max(0.5, end - now()))
        return app.client().get(resource, name)
    finally:
        sender.timeout = usual


def _ended(states: States, item: dict[str, Any] | None) -> bool:
    return item is not None and str(item.get("state")) in states.goal + states.failed


def _judged(resource: Resource, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert resource.states is not None
    bad = [item for item in items if item.get("state") not in resource.states.goal]
    if bad:
        shown = "; ".join(f"{last_segment(str(b.get('name')))} ended {_state(b)}{_why(b)}" for b in bad)
        raise EndedOtherwise(shown, hint=f"firectl {resource.noun} get {last_segment(str(bad[0].get('name')))}")
    return items


def _say(app: App, resource: Resource, item: dict[str, Any], before: str) -> str:
    """One line for each change; what was said last."""
    percent = at_path(item, "jobProgress.percent")
    ready = at_path(item, "replicaStats.readyReplicaCount")
    text = _state(item)
    if percent is not None and text == "RUNNING":
        text += f" {percent} %"
    elif ready is not None and text in ("CREATING", "UPDATING"):
        text += f" ({ready} of {item.get('desiredReplicaCount', 0)} replicas ready)"
    if text != before:
        app.console.progress(f"{resource.title} {last_segment(str(item.get('name', '')))}: {text}")
    return text


def _state(item: dict[str, Any]) -> str:
    return str(item.get("state") or "STATE_UNSPECIFIED").removeprefix("JOB_STATE_")


def _why(item: dict[str, Any]) -> str:
    message = at_path(item, "status.message")
    return f": {message}" if message else ""


def _too_late(resource: Resource, names: list[str], seen: dict[str, dict[str, Any]], timeout: float) -> WaitTimeout:
    states = ", ".join(f"{last_segment(n)} is {_state(seen[n]) if n in seen else 'not seen'}" for n in names)
    return WaitTimeout(
        f"{states} after {seconds(str(timeout)):g} s",
        hint=f"It goes on without us: firectl {resource.noun} wait {' '.join(map(last_segment, names))}",
    )
