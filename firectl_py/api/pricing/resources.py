"""What creating a resource would cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ... import contract
from ...contract.json_types import JsonObject
from ...contract.prices import Prices
from ...errors import UsageError
from ..resources import ResourceClient
from . import deployments, fine_tuning, price_table, running
from .estimate import Estimate


def estimate(client: ResourceClient, noun: str, body: JsonObject, prices: Prices) -> Estimate:
    """The cost of the resource that `body` describes: a total for a job, dollars an hour for a deployment.

    Raises UsageError for a kind of resource that has no price, InvalidDataError for figures that cannot be read.
    """
    if noun == contract.load("deployments").noun:
        return deployments.estimate(prices, [body])
    if noun == contract.load("sftj").noun:
        return fine_tuning.estimate(client, prices, body)
    raise UsageError(f"{noun} have no price of their own", hint="Deployments and sftj have one.")


def running_rate(noun: str, items: Sequence[JsonObject], prices: Prices) -> str:
    """What `items` cost as long as they run, as "at USD 5.80 an hour"; "" where nothing is billed by the hour."""
    if noun != contract.load("deployments").noun:
        return ""
    total = Decimal(0)
    for item in items:
        rate, count = deployments.replica_hour(prices, item), running.replicas(item)
        if count and rate is None:
            return ""
        total += (rate or 0) * count
    return f"at {price_table.money(prices, total)} an hour" if total else ""
