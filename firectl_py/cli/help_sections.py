"""What the help of a command says beside its options: their sections, the calls it makes, the codes it can end with.

All of it is worked out from the declaration and the options, so that no command has to say it.
"""

from __future__ import annotations

from collections.abc import Iterable

import click

from ..contract import Resource
from ..contract.case import kebab
from .options import Option

_SECTIONS = (
    (
        "Selection",
        {
            "filter",
            "order_by",
            "limit",
            "page_size",
            "page_token",
            "no_paginate",
            "search",
            "category",
            "state",
            "kind",
            "read_mask",
            "time_range",
            "metrics",
            "wait_for",
            "goal",
        },
    ),
    (
        "Placement",
        {
            "region",
            "fallback_regions",
            "multi_region",
            "acceleratorType",
            "acceleratorCount",
            "placement",
            "deploymentShape",
            "minReplicaCount",
            "maxReplicaCount",
            "auto_scale",
            "max_tokens_per_second",
            "replica_count",
        },
    ),
    ("Files", {"output_dir", "overwrite", "skip_existing", "parallel", "shard_size", "shards", "external_url"}),
    (
        "Waiting",
        {
            "wait",
            "wait_timeout",
            "timeout",
            "stall_timeout",
            "interval",
            "any_",
            "all_",
            "any",
            "all",
            "on_change",
            "watch",
        },
    ),
    ("Safety", {"dry_run", "yes", "max_cost", "ignoreChecks", "hard"}),
)
_PREFIXES = {
    "Logging": ("wandbConfig__",),
    "External data": ("awsS3Config__", "azureBlobStorageConfig__"),
    "Placement": ("autoscalingPolicy__", "placement__"),
    "Waiting": ("wait_", "stall_"),
}
FIRST, LAST = "Options", "Safety"

_STANDARD = {
    "list": ("GET", "{collection}"),
    "get": ("GET", "{name}"),
    "wait": ("GET", "{name}"),
    "status": ("GET", "{name}"),
    "create": ("POST", "{collection}"),
    "update": ("PATCH", "{name}"),
    "delete": ("DELETE", "{name}"),
}

_ALWAYS = (0, 1, 2, 7, 16, 17, 130)
_CALLING = (3, 4, 5, 8, 9, 12)
_BY_OPTION = (
    ({"wait", "stall_timeout"}, (10, 11, 124)),
    ({"yes", "max_cost"}, (13,)),
    ({"names"}, (15,)),
    ({"output_dir", "shard_size", "parallel", "skip_existing"}, (14,)),
)
_BY_VERB = {"status": (10, 18), "results": (10, 18), "wait": (10, 11, 124), "smoke-test": (10,)}
_CHANGING = {"create", "update", "delete", "cancel", "resume", "scale", "undelete", "upload", "run", "prepare", "api"}
_CHANGING |= {"load-lora", "unload-lora"}


def section_of(param: click.Parameter) -> str:
    """The section of the help that an option belongs to."""
    if isinstance(param, Option):
        return param.section
    name = param.name or ""
    for title, names in _SECTIONS:
        if name in names:
            return title
    return next((title for title, starts in _PREFIXES.items() if name.startswith(starts)), FIRST)


def in_sections(params: Iterable[click.Option]) -> dict[str, list[click.Option]]:
    """Options by section: the general ones first, what holds a change back last."""
    found: dict[str, list[click.Option]] = {FIRST: []}
    for param in params:
        found.setdefault(section_of(param), []).append(param)
    last = found.pop(LAST, [])
    return {title: rows for title, rows in {**found, LAST: last}.items() if rows}


def calls_of(resource: Resource, verb: str) -> tuple[str, ...]:
    """The calls a verb of a declared noun makes: method and path, `{account}` and the id left open."""
    accounts = resource.collection == "accounts"
    collection = "/v1/accounts" if accounts else f"/v1/accounts/{{account}}/{resource.collection}"
    name = f"{collection}/{{account}}" if accounts else f"{collection}/{{id}}"
    if verb in _STANDARD:
        method, path = _STANDARD[verb]
        found = f"{method} {path.format(collection=collection, name=name)}"
        return (found, f"GET {collection}") if verb == "wait" else (found,)
    for action in resource.actions:
        if verb in (action.verb, kebab(action.verb)):
            return (f"{action.method} {collection if action.on_collection else name}{action.separator}{action.verb}",)
    return ()


def exits_of(verb: str, params: Iterable[click.Parameter], calls: tuple[str, ...]) -> tuple[int, ...]:
    """The exit codes a command can end with, in order; ends by a signal other than Ctrl-C are left out."""
    names = {param.name for param in params}
    codes = {*_ALWAYS}
    if calls:
        codes |= {*_CALLING, *_BY_VERB.get(verb, ()), *((6,) if verb in _CHANGING else ())}
    for options, more in _BY_OPTION:
        if options & names:
            codes |= set(more)
    for param in params:
        codes |= set(getattr(param, "exits", ()))
    return tuple(sorted(codes))
