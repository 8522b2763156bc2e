"""`sftj cancel` and `sftj resume`."""

from __future__ import annotations

from collections.abc import Callable

import click

from ..cli.app import App
from ..cli.command import Command
from ..contract import Resource, load
from ..contract.paths import call_of
from ..output.result import Result
from .shared.action import ActionOptions, act, action_params
from .shared.create import CHANGES
from .shared.delete import yes_option
from .shared.examples import examples
from .shared.names import read_names


def cancel_job(app: App, options: ActionOptions) -> Result:
    """Stop jobs. Raises RefusedError where it is not confirmed on a terminal."""
    resource = load("sftj")
    names = [app.client().name(resource, name) for name in read_names(app, options.names)]
    if names and not options.dry_run:
        app.confirm(f"Cancel {', '.join(names)}?", options.yes)
    return act(app, resource, "cancel", names, options, done="Cancelled")


def resume_job(app: App, options: ActionOptions) -> Result:
    """Go on with paused jobs."""
    resource = load("sftj")
    names = [app.client().name(resource, name) for name in read_names(app, options.names)]
    return act(app, resource, "resume", names, options, done="Resumed")


def _cancel_command(resource: Resource) -> Command:
    return Command(
        "cancel",
        cancel_job,
        action_params(resource, yes_option(), wait_timeout="10m"),
        options=ActionOptions,
        help=resource.action("cancel").help,
        examples=examples(resource, "cancel", "--dry-run"),
        calls=(call_of(resource, "cancel"),),
        exits=CHANGES,
    )


def _resume_command(resource: Resource) -> Command:
    return Command(
        "resume",
        resume_job,
        action_params(resource),
        options=ActionOptions,
        help=resource.action("resume").help,
        examples=examples(resource, "resume", "--dry-run"),
        calls=(call_of(resource, "resume"),),
        exits=CHANGES,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "cancel": _cancel_command,
    "resume": _resume_command,
}
