"""The deployments that have replicas now, with what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.numbers import whole_number
from ...contract.prices import Prices
from ...errors import FirectlError
from ..resources import ResourceClient
from . import billing, deployments, price_table, spent
from .spent import Spent


class RunningDeployment(NamedTuple):
    """A deployment that has replicas. Amounts are in the currency of the prices, None where not known."""

    item: JsonObject
    """The deployment as the API shows it."""
    replicas: int
    per_hour: Decimal | None
    """What its replicas of this moment cost an hour."""
    so_far: Spent
    idle: bool | None
    """Whether it had no requests in the last minutes."""

    @property
    def name(self) -> str:
        """The full name."""
        return str(self.item.get("name") or "")

    def as_json(self) -> JsonObject:
        """The deployment and its cost for programs."""
        return {
            "name": self.name,
            "state": str(self.item.get("state") or ""),
            "replicas": self.replicas,
            "acceleratorType": str(self.item.get("acceleratorType") or ""),
            "acceleratorCount": whole_number(self.item.get("acceleratorCount")),
            "since": str(self.item["createTime"]) if spent.made_at(self.item) is not None else None,
            "perHour": price_table.number(self.per_hour),
            "soFar": price_table.number(self.so_far.exact),
            "soFarMin": price_table.number(self.so_far.least),
            "soFarMax": price_table.number(self.so_far.most),
            "soFarReason": self.so_far.reason,
            "idle": self.idle,
        }


def find(client: ResourceClient, prices: Prices, now: float) -> list[RunningDeployment]:
    """Every deployment that has replicas at the time `now`, in seconds since 1970.

    Asks for the list of deployments, for what was billed since the oldest of them was made, for the quotas where that
    is not known, and for each deployment's figures.
    """
    items = [item for item in client.list("deployments", pageSize=200) if replicas(item)]
    made = [moment for item in items if (moment := spent.made_at(item)) is not None]
    billed = (billing.gpu_seconds(client, min(made), now) if made else None) or {}
    unbilled = [item for item in items if last_segment(str(item.get("name"))) not in billed]
    quota = _gpu_quota(client) if any(map(_was_changed, unbilled)) else {}
    found = []
    for item in items:
        hour, count = deployments.replica_hour(prices, item), replicas(item)
        used = billed.get(last_segment(str(item.get("name"))))
        so_far = (
            spent.measured(prices, item, used)
            if used is not None
            else spent.bounded(hour, item, now, quota.get(str(item.get("acceleratorType"))))
        )
        per_hour = None if hour is None else hour * count
        found.append(RunningDeployment(item, count, per_hour, so_far, _is_idle(client, str(item.get("name") or ""))))
    return found


def replicas(item: JsonObject) -> int:
    """The replicas a deployment has, or is being brought up to."""
    if load("deployments").is_gone(item):
        return 0
    return max(whole_number(count) or 0 for count in spent.current_counts(item))


def total(amounts: Sequence[Decimal | None]) -> Decimal:
    """The sum of the amounts that are known."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _was_changed(item: JsonObject) -> bool:
    """Whether its replica counts may have been others before."""
    return spent.made_at(item) is not None and item.get("updateTime") != item.get("createTime")


def _gpu_quota(client: ResourceClient) -> dict[str, int]:
    """The highest quota of each accelerator type, in GPUs, wherever it is for; empty where there is none to see.

    The id of a quota holds the short name of the GPU: `h100-us-iowa-1`, `global--h100-count`.
    """
    most: dict[str, int] = {}
    short_names = load("deployments").by_name["acceleratorType"].short_names
    try:
        for quota in client.list("quotas", pageSize=200):
            words = last_segment(str(quota.get("name") or "")).split("-")
            value = whole_number(quota.get("maxValue"))
            for short, kind in short_names.items():
                if short in words and "training" not in words and value is not None:
                    most[kind] = max(most.get(kind, 0), value)
    except FirectlError:
        return {}
    return most


def _is_idle(client: ResourceClient, name: str) -> bool | None:
    """Whether a deployment had no requests in the last minutes; None where its figures do not say."""
    try:
        figures = client.act("deployments", name, "metrics").get("metrics")
    except FirectlError:
        return None
    rate = figures.get("requests_per_second") if isinstance(figures, dict) else None
    return rate == 0 if isinstance(rate, int | float) and not isinstance(rate, bool) else None
