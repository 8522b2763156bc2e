"""What `--wait` does behind a command that started something."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from . import wait_options
from .wait_options import WaitFlags


def wait_params(resource: Resource) -> list[click.Parameter]:
    """`--wait` and its timeouts where the resource has states."""
    return [] if resource.states is None else wait_options.options(resource.states.wait_timeout)


def finish(
    app: App,
    resource: Resource,
    items: Sequence[JsonObject],
    flags: WaitFlags,
    *,
    goal: Sequence[str] = (),
    made: bool = False,
) -> list[JsonObject]:
    """`items` at once, or with --wait as they are when all have reached `goal`, or the declared goal.

    `made` says that the command made them just now. Raises as `Client.wait` does.
    """
    if not flags.wait or not items:
        return list(items)
    from .wait_report import wait_for

    names = [str(item["name"]) for item in items]
    return wait_for(app, resource, names, flags.limits, goal=goal, made=made)
