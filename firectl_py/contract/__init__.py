"""What both sides of the wire believe: one declaration per resource.

A leaf: standard library only, imports nothing of ours. Every module here whose name does not start with an
underscore holds one `RESOURCE`; its file name is the noun with underscores. Nothing lists them: they are found.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from ._spec import Action, Column, Field, Param, Resource, States

__all__ = ["Action", "Column", "Field", "Param", "Resource", "States", "by_collection", "find", "load", "nouns"]


def nouns() -> tuple[str, ...]:
    """Every declared noun, sorted."""
    return _found(tuple(__path__))


@lru_cache
def _found(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Asked for at every turn, and a folder is slow to list."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(folders) if not m.name.startswith("_")))


def load(noun: str) -> Resource:
    """The declaration of `noun`. Raises KeyError where none is declared."""
    if noun not in nouns():
        raise KeyError(f"no resource {noun!r} is declared")
    resource: Resource = import_module(f"{__name__}.{noun.replace('-', '_')}").RESOURCE
    return resource


def find(word: str) -> Resource | None:
    """The declaration a user means by `word`: the noun, its singular or another of its aliases; None if nothing."""
    known = nouns()
    if word in known:
        return load(word)
    return next((r for r in map(load, known) if word in r.aliases), None)


def by_collection(collection: str) -> Resource:
    """The declaration of a path segment such as "supervisedFineTuningJobs". Raises KeyError where there is none."""
    for resource in map(load, nouns()):
        if resource.collection == collection:
            return resource
    raise KeyError(f"no collection {collection!r} is declared")
