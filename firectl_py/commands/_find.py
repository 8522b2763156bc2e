"""From a word to a command: declared nouns, and the modules beside this one. Imports contract; click.

Found by file name, so that a new noun needs no entry anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import click

from .. import commands, contract
from ..contract import Resource
from . import _crud
from ._base import LazyGroup

OFFICIAL_NOUNS = (
    "api-key", "audit-logs", "billing", "credit-redemption", "deployment-metrics",
    "deployment-shape", "ds", "deployment-shape-version", "dpo-job", "dpoj", "evaluator", "evaluator-revision",
    "identity-provider", "policy", "reinforcement-fine-tuning-job", "rftj", "reservation",
    "rlor-trainer-job", "router", "secret", "session", "skill-journey", "skill-event", "support", "training-shape",
    "ts", "training-shape-version", "user",
)  # fmt: skip
"""Nouns of the official tool that are not built here yet, singular as it spells them."""


def is_unbuilt(word: str) -> bool:
    """Whether `word` is a noun of the official tool that is not here yet."""
    return any(word in (noun, f"{noun}s", f"{noun[:-1]}ies") for noun in OFFICIAL_NOUNS)


def modules() -> tuple[str, ...]:
    """The words of the command modules, sorted."""
    return _found(tuple(commands.__path__))


@lru_cache
def _found(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Asked for at every turn, and a folder is slow to list."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(folders) if not m.name.startswith("_")))


def _module(word: str) -> ModuleType | None:
    return import_module(f"{commands.__name__}.{word.replace('-', '_')}") if word in modules() else None


def names() -> tuple[str, ...]:
    """Every word the root offers: nouns and commands, without aliases."""
    return tuple(sorted({*contract.nouns(), *modules()}))


def summary(name: str) -> str:
    """The one line the root help shows for `name`."""
    if name in contract.nouns():
        return contract.load(name).summary
    return str(import_module(f"{commands.__name__}.{name.replace('-', '_')}").SUMMARY)


def aliases(name: str) -> tuple[str, ...]:
    """The other words that mean `name`, one of `names()`."""
    if name in contract.nouns():
        return contract.load(name).aliases
    return tuple(getattr(_module(name), "ALIASES", ()))


def find(word: str) -> click.Command | None:
    """The group or command a user means by `word`, or None."""
    resource = contract.find(word)
    if resource is not None:
        return noun(resource)
    module = _module(word)
    if module is None:
        loaded = (m for m in map(_module, modules()) if m is not None)
        module = next((m for m in loaded if word in getattr(m, "ALIASES", ())), None)
    return None if module is None else _build(module)


def is_noun(word: str) -> bool:
    """Whether `word` names a group that has verbs."""
    return isinstance(find(word), click.Group)


def _build(module: ModuleType) -> click.Command:
    command: click.Command = module.COMMAND()
    return command


def noun(resource: Resource) -> LazyGroup:
    """The group of a declared noun: what the declaration gives, with the module of that name on top."""
    build: dict[str, Callable[[], click.Command]] = _crud.verbs(resource)
    module = _module(resource.noun)
    extra: dict[str, Callable[[Resource], click.Command]] = getattr(module, "VERBS", {})
    for verb, make in extra.items():
        build[verb] = partial(make, resource)
    return LazyGroup(resource.noun, build, help=resource.summary, resource=resource)
