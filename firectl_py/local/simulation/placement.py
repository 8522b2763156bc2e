"""Where replicas may run, and which quota they count against.

Quota ids are `{gpu}-{place}`: the place is a region (`h100-us-iowa-1`) for a deployment that names
one or some, and a multi-region (`h100-global`, `h100-us`, `h100-europe`, `h100-apac`) for one that leaves the choice.
"""

from __future__ import annotations

from firectl_py.contract.enums import (
    ACCELERATOR_SHORT,
    GLOBAL_ONLY_ACCELERATORS,
    MULTI_REGIONS,
    REGION_ACCELERATORS,
    multi_region_of,
)
from firectl_py.contract.json_types import JsonObject

from ..http.errors import invalid

MONTHLY_SPEND = "monthly-spend-usd"
_SHORT = {long: short for short, long in ACCELERATOR_SHORT.items()}


def quota_id(accelerator: str, place: str) -> str:
    """`h100-us-iowa-1` for an accelerator and a region or multi-region."""
    return f"{_SHORT[accelerator]}-{place.lower().replace('_', '-')}"


def gpu_quota_ids() -> list[str]:
    """The quotas of a fresh account: every accelerator in every region and multi-region that offers it."""
    places = {region: list(offered) for region, offered in REGION_ACCELERATORS.items()}
    places |= {multi: offered_in({"multiRegion": multi}) for multi in MULTI_REGIONS}
    return [quota_id(accelerator, place) for place, offered in places.items() for accelerator in offered]


def check(placement: JsonObject) -> JsonObject:
    """The placement as it is stored, GLOBAL where nothing is asked for. Raises INVALID_ARGUMENT."""
    if not placement:
        return {"multiRegion": "GLOBAL"}
    if len(placement) != 1 or not next(iter(placement.values())):
        raise invalid("placement", "exactly one of region, multiRegion and regions has to be set")
    regions = placement.get("regions", [])
    if len(set(regions)) != len(regions):
        raise invalid("placement.regions", "names a region twice")
    return placement


def regions_of(placement: JsonObject) -> list[str]:
    """The regions a placement allows, the preferred ones first."""
    if "multiRegion" in placement:
        wanted = placement["multiRegion"]
        return [region for region in REGION_ACCELERATORS if wanted in ("GLOBAL", multi_region_of(region))]
    return placement.get("regions") or [placement["region"]]


def offered_in(placement: JsonObject) -> list[str]:
    """Accelerators a placement offers: somewhere in a multi-region, and in every one of some named regions."""
    offers = [REGION_ACCELERATORS[region] for region in regions_of(placement)]
    if "multiRegion" not in placement:
        return [accelerator for accelerator in offers[0] if all(accelerator in offer for offer in offers)]
    somewhere = dict.fromkeys(accelerator for offer in offers for accelerator in offer)
    return [*somewhere, *(GLOBAL_ONLY_ACCELERATORS if placement["multiRegion"] == "GLOBAL" else ())]


def check_offer(accelerator: str, placement: JsonObject) -> None:
    """Raises INVALID_ARGUMENT where no region of the placement offers the accelerator."""
    if "multiRegion" in placement and accelerator in offered_in(placement):
        return
    if not any(accelerator in REGION_ACCELERATORS[region] for region in regions_of(placement)):
        place = placement.get("multiRegion") or ", ".join(regions_of(placement))
        offering = [region for region, offer in REGION_ACCELERATORS.items() if accelerator in offer]
        hint = f"it is offered in {', '.join(offering)}" if offering else "no region offers it"
        raise invalid("acceleratorType", f"{accelerator} is not offered in {place}; {hint}")


def candidates(accelerator: str, placement: JsonObject) -> list[str]:
    """Regions of the placement that offer the accelerator; empty where it is sold without a region."""
    return [region for region in regions_of(placement) if accelerator in REGION_ACCELERATORS[region]]


def quota_places(accelerator: str, placement: JsonObject) -> list[str]:
    """Places whose quota a deployment may count against, the preferred one first."""
    return [placement["multiRegion"]] if "multiRegion" in placement else candidates(accelerator, placement)
