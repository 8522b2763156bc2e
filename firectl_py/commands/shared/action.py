"""Commands for declared actions on named resources, such as `cancel` and `scale`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import FirectlError
from ...output.result import Details, TextResult
from . import dry_run, wait_options
from .finish import finish
from .names import for_each, is_many, names_argument
from .wait_options import WaitFlags

if TYPE_CHECKING:
    from ...api.kinds import Verb
    from ...api.pricing.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class ActionOptions:
    """What a command for an action takes; `yes` and `wait` where the command offers them."""

    names: Sequence[str]
    yes: bool = False
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def action_params(resource: Resource, *own: click.Parameter, wait_timeout: str | None = None) -> list[click.Parameter]:
    """The names, the command's `own` options, --wait where a longest time for it is given, and --dry-run."""
    waiting = wait_options.options(wait_timeout) if wait_timeout else []
    return [names_argument(resource), *own, *waiting, dry_run.option()]


def act(
    app: App,
    resource: Resource,
    verb: Verb,
    names: Sequence[str],
    options: ActionOptions,
    *,
    done: str,
    body: JsonObject | None = None,
    cost: Estimate | None = None,
) -> Details | TextResult:
    """Call the action `verb` on each of `names` and return the resources as they are then.

    `done` begins the note about each one, such as "Cancelled". With --dry-run only what would be sent is shown, and its
    `cost`. Raises as `Client.act` and `Client.wait` do.
    """
    client = app.client()
    if options.dry_run:
        calls = [client.act_call(resource, name, verb, body) for name in names]
        return dry_run.preview(app, resource, calls, cost)

    def one(name: str) -> JsonObject:
        client.act(resource, name, verb, body)
        app.console.note(f"{done} {name}.")
        if options.wait.wait:
            return finish(app, resource, [{"name": name}], options.wait)[0]
        try:
            return client.get(resource, name)
        except FirectlError as error:  # the action was carried out, whether it can be shown or not
            app.console.warn(f"{name} cannot be shown: {error.message}")
            return {"name": name}

    items, failures = for_each(names, one)
    return Details(items, resource, many=is_many(options.names, names), failures=failures)
