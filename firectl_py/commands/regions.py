"""`regions`: where GPUs are offered, and what the account may use of them.

The API has no collection of regions: the list is the contract's, quota and use come from the quotas collection.
"""

from __future__ import annotations

from typing import Any

import click

from ..api import placement
from ..cli.app import App
from ..cli.command import Command, LazyGroup
from ..contract import Column, enums
from ..contract.json_types import JsonObject
from ..contract.names import last_segment
from ..errors import FirectlError, NotFoundError, NotOfferedError
from ..output.result import Details, Listing
from .shared import reads

_COLUMNS = (
    Column("REGION", "name"),
    Column("MULTI-REGION", "multiRegion"),
    Column("ACCELERATORS", "accelerators"),
    Column("USED/QUOTA", "summary"),
)


def _list() -> Command:
    def run(app: App, show_all: bool) -> Listing:
        quotas = _quotas(app)
        groups = [_group(name, quotas) for name in enums.MULTI_REGIONS]
        rows = [*groups, *(_region(name, quotas) for name in sorted(enums.REGIONS))]
        shown = [row for row in rows if show_all or row["quotas"] or row["accelerators"]]
        return Listing(shown, _COLUMNS)

    every = click.Option(["--all", "show_all"], is_flag=True, help="Also regions where nothing is offered on demand.")
    examples = ["firectl -p local regions list", "firectl -p local regions list --all -o csv"]
    return Command(
        "list",
        run,
        [every],
        help="List regions, their GPUs and your quota.",
        calls=("GET /v1/accounts/{account}/quotas",),
        examples=examples,
    )


def _get() -> Command:
    def run(app: App, names: tuple[str, ...]) -> Details:
        quotas = _quotas(app)
        wanted = reads.read_names(app, names)
        rows = [_one(app, name, quotas) for name in wanted]
        found = [{key: value for key, value in row.items() if key != "summary"} for row in rows]
        return Details(found, many=reads.many(names, wanted))

    argument = click.Argument(["names"], nargs=-1, required=True, metavar="REGION...")
    return Command(
        "get",
        run,
        [argument],
        help="Show one or more regions, or groups of them; `-` reads names from stdin.",
        calls=("GET /v1/accounts/{account}/quotas",),
        examples=["firectl -p local regions get us-iowa-1", "firectl -p local regions get us us-virginia-1"],
    )


def _one(app: App, text: str, quotas: dict[str, JsonObject]) -> dict[str, Any]:
    """A region, or a group that the list shows. Raises InvalidDataError for neither."""
    group = text.strip().upper()
    return _group(group, quotas) if group in enums.MULTI_REGIONS else _region(placement.region(app, text), quotas)


def _quotas(app: App) -> dict[str, JsonObject]:
    """The account's quotas by id; empty, with a warning, where this endpoint has none."""
    try:
        return {last_segment(str(item.get("name"))): item for item in app.client().list("quotas", pageSize=200)}
    except (NotFoundError, NotOfferedError) as error:
        _no_quotas(app, error)
        return {}


def _no_quotas(app: App, error: FirectlError) -> None:
    app.console.warn(f"no quotas: {error.message}")


def _group(name: str, quotas: dict[str, JsonObject]) -> dict[str, Any]:
    """A multi-region: deployments placed there count against its own quota, wherever they run."""
    within = [r for r in enums.REGIONS if name in ("GLOBAL", enums.multi_region_of(r))]
    offered = {kind for region in within for kind in enums.REGION_ACCELERATORS[region]}
    return _row(name, name, [kind for kind in enums.ACCELERATORS if kind in offered], quotas)


def _region(name: str, quotas: dict[str, JsonObject]) -> dict[str, Any]:
    return _row(name, enums.multi_region_of(name), list(enums.REGION_ACCELERATORS[name]), quotas)


def _row(name: str, multi_region: str, offered: list[str], quotas: dict[str, JsonObject]) -> dict[str, Any]:
    slug = name.lower().replace("_", "-")
    mine = []
    for short, kind in enums.ACCELERATOR_SHORT.items():
        quota = quotas.get(f"{short}-{slug}")
        if quota is not None:
            used = quota.get("usage") or 0
            mine.append({"acceleratorType": kind, "value": quota.get("value", "0"), "usage": used})
    short_of = {kind: short for short, kind in enums.ACCELERATOR_SHORT.items()}
    return {
        "name": name,
        "multiRegion": multi_region,
        "accelerators": offered,
        "quotas": mine,
        "summary": ", ".join(f"{short_of[q['acceleratorType']]} {q['usage']:g}/{q['value']}" for q in mine),
    }


def COMMAND() -> LazyGroup:
    """The group."""
    return LazyGroup("regions", {"list": _list, "get": _get}, help="See where GPUs are offered and your quota there.")
