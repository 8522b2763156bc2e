"""What deployments cost: GPUs by the second, for as long as there are replicas."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.numbers import whole_number
from ...contract.prices import HOURS_A_MONTH, Prices
from . import price_table
from .estimate import Estimate


class ReplicaRange(NamedTuple):
    """The fewest and the most replicas a deployment may have."""

    fewest: int
    most: int


def estimate(prices: Prices, bodies: list[JsonObject]) -> Estimate:
    """Dollars an hour at the highest replica count, of all `bodies` together; by replicas, an hour and a month."""
    hours = [replica_hour(prices, body) for body in bodies]
    ranges = [replica_range(body) for body in bodies]
    reason = "; ".join(dict.fromkeys(filter(None, (_unknown(prices, body) for body in bodies))))
    low, high = (
        (None, None) if reason else (_sum(hours, [r.fewest for r in ranges]), _sum(hours, [r.most for r in ranges]))
    )
    lines = [f"Cost, {price_table.dated(prices)}; GPUs are billed by the second while there are replicas:"]
    if reason:
        lines.append(f"  not known: {reason}")
    for body, hour, counts in zip(bodies, hours, ranges, strict=True):
        lines += _lines(prices, body, hour, counts)
    data: JsonObject = {
        **price_table.dated_data(prices),
        "known": not reason,
        "replicas": {"min": sum(r.fewest for r in ranges), "max": sum(r.most for r in ranges)},
        "perReplicaHour": price_table.number(hours[0]) if len(hours) == 1 else None,
        "hourly": {"min": price_table.number(low), "max": price_table.number(high)},
        "monthly": {"min": price_table.number(_month(low)), "max": price_table.number(_month(high))},
    }
    if reason:
        data["reason"] = reason
    text = f"{price_table.money(prices, high)} an hour at the highest replica count"
    return Estimate(high, text, lines, data, reason)


def replica_hour(prices: Prices, body: JsonObject) -> Decimal | None:
    """The price of an hour of one replica; None where it is not known."""
    gpus = whole_number(body.get("acceleratorCount")) or 0
    return prices.replica_hour(str(body.get("acceleratorType") or ""), gpus)


def replica_range(body: JsonObject) -> ReplicaRange:
    """The replica counts of a deployment. Defaults of the API: none at the least, and one or the least at the most."""
    fewest = whole_number(body.get("minReplicaCount")) or 0
    most = whole_number(body.get("maxReplicaCount"))
    highest = max(fewest, 1) if most is None else most
    return ReplicaRange(fewest, max(fewest, highest, whole_number(body.get("replicaCount")) or 0))


def _unknown(prices: Prices, body: JsonObject) -> str:
    """Why the cost of a deployment is not known; empty where it is."""
    for name in ("minReplicaCount", "maxReplicaCount", "replicaCount"):
        if body.get(name) is not None and whole_number(body[name]) is None:
            return f"{name} is {body[name]!r}, not a count"
    kind = str(body.get("acceleratorType") or "")
    if not kind:
        shape = f" of the shape {body['deploymentShape']}" if body.get("deploymentShape") else ""
        return f"the platform chooses the hardware{shape}; name it with --accelerator-type and --accelerator-count"
    if not whole_number(body.get("acceleratorCount")):
        return f"the platform chooses how many {kind} a replica has; name the number with --accelerator-count"
    return "" if kind in prices.gpu_hours else f"the table of {prices.as_of} has no price for {kind}"


def _sum(hours: list[Decimal | None], counts: list[int]) -> Decimal:
    return sum(((hour or Decimal(0)) * count for hour, count in zip(hours, counts, strict=True)), Decimal(0))


def _lines(prices: Prices, body: JsonObject, hour: Decimal | None, counts: ReplicaRange) -> list[str]:
    if hour is None:
        return []
    name = last_segment(str(body.get("name") or ""))
    gpus = f"{whole_number(body.get('acceleratorCount'))} x {body.get('acceleratorType')}"
    lines = [f"  {f'{name}: ' if name else ''}one replica ({gpus}): {price_table.money(prices, hour)} an hour"]
    for count in dict.fromkeys(counts):
        each, month = price_table.money(prices, hour * count), price_table.money(prices, _month(hour * count))
        lines.append(f"  {count} replica{'' if count == 1 else 's'}: {each} an hour, {month} a month")
    return lines


def _month(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * HOURS_A_MONTH
