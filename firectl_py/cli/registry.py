"""From a word to a command: the declared nouns, and the commands written by hand. One line each.

Commands are named here and loaded when they are asked for: `commands/` may import this folder, and not the other way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

import click

from ..contract import Resource, registry
from .command import LazyGroup


class CommandEntry(NamedTuple):
    """A command or a group that no declaration gives."""

    module: str
    """The module below `commands`, whose `COMMAND()` builds it."""
    summary: str
    """One line for the root help."""
    aliases: tuple[str, ...] = ()


COMMANDS: dict[str, CommandEntry] = {
    "api": CommandEntry("api", "Call any path of the API."),
    "completion": CommandEntry("completion", "Print or install the completion of a shell."),
    "config": CommandEntry("config", "Show and change settings."),
    "costs": CommandEntry("costs.group", "See what things cost, before and while they run.", ("cost",)),
    "doctor": CommandEntry("doctor.command", "Check endpoint, key, configuration and machine."),
    "experiments": CommandEntry("experiments.group", "Compare models on a data set.", ("experiment",)),
    "help": CommandEntry("help", "Show the manual page of a command or a topic."),
    "history": CommandEntry("history", "List what was changed from this machine."),
    "local": CommandEntry("local.group", "Look after the local control plane."),
    "login": CommandEntry("login", "Sign in with an API key.", ("signin",)),
    "logout": CommandEntry("logout", "Remove the stored API key."),
    "profiles": CommandEntry("profiles", "Make, list, use and remove profiles.", ("profile",)),
    "regions": CommandEntry("regions", "See where GPUs are offered and your quota there.", ("region",)),
    "set-api-key": CommandEntry("set_api_key", "Store an API key; `-` reads it from stdin."),
    "version": CommandEntry("version", "Show the version."),
    "vpc-deployments": CommandEntry("vpc_deployments", "Run models behind a private address.", ("vpc-deployment",)),
    "whoami": CommandEntry("whoami", "Show the account and endpoint in use."),
}

VERBS = {
    "batch-inference-jobs": "batch_inference_jobs",
    "datasets": "datasets.group",
    "deployments": "deployments.group",
    "models": "models.group",
    "sftj": "sftj",
}
"""Declared nouns with more to say than their declaration: the module whose `VERBS` go on top of the standard ones."""

OFFICIAL_NOUNS = (
    "api-key",
    "audit-logs",
    "billing",
    "credit-redemption",
    "deployment-metrics",
    "deployment-shape",
    "ds",
    "deployment-shape-version",
    "dpo-job",
    "dpoj",
    "evaluator",
    "evaluator-revision",
    "identity-provider",
    "policy",
    "reinforcement-fine-tuning-job",
    "rftj",
    "reservation",
    "rlor-trainer-job",
    "router",
    "secret",
    "session",
    "skill-journey",
    "skill-event",
    "support",
    "training-shape",
    "ts",
    "training-shape-version",
    "user",
)
"""Nouns of the official tool that are not built here yet, singular as it spells them."""


def is_unbuilt(word: str) -> bool:
    """Whether `word` is a noun of the official tool that is not here yet."""
    return any(word in (noun, f"{noun}s", f"{noun[:-1]}ies") for noun in OFFICIAL_NOUNS)


def names() -> tuple[str, ...]:
    """Every word the root offers: nouns and commands, without aliases."""
    return tuple(sorted({*registry.RESOURCES, *COMMANDS}))


def summary(name: str) -> str:
    """The one line the root help shows for `name`."""
    return _entry(name).summary


def aliases(name: str) -> tuple[str, ...]:
    """The other words that mean `name`, one of `names()`."""
    return _entry(name).aliases


def find(word: str) -> click.Command | None:
    """The group or command a user means by `word`, or None."""
    resource = registry.find(word)
    if resource is not None:
        return noun(resource)
    for name, entry in COMMANDS.items():
        if word == name or word in entry.aliases:
            command: click.Command = _module(entry.module).COMMAND()
            return command
    return None


def is_noun(word: str) -> bool:
    """Whether `word` names a group that has verbs."""
    return isinstance(find(word), click.Group)


def noun(resource: Resource) -> LazyGroup:
    """The group of a declared noun: what the declaration gives, with the verbs of its own module on top."""
    build: dict[str, Callable[[], click.Command]] = _module("shared.verbs").verbs(resource)
    if resource.noun in VERBS:
        for verb, make in _module(VERBS[resource.noun]).VERBS.items():
            build[verb] = partial(make, resource)
    return LazyGroup(resource.noun, build, help=summary(resource.noun), resource=resource)


def _entry(name: str) -> CommandEntry | registry.ResourceEntry:
    return COMMANDS[name] if name in COMMANDS else registry.RESOURCES[name]


def _module(name: str) -> ModuleType:
    return import_module(f"firectl_py.commands.{name}")
