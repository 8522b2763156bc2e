"""What training costs, from the dated table `contract/prices.json`.

May read that file.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from .errors import Json

_FILE = Path(__file__).parent.parent / "contract" / "prices.json"


def training_cost(parameters: int, moe: bool, tokens: int) -> Json | None:
    """Money for training on `tokens` tokens, all epochs counted; None for a model the table has no price for."""
    table = _table()["fineTuning"]
    for tier in table["perMillionTokens"]:
        if tier["moe"] == moe and 0 < parameters <= tier["upToParameters"]:
            amount = Decimal(tier["price"]) * tokens / 1_000_000
            return money(max(amount, Decimal(table["minimumPerJob"])))
    return None


def money(amount: Decimal) -> Json:
    """google.type.Money of an amount in the table's currency."""
    units = int(amount)
    return {"currencyCode": _table()["currency"], "units": str(units), "nanos": int((amount - units) * 10**9)}


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text("utf-8"), parse_float=str)
    return table
