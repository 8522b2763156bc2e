"""Names in the three cases they are written in: `maxReplicaCount`, `max_replica_count`, `max-replica-count`."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


def snake(name: str) -> str:
    """`createTime` as `create_time`; dotted paths keep their dots."""
    return _HUMP.sub(r"_\1", name).lower()


def kebab(name: str) -> str:
    """`createTime` as `create-time`."""
    return _HUMP.sub(r"-\1", name).lower()


def camel(name: str) -> str:
    """`create_time` as `createTime`; a name that is in camel case already stays."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
