"""What tokens cost where no deployment is paid for."""

from __future__ import annotations

from decimal import Decimal

from ...cli.app import App
from ...commands.shared.max_cost import Estimate
from ...contract.names import last_segment
from . import jobs, price_table


def price_of(app: App, model: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """The price of some tokens of a model by its full name, or None where the table has none."""
    found = price_table.load(app).inference(model, jobs.size_of_model(app, model))
    return None if found is None else found.cost(tokens_in, tokens_out)


def estimate(app: App, model: str, tokens_in: int, tokens_out: int) -> Estimate:
    """The same, spelled out."""
    prices = price_table.load(app)
    price = prices.inference(model, jobs.size_of_model(app, model))
    total = None if price is None else price.cost(tokens_in, tokens_out)
    why = "" if price else f"the table of {prices.as_of} has no price for {last_segment(model)}"
    read, written = (price.input, price.output) if price else (None, None)
    lines = [
        f"Cost, {price_table.dated(prices)}; on a deployment of your own tokens cost nothing beside its hours:",
        f"  price: {price_table.usd(prices, read)} for 1M tokens read, {price_table.usd(prices, written)} written",
        f"  total: {price_table.usd(prices, total)}" + (f" ({why})" if why else ""),
    ]
    data = {
        "currency": prices.currency,
        **price_table.dated_data(prices),
        "known": total is not None,
        "model": model,
        "inputTokens": tokens_in,
        "outputTokens": tokens_out,
        "pricePerMillionInput": price_table.number(read),
        "pricePerMillionOutput": price_table.number(written),
        "total": price_table.number(total),
    }
    return Estimate(total, price_table.usd(prices, total), lines, data, why)
