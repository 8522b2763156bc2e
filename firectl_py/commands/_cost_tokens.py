"""What tokens cost where no deployment is paid for. Imports contract's data."""

from __future__ import annotations

from decimal import Decimal

from ..contract._names import last_segment
from . import _cost_jobs, _prices
from ._app import App
from ._spend import Estimate


def price_of(app: App, model: str, tokens_in: int, tokens_out: int) -> Decimal | None:
    """The price of some tokens of a model by its full name, or None where the table has none."""
    found = _prices.load(app).inference(model, _cost_jobs.size_of_model(app, model))
    return None if found is None else found.cost(tokens_in, tokens_out)


def estimate(app: App, model: str, tokens_in: int, tokens_out: int) -> Estimate:
    """The same, spelled out."""
    prices = _prices.load(app)
    price = prices.inference(model, _cost_jobs.size_of_model(app, model))
    total = None if price is None else price.cost(tokens_in, tokens_out)
    why = "" if price else f"the table of {prices.as_of} has no price for {last_segment(model)}"
    read, written = (price.input, price.output) if price else (None, None)
    lines = [
        f"Cost, {_prices.dated(prices)}; on a deployment of your own tokens cost nothing beside its hours:",
        f"  price: {_prices.usd(prices, read)} for 1M tokens read, {_prices.usd(prices, written)} written",
        f"  total: {_prices.usd(prices, total)}" + (f" ({why})" if why else ""),
    ]
    data = {
        "currency": prices.currency, **_prices.dated_data(prices), "known": total is not None, "model": model,
        "inputTokens": tokens_in, "outputTokens": tokens_out, "pricePerMillionInput": _prices.number(read),
        "pricePerMillionOutput": _prices.number(written), "total": _prices.number(total),
    }  # fmt: skip
    return Estimate(total, _prices.usd(prices, total), lines, data, why)
