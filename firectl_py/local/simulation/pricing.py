"""What things cost here, from the dated table `contract/prices.json`."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.prices import BUILT_IN, ModelSize, Prices


def training_cost(parameters: int, moe: bool, tokens: int) -> JsonObject | None:
    """Money for training on `tokens` tokens, all epochs counted; None for a model the table has no price for."""
    amount = table().job(ModelSize(parameters, moe), tokens)
    return None if amount is None else money(amount)


def money(amount: Decimal) -> JsonObject:
    """google.type.Money of an amount in the table's currency."""
    units = int(amount)
    return {"currencyCode": table().currency, "units": str(units), "nanos": int((amount - units) * 10**9)}


def amount_of(found: JsonObject) -> Decimal:
    """The amount of a google.type.Money."""
    return Decimal(found.get("units", "0")) + Decimal(found.get("nanos", 0)) / 10**9


@lru_cache(maxsize=1)
def table() -> Prices:
    """The prices."""
    return Prices(json.loads(BUILT_IN.read_text("utf-8"), parse_float=str))
