"""What creating a resource would cost."""

from __future__ import annotations

from ... import contract
from ...contract.json_types import JsonObject
from ...contract.prices import Prices
from ...errors import UsageError
from ..client import Client
from . import deployments, fine_tuning
from .estimate import Estimate


def estimate(client: Client, noun: str, body: JsonObject, prices: Prices) -> Estimate:
    """The cost of the resource that `body` describes: a total for a job, dollars an hour for a deployment.

    Raises UsageError for a kind of resource that has no price, InvalidDataError for figures that cannot be read.
    """
    if noun == contract.load("deployments").noun:
        return deployments.estimate(prices, [body])
    if noun == contract.load("sftj").noun:
        return fine_tuning.estimate(client, prices, body)
    raise UsageError(f"{noun} have no price of their own", hint="Deployments and sftj have one.")
