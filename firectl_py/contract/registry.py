"""Which resources there are: one line each, so that finding a noun loads no declaration but its own.

A new resource is a module under `resources/` and its line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from .spec import Resource


class ResourceEntry(NamedTuple):
    """What is known of a resource without loading its declaration."""

    collection: str
    """The path segment, e.g. "supervisedFineTuningJobs"."""
    summary: str
    """One line for the root help."""
    aliases: tuple[str, ...]
    """The other words that mean the noun."""


RESOURCES: dict[str, ResourceEntry] = {
    "accounts": ResourceEntry("accounts", "Show the accounts this key can see.", ("account",)),
    "batch-inference-jobs": ResourceEntry(
        "batchInferenceJobs", "Have a model answer a whole dataset.", ("bij", "batch-inference-job", "bijs")
    ),
    "datasets": ResourceEntry("datasets", "Upload, list and download training data.", ("dataset",)),
    "deployed-models": ResourceEntry(
        "deployedModels", "See which model is loaded on which deployment.", ("deployed-model",)
    ),
    "deployments": ResourceEntry("deployments", "Run models on GPUs of your own.", ("deployment",)),
    "models": ResourceEntry("models", "Find, download and look after models.", ("model",)),
    "quotas": ResourceEntry("quotas", "See and lower what the account may use.", ("quota",)),
    "sftj": ResourceEntry(
        "supervisedFineTuningJobs",
        "Fine-tune models on your own examples.",
        ("sft", "supervised-fine-tuning-job", "supervised-fine-tuning-jobs", "sftjs"),
    ),
}
"""Noun to entry, in the order of the alphabet."""


def nouns() -> tuple[str, ...]:
    """Every declared noun."""
    return tuple(RESOURCES)


def load(noun: str) -> Resource:
    """The declaration of `noun`. Raises KeyError where none is declared."""
    if noun not in RESOURCES:
        raise KeyError(f"no resource {noun!r} is declared")
    resource: Resource = import_module(f"{__package__}.resources.{noun.replace('-', '_')}").RESOURCE
    return resource


def find(word: str) -> Resource | None:
    """The declaration a user means by `word`: the noun or one of its aliases; None where nothing has that name."""
    return next(_declared(noun for noun, entry in RESOURCES.items() if word == noun or word in entry.aliases), None)


def by_collection(collection: str) -> Resource:
    """The declaration of a path segment such as "supervisedFineTuningJobs". Raises KeyError where there is none."""
    for resource in _declared(noun for noun, entry in RESOURCES.items() if entry.collection == collection):
        return resource
    raise KeyError(f"no collection {collection!r} is declared")


def _declared(found: Iterator[str]) -> Iterator[Resource]:
    return map(load, found)
