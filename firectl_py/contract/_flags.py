"""Which flags a declaration asks for. Standard library only; imports its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._spec import Field, Resource


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


def kebab(name: str) -> str:
    """`maxReplicaCount` as `max-replica-count`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", name).lower()
