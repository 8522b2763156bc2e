"""What tokens cost without a deployment."""

from __future__ import annotations

from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import ModelSize, Prices
from . import price_table
from .estimate import Estimate


def estimate(prices: Prices, model: str, size: ModelSize, tokens_in: int, tokens_out: int) -> Estimate:
    """The price of tokens read and written by a model (full name) of that size."""
    price = prices.inference(model, size)
    total = None if price is None else price.cost(tokens_in, tokens_out)
    reason = "" if price else f"the table of {prices.as_of} has no price for {last_segment(model)}"
    read, written = (price.input, price.output) if price else (None, None)
    lines = [
        f"Cost, {price_table.dated(prices)}; a deployment of your own costs its hours and nothing for tokens:",
        f"  price: {price_table.money(prices, read)} for 1M tokens read, {price_table.money(prices, written)} written",
        f"  total: {price_table.money(prices, total)}" + (f" ({reason})" if reason else ""),
    ]
    data: JsonObject = {
        **price_table.dated_data(prices),
        "known": total is not None,
        "model": model,
        "inputTokens": tokens_in,
        "outputTokens": tokens_out,
        "pricePerMillionInput": price_table.number(read),
        "pricePerMillionOutput": price_table.number(written),
        "total": price_table.number(total),
    }
    if reason:
        data["reason"] = reason
    return Estimate(total, price_table.money(prices, total), lines, data, reason)
