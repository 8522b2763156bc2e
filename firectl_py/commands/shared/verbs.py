"""The commands that a declaration alone gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from ...contract import Resource


def verbs(resource: Resource) -> dict[str, Callable[[], click.Command]]:
    """Verb to the function that builds its command."""
    offered = resource.verbs if resource.commands is None else resource.commands
    built: dict[str, Callable[[], click.Command]] = {}
    for verb in ("create", "list", "get", "update", "delete"):
        if verb in offered:
            built[verb] = partial(_build, verb, resource)
    if resource.states is not None and resource.collection != "accounts":
        built["wait"] = partial(_build, "wait", resource)
        built["status"] = partial(_build, "status", resource)
    return built


def _build(verb: str, resource: Resource) -> click.Command:
    """A list or a get need not load what changes things."""
    if verb in ("list", "get"):
        from . import reads

        return reads.list_(resource) if verb == "list" else reads.get(resource)
    if verb in ("wait", "status"):
        from . import wait

        return wait.wait(resource) if verb == "wait" else wait.status(resource)
    from . import writes

    makers = {"create": writes.create, "update": writes.update, "delete": writes.delete}
    return makers[verb](resource)
