"""The commands that a declaration alone gives. Each is built from its own module, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module

import click

from ...contract import Resource

_STANDARD = ("create", "list", "get", "update", "delete")


def verbs(resource: Resource) -> dict[str, Callable[[], click.Command]]:
    """Verb to the function that builds its command."""
    offered = resource.verbs if resource.commands is None else resource.commands
    found = [verb for verb in _STANDARD if verb in offered]
    if resource.states is not None and not resource.top_level:
        found += ["wait", "status"]
    return {verb: partial(_build, verb, resource) for verb in found}


def _build(verb: str, resource: Resource) -> click.Command:
    build: Callable[[Resource], click.Command] = getattr(import_module(f"{__package__}.{verb}"), f"{verb}_command")
    return build(resource)
