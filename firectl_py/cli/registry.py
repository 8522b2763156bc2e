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

STANDARD_VERBS = ("create", "list", "get", "update", "delete", "wait", "status")
"""The verbs that a declaration may give."""


class CommandEntry(NamedTuple):
    """A command or a group that no declaration gives."""

    module: str
    """The module below `commands`, whose `COMMAND()` builds it."""
    summary: str
    """One line for the root help."""
    aliases: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    """The commands of a group; none for a command."""


COMMANDS: dict[str, CommandEntry] = {
    "api": CommandEntry("api", "Call any path of the API."),
    "completion": CommandEntry("completion", "Print or install the completion of a shell."),
    "config": CommandEntry("config", "Show and change settings.", verbs=("list", "get", "set", "unset", "path")),
    "costs": CommandEntry(
        "costs.group",
        "See what things cost, before and while they run.",
        ("cost",),
        ("estimate", "running", "prices"),
    ),
    "doctor": CommandEntry("doctor.command", "Check endpoint, key, configuration and machine."),
    "experiments": CommandEntry(
        "experiments.group",
        "Compare models on a data set.",
        ("experiment",),
        ("create", "list", "get", "run", "results", "delete"),
    ),
    "help": CommandEntry("help", "Show the manual page of a command or a topic."),
    "history": CommandEntry("history", "List what was changed from this machine."),
    "local": CommandEntry(
        "local.group",
        "Look after the local control plane.",
        verbs=("serve", "status", "reset", "clock", "faults"),
    ),
    "login": CommandEntry("login", "Sign in with an API key.", ("signin",)),
    "logout": CommandEntry("logout", "Remove the stored API key."),
    "profiles": CommandEntry(
        "profiles", "Make, list, use and remove profiles.", ("profile",), ("list", "create", "use", "delete")
    ),
    "regions": CommandEntry(
        "regions", "See where GPUs are offered and your quota there.", ("region",), ("list", "get")
    ),
    "set-api-key": CommandEntry("set_api_key", "Store an API key; `-` reads it from stdin."),
    "version": CommandEntry("version", "Show the version."),
    "vpc-deployments": CommandEntry(
        "vpc_deployments", "Run models behind a private address.", ("vpc-deployment",), ("create",)
    ),
    "whoami": CommandEntry("whoami", "Show the account and endpoint in use."),
}

VERBS: dict[str, dict[str, str]] = {
    "batch-inference-jobs": {"create": "batch_inference_jobs"},
    "datasets": dict.fromkeys(("create", "download", "validate"), "datasets.group"),
    "deployments": {
        "create": "deployments.create",
        "smoke-test": "deployments.smoke_test",
        **dict.fromkeys(("get", "update", "scale", "undelete"), "deployments.group"),
    },
    "models": dict.fromkeys(
        ("list", "get", "download", "create", "upload", "prepare", "load-lora", "unload-lora"), "models.group"
    ),
    "sftj": {"create": "sftj", **dict.fromkeys(("cancel", "resume"), "sftj_actions")},
}
"""Verbs of declared nouns that the declaration does not describe whole: each to the module whose `VERBS` build them."""

OFFICIAL_VERBS = {
    "deploy": ("models", "load-lora"),
    "load-lora": ("models", "load-lora"),
    "prepare-model": ("models", "prepare"),
    "undeploy": ("models", "unload-lora"),
    "unload-lora": ("models", "unload-lora"),
}
"""Commands that older versions of the official tool spell without a noun."""

OFFICIAL_NOUNS = {
    "api-key": "",
    "audit-logs": "auditLogs",
    "billing": "billing",
    "credit-redemption": "creditRedemptions",
    "deployment-metrics": "",
    "deployment-shape": "deploymentShapes",
    "ds": "deploymentShapes",
    "deployment-shape-version": "deploymentShapeVersions",
    "dpo-job": "dpoJobs",
    "dpoj": "dpoJobs",
    "evaluator": "evaluators",
    "evaluator-revision": "",
    "identity-provider": "identityProviders",
    "policy": "policySettings",
    "reinforcement-fine-tuning-job": "reinforcementFineTuningJobs",
    "rftj": "reinforcementFineTuningJobs",
    "reservation": "",
    "rlor-trainer-job": "rlorTrainerJobs",
    "router": "routers",
    "secret": "secrets",
    "session": "",
    "skill-journey": "",
    "skill-event": "",
    "support": "",
    "training-shape": "trainingShapes",
    "ts": "trainingShapes",
    "training-shape-version": "",
    "user": "users",
}
"""Nouns of the official tool that are not built here yet, singular as it spells them, each with its collection.

"" stands where the account has no collection of them.
"""


def unbuilt_noun(word: str) -> str | None:
    """The noun of OFFICIAL_NOUNS that `word` names, also in the plural."""
    return next((noun for noun in OFFICIAL_NOUNS if word in (noun, f"{noun}s", f"{noun[:-1]}ies")), None)


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
    name = _command_name(word)
    if name is None:
        return None
    command: click.Command = _module(COMMANDS[name].module).COMMAND()
    return command


def official_verb(word: str) -> click.Command:
    """The command of one of OFFICIAL_VERBS."""
    name, verb = OFFICIAL_VERBS[word]
    return noun(registry.load(name)).build[verb]()


def is_known(word: str) -> bool:
    """Whether `word` names a noun or a command, also by an alias. Loads neither."""
    return _is_declared(word) or _command_name(word) is not None


def is_noun(word: str) -> bool:
    """Whether `word` names a group that has verbs. Loads nothing."""
    name = _command_name(word)
    return _is_declared(word) or (name is not None and bool(COMMANDS[name].verbs))


def all_verbs() -> set[str]:
    """Every verb that some noun has. Loads nothing."""
    declared = {verb for verbs in VERBS.values() for verb in verbs}
    return {*STANDARD_VERBS, *declared, *(verb for entry in COMMANDS.values() for verb in entry.verbs)}


def noun(resource: Resource) -> LazyGroup:
    """The group of a declared noun: what the declaration gives, with the verbs of its own modules on top."""
    build: dict[str, Callable[[], click.Command]] = _module("shared.verbs").verbs(resource)
    for verb, module in VERBS.get(resource.noun, {}).items():
        build[verb] = partial(_build_verb, module, verb, resource)
    return LazyGroup(resource.noun, build, help=summary(resource.noun))


def _build_verb(module: str, verb: str, resource: Resource) -> click.Command:
    command: click.Command = _module(module).VERBS[verb](resource)
    return command


def _is_declared(word: str) -> bool:
    return any(word == name or word in entry.aliases for name, entry in registry.RESOURCES.items())


def _command_name(word: str) -> str | None:
    return next((name for name, entry in COMMANDS.items() if word == name or word in entry.aliases), None)


def _entry(name: str) -> CommandEntry | registry.ResourceEntry:
    return COMMANDS[name] if name in COMMANDS else registry.RESOURCES[name]


def _module(name: str) -> ModuleType:
    return import_module(f"firectl_py.commands.{name}")
