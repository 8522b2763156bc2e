"""Which flags a declaration asks for."""

from __future__ import annotations

from collections.abc import Iterator

from .case import kebab
from .spec import Field, Resource


def flagged(resource: Resource, update: bool) -> Iterator[tuple[str, Field, tuple[str, ...]]]:
    """(dotted path, field, flag names) of every field that can be set by a flag."""
    for field in resource.fields:
        if field.mode == "out" or (update and field.mode == "create"):
            continue
        if field.type == "message" and not field.map:
            for inner in field.fields:
                if inner.flags and inner.mode != "out":
                    yield f"{field.name}.{inner.name}", inner, inner.flags
        else:
            names = (f"--{kebab(field.name)}",) if field.flags is None else field.flags
            if names and field.type != "message":
                yield field.name, field, names
