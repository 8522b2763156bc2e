"""`regions`: where GPUs are offered, and what the account may use of them.

The API has no collection of regions: the list is the contract's, quota and use come from the quotas collection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..api import placement
from ..cli.app import App
from ..cli.command import Command, LazyGroup
from ..cli.options import SELECTION, Argument, Option
from ..contract import Column, enums
from ..contract.json_types import JsonObject
from ..contract.names import last_segment
from ..errors import FirectlError, NotFoundError, NotOfferedError
from ..exits import ExitCode
from ..output.result import Details, Listing
from .shared.names import is_many, read_names

_COLUMNS = (
    Column("REGION", "name"),
    Column("MULTI-REGION", "multiRegion"),
    Column("ACCELERATORS", "accelerators"),
    Column("USED/QUOTA", "summary"),
)


@dataclass(frozen=True, kw_only=True)
class ListRegionsOptions:
    """What `regions list` takes."""

    show_all: bool = False


@dataclass(frozen=True, kw_only=True)
class GetRegionsOptions:
    """What `regions get` takes."""

    names: Sequence[str]


def list_regions(app: App, options: ListRegionsOptions) -> Listing:
    """Regions and groups of them; those without GPUs on demand and without a quota only with --all."""
    quotas = _quotas(app)
    groups = [_group(name, quotas) for name in enums.MULTI_REGIONS]
    rows = [*groups, *(_region(name, quotas) for name in sorted(enums.REGIONS))]
    return Listing([row for row in rows if options.show_all or row["quotas"] or row["accelerators"]], _COLUMNS)


def get_regions(app: App, options: GetRegionsOptions) -> Details:
    """The named regions, or groups of them. Raises InvalidDataError for a name that is neither."""
    quotas, names = _quotas(app), read_names(app, options.names)
    rows = [_one(app, name, quotas) for name in names]
    found = [{key: value for key, value in row.items() if key != "summary"} for row in rows]
    return Details(found, many=is_many(options.names, names))


def _one(app: App, text: str, quotas: dict[str, JsonObject]) -> dict[str, Any]:
    """A region, or a group that the list shows. Raises InvalidDataError for neither."""
    group = text.strip().upper()
    return (
        _group(group, quotas) if group in enums.MULTI_REGIONS else _region(placement.region(text, app.console), quotas)
    )


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


def _list_command() -> Command:
    show_all = Option(
        ["--all", "show_all"],
        section=SELECTION,
        is_flag=True,
        help="Also regions where nothing is offered on demand.",
    )
    return Command(
        "list",
        list_regions,
        [show_all],
        options=ListRegionsOptions,
        help="List regions, their GPUs and your quota.",
        calls=("GET /v1/accounts/{account}/quotas",),
        examples=["firectl -p local regions list", "firectl -p local regions list --all -o csv"],
    )


def _get_command() -> Command:
    names = Argument(["names"], nargs=-1, required=True, metavar="REGION...", exits=(ExitCode.PARTIAL,))
    return Command(
        "get",
        get_regions,
        [names],
        options=GetRegionsOptions,
        help="Show one or more regions, or groups of them; `-` reads names from stdin.",
        calls=("GET /v1/accounts/{account}/quotas",),
        examples=["firectl -p local regions get us-iowa-1", "firectl -p local regions get us us-virginia-1"],
    )


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"list": _list_command, "get": _get_command}
    return LazyGroup("regions", verbs, help="See where GPUs are offered and your quota there.")
