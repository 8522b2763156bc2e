"""What both sides of the wire believe: one declaration per resource.

A leaf: standard library only, imports nothing of ours. `registry` lists the resources, `resources/` holds a
declaration each, `spec` is the vocabulary they are written in.
"""

from __future__ import annotations

from .registry import by_collection, find, load, nouns
from .spec import Action, Column, Effect, Field, Param, Resource, States, Step

__all__ = [
    "Action",
    "Column",
    "Effect",
    "Field",
    "Param",
    "Resource",
    "States",
    "Step",
    "by_collection",
    "find",
    "load",
    "nouns",
]
