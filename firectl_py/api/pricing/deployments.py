"""What deployments cost: GPUs by the second, as long as there are replicas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...cli.app import App
from ...commands.shared.max_cost import Estimate
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import HOURS_A_MONTH, Prices
from . import price_table


def estimate(app: App, bodies: list[JsonObject]) -> Estimate:
    """Dollars an hour at the highest replica count, of all `bodies` together; by replicas, an hour and a month."""
    prices = price_table.load(app)
    hours = [replica_hour(prices, body) for body in bodies]
    ranges = [replicas(body) for body in bodies]
    why = "; ".join(unknown(prices, body) for body, hour in zip(bodies, hours, strict=True) if hour is None)
    least = sum((hour or 0) * low for hour, (low, _) in zip(hours, ranges, strict=True))
    most = sum((hour or 0) * high for hour, (_, high) in zip(hours, ranges, strict=True))
    low, high = (None, None) if why else (Decimal(least), Decimal(most))
    lines = [f"Cost, {price_table.dated(prices)}; GPUs are billed by the second while there are replicas:"]
    if why:
        lines.append(f"  not known: {why}")
    for body, hour, (fewest, largest) in zip(bodies, hours, ranges, strict=True):
        lines += _lines(prices, body, hour, fewest, largest)
    data = {
        "currency": prices.currency,
        **price_table.dated_data(prices),
        "known": not why,
        "replicas": {"min": sum(r[0] for r in ranges), "max": sum(r[1] for r in ranges)},
        "perReplicaHour": price_table.number(hours[0]) if len(hours) == 1 else None,
        "hourly": {"min": price_table.number(low), "max": price_table.number(high)},
        "monthly": {"min": price_table.number(_month(low)), "max": price_table.number(_month(high))},
    }
    if why:
        data["reason"] = why
    return Estimate(high, f"{price_table.usd(prices, high)} an hour at the highest replica count", lines, data, why)


def replica_hour(prices: Prices, body: JsonObject) -> Decimal | None:
    """An hour of one replica, or None."""
    return prices.replica_hour(str(body.get("acceleratorType") or ""), _count(body.get("acceleratorCount")))


def unknown(prices: Prices, body: JsonObject) -> str:
    """Why there is no price."""
    kind = str(body.get("acceleratorType") or "")
    if not kind or not _count(body.get("acceleratorCount")):
        return "the platform chooses the hardware; name it with --accelerator-type and --accelerator-count"
    return f"the table of {prices.as_of} has no price for {kind}"


def replicas(body: JsonObject) -> tuple[int, int]:
    """The fewest and the most replicas; the API's defaults where nothing is said."""
    least = _count(body.get("minReplicaCount"))
    most = body.get("maxReplicaCount")
    highest = max(least, 1) if most is None else _count(most)
    return least, max(least, highest, _count(body.get("replicaCount")))


def _lines(prices: Prices, body: JsonObject, hour: Decimal | None, fewest: int, largest: int) -> list[str]:
    if hour is None:
        return []
    name = last_segment(str(body.get("name") or ""))
    gpus = f"{_count(body.get('acceleratorCount'))} x {body.get('acceleratorType')}"
    lines = [f"  {f'{name}: ' if name else ''}one replica ({gpus}): {price_table.usd(prices, hour)} an hour"]
    for count in dict.fromkeys((fewest, largest)):
        each, month = price_table.usd(prices, hour * count), price_table.usd(prices, _month(hour * count))
        lines.append(f"  {count} replica{'' if count == 1 else 's'}: {each} an hour, {month} a month")
    return lines


def _month(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * HOURS_A_MONTH


def _count(value: Any) -> int:
    """A count of the API, which may be absent or a string of digits."""
    text = str(value or "0")
    return int(text) if text.isdecimal() and len(text) < 100 else 0
