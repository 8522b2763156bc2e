"""What supervised fine-tuning costs: tokens of all epochs, and a least price a job."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any, NamedTuple

from ...cli.app import App
from ...commands.shared.max_cost import Estimate
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import ModelSize, Prices, size_of
from ...errors import InvalidDataError, NotFoundError
from . import price_table


class RowFigures(NamedTuple):
    """What is trained on; None where not known."""

    rows: int | None
    tokens: int | None
    how: str
    """Where the figures come from."""


def estimate(app: App, bodies: list[JsonObject]) -> Estimate:
    """The total of one job as `bodies[0]` describes it."""
    body = bodies[0]
    return of_rows(app, str(body.get("baseModel") or body.get("warmStartFrom") or ""), _rows(app, body), _epochs(body))


def of_rows(app: App, model: str, rows: RowFigures, epochs: Decimal) -> Estimate:
    """The total of training `model` on rows."""
    prices, size = price_table.load(app), size_of_model(app, model)
    price = prices.training(size)
    tokens = None if rows.tokens is None else int((rows.tokens * epochs).to_integral_value(ROUND_CEILING))
    total = None if tokens is None or price is None else prices.job(size, tokens)
    reasons = [_no_price(prices, model, size)] if price is None else []
    reasons += ["how many tokens the data set has is not known"] if tokens is None else []
    why = "; ".join(reasons)
    least = price_table.usd(prices, prices.least_per_job)
    lines = [
        f"Cost, {price_table.dated(prices)}:",
        f"  rows: {_shown(rows.rows)}; tokens: {_shown(rows.tokens)} ({rows.how})",
        f"  epochs: {epochs:f}; tokens trained on: {_shown(tokens)}",
        f"  price: {price_table.usd(prices, price)} for 1M tokens, at least {least} a job",
        f"  total: {price_table.usd(prices, total)}" + (f" ({why})" if why else ""),
    ]
    data = {
        "currency": prices.currency,
        **price_table.dated_data(prices),
        "known": total is not None,
        "rows": rows.rows,
        "estimatedTokens": rows.tokens,
        "tokensFrom": rows.how,
        "epochs": float(epochs),
        "trainedTokens": tokens,
        "pricePerMillionTokens": price_table.number(price),
        "minimumPerJob": price_table.number(prices.least_per_job),
        "total": price_table.number(total),
    }
    if why:
        data["reason"] = why
    return Estimate(total, price_table.usd(prices, total), lines, data, why)


def size_of_model(app: App, name: str) -> ModelSize:
    """The size of a model, or of what an adapter stands on; unknown where it cannot be found."""
    try:
        model = app.client().get("models", name)
        if base := (model.get("peftDetails") or {}).get("baseModel"):
            model = app.client().get("models", str(base))
    except NotFoundError:
        return ModelSize(0, False)
    return size_of(model)


def rows_of_dataset(app: App, name: str) -> RowFigures:
    """What the platform says of a data set."""
    try:
        found = app.client().get("datasets", name)
    except NotFoundError:
        return RowFigures(None, None, f"there is no data set {last_segment(name)} yet")
    count, tokens = _whole(found.get("exampleCount")), _whole(found.get("estimatedTokenCount"))
    how = "estimated by the platform" if tokens is not None else "the platform gives no estimate of tokens"
    return RowFigures(count, tokens, how)


def _rows(app: App, body: JsonObject) -> RowFigures:
    name = str(body.get("dataset") or "")
    return rows_of_dataset(app, name) if name else RowFigures(None, None, "no data set is named")


def _epochs(body: JsonObject) -> Decimal:
    """How often the rows are trained on, once by default. Raises InvalidDataError for what is no number of times.

    A guess here would let a job pass --max-cost that costs more.
    """
    typed = body.get("epochs") or 1
    try:
        epochs = Decimal(str(typed))
    except InvalidOperation:
        epochs = Decimal(0)
    if not (epochs.is_finite() and 0 < epochs < 2**31):
        raise InvalidDataError(f"epochs: {typed!r} is not between 1 and 2147483647")
    return epochs


def _no_price(prices: Prices, model: str, size: ModelSize) -> str:
    what = f"{size.parameters / 1e9:.3g}B parameters" if size.parameters else "a size the platform does not state"
    experts = ", mixture of experts" if size.moe else ""
    return f"the table of {prices.as_of} has no price for training {last_segment(model)} ({what}{experts})"


def _whole(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 19 and int(text) else None


def _shown(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"
