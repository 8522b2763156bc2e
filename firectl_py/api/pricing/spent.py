"""What a deployment has cost since it was made.

The API says how many replicas there are now and between which numbers they may move, not how many there were. What
the platform has billed is a measurement; without it the cost lies between two bounds.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.numbers import whole_number
from ...contract.prices import Prices
from ...contract.rfc3339 import seconds_or_none
from . import deployments
from .billing import GpuSeconds

_ZERO_TIMES = 0.0
"""Seconds since 1970. A time up to then is the zero time of a program, such as Go's year 1, and means not set."""


class Spent(NamedTuple):
    """The least and the most a deployment has cost, which are equal where it was measured. None is not known."""

    least: Decimal | None
    most: Decimal | None
    reason: str
    """Where the amounts come from."""

    @property
    def exact(self) -> Decimal | None:
        """The amount, where both bounds agree."""
        return self.least if self.least == self.most else None


def made_at(item: JsonObject) -> float | None:
    """When a deployment was made, in seconds since 1970; None where the API does not say."""
    made = seconds_or_none(item.get("createTime"))
    return made if made is not None and made > _ZERO_TIMES else None


def measured(prices: Prices, item: JsonObject, used: GpuSeconds) -> Spent:
    """The price of the GPU seconds that were billed."""
    kinds = {kind or str(item.get("acceleratorType") or ""): seconds for kind, seconds in used.items()}
    unpriced = [kind for kind in kinds if kind not in prices.gpu_hours]
    if unpriced:
        return Spent(None, None, f"no price for {', '.join(unpriced)}")
    amount = sum((prices.gpu_hours[kind] * seconds / 3600 for kind, seconds in kinds.items()), Decimal(0))
    return Spent(amount, amount, "GPU seconds billed by the platform, whose figures are some minutes old")


def bounded(hour: Decimal | None, item: JsonObject, now: float, quota: int | None) -> Spent:
    """Bounds of the cost of a deployment whose replica costs `hour`; `quota` is how many GPUs the account may use.

    Since its last change the deployment had between minReplicaCount and maxReplicaCount replicas. Before that it may
    have had none, and at the most as many as the quota allows.
    """
    made = made_at(item)
    if hour is None:
        return Spent(None, None, "no price for its GPUs")
    if made is None:
        return Spent(None, None, "the platform does not say when it was made")
    # Without updateTime nothing says that the counts of this moment held for any while.
    updated = seconds_or_none(item.get("updateTime"))
    changed = max(made, now if updated is None else min(updated, now))
    fewest, most = _fewest(item), _most(item)
    late, early = _hours(now - changed), _hours(changed - made)
    least = hour * fewest * late
    reason = f"{_span(fewest, most)} since it was made"
    if not early:
        return Spent(least, hour * most * late, reason)
    if updated is not None:
        reason = f"{_span(fewest, most)} since its last change at {item['updateTime']}, before that "
    else:
        reason = "the platform does not say when it was last changed; "
    gpus = whole_number(item.get("acceleratorCount")) or 1
    if quota is None:
        return Spent(least, None, f"{reason}an unknown number of replicas")
    before = max(most, quota // gpus)
    upper = hour * most * late + hour * before * early
    return Spent(least, upper, f"{reason}{_span(0, before)}, which the GPU quota allows")


def _fewest(item: JsonObject) -> int:
    """Replicas that were there all the time since the last change; none where they may come late or be taken away."""
    steady = load("deployments").is_ready(item) and not item.get("preemptible")
    return deployments.replica_range(item).fewest if steady else 0


def _most(item: JsonObject) -> int:
    """The most replicas since the last change: what it may have, and never fewer than it has."""
    stated = (item.get("maxWithRevocableReplicaCount"), *current_counts(item))
    return max(deployments.replica_range(item).most, *(whole_number(count) or 0 for count in stated))


def current_counts(item: JsonObject) -> list[object]:
    """The counts of replicas that a deployment has, or is being brought up to, as the API writes them."""
    stats = item.get("replicaStats")
    ready = stats.get("readyReplicaCount") if isinstance(stats, dict) else None
    return [item.get("replicaCount"), ready, item.get("desiredReplicaCount")]


def _span(fewest: int, most: int) -> str:
    return f"{most} replica{'' if most == 1 else 's'}" if fewest == most else f"between {fewest} and {most} replicas"


def _hours(seconds: float) -> Decimal:
    return Decimal(str(max(0.0, seconds))) / 3600
