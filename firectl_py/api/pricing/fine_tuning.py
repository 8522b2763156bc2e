"""What supervised fine-tuning costs: tokens of all epochs, and a least price a job."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import NamedTuple

from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.numbers import whole_number
from ...contract.prices import ModelSize, Prices, size_of
from ...errors import InvalidDataError, NotFoundError
from ..resources import ResourceClient
from . import price_table
from .estimate import Estimate


class RowFigures(NamedTuple):
    """The size of the data that is trained on. None where it is not known."""

    rows: int | None
    tokens: int | None
    source: str
    """Where the figures come from."""


def estimate(client: ResourceClient, prices: Prices, body: JsonObject) -> Estimate:
    """The total of the job that `body` describes. Raises InvalidDataError for epochs that are not a number of times."""
    model = str(body.get("baseModel") or body.get("warmStartFrom") or "")
    dataset = str(body.get("dataset") or "")
    rows = rows_of_dataset(client, dataset) if dataset else RowFigures(None, None, "no data set is named")
    return estimate_rows(prices, model, size_of_model(client, model), rows, _epochs(body))


def estimate_rows(prices: Prices, model: str, size: ModelSize, rows: RowFigures, epochs: Decimal) -> Estimate:
    """The total of training a model of that size on rows, each seen `epochs` times."""
    price = prices.training(size)
    tokens = None if rows.tokens is None else int((rows.tokens * epochs).to_integral_value(ROUND_CEILING))
    total = None if tokens is None or price is None else prices.job(size, tokens)
    reasons = [_no_price(prices, model, size)] if price is None else []
    reasons += ["how many tokens the data set has is not known"] if tokens is None else []
    reason = "; ".join(reasons)
    least = price_table.money(prices, prices.least_per_job)
    lines = [
        f"Cost, {price_table.dated(prices)}:",
        f"  rows: {_text(rows.rows)}; tokens: {_text(rows.tokens)} ({rows.source})",
        f"  epochs: {epochs.normalize():f}; tokens trained on: {_text(tokens)}",
        f"  price: {price_table.money(prices, price)} for 1M tokens, at least {least} a job",
        f"  total: {price_table.money(prices, total)}" + (f" ({reason})" if reason else ""),
    ]
    data: JsonObject = {
        **price_table.dated_data(prices),
        "known": total is not None,
        "rows": rows.rows,
        "estimatedTokens": rows.tokens,
        "tokensFrom": rows.source,
        "epochs": float(epochs),
        "trainedTokens": tokens,
        "pricePerMillionTokens": price_table.number(price),
        "minimumPerJob": price_table.number(prices.least_per_job),
        "total": price_table.number(total),
    }
    if reason:
        data["reason"] = reason
    return Estimate(total, price_table.money(prices, total), lines, data, reason)


def size_of_model(client: ResourceClient, name: str) -> ModelSize:
    """The size of a model, or of an adapter's base model; unknown where there is no such model."""
    try:
        model = client.get("models", name)
        if base := (model.get("peftDetails") or {}).get("baseModel"):
            model = client.get("models", str(base))
    except NotFoundError:
        return ModelSize(0, False)
    return size_of(model)


def rows_of_dataset(client: ResourceClient, name: str) -> RowFigures:
    """What the platform says of a data set."""
    try:
        dataset = client.get("datasets", name)
    except NotFoundError:
        return RowFigures(None, None, f"there is no data set {last_segment(name)} yet")
    # The platform writes 0 where it has not counted.
    count = whole_number(dataset.get("exampleCount")) or None
    tokens = whole_number(dataset.get("estimatedTokenCount")) or None
    source = "estimated by the platform" if tokens is not None else "the platform gives no estimate of tokens"
    return RowFigures(count, tokens, source)


def _epochs(body: JsonObject) -> Decimal:
    """How often the rows are trained on: once by default.

    A guess for a value that cannot be read would let a job pass --max-cost that costs more.
    """
    value = body.get("epochs") or 1
    try:
        epochs = Decimal(str(value))
    except InvalidOperation:
        epochs = Decimal(0)
    if not (epochs.is_finite() and 0 < epochs < 2**31):
        raise InvalidDataError(f"epochs: {value!r} is not between 1 and 2147483647")
    return epochs


def _no_price(prices: Prices, model: str, size: ModelSize) -> str:
    what = f"{size.parameters / 1e9:.3g}B parameters" if size.parameters else "a size the platform does not state"
    experts = ", mixture of experts" if size.moe else ""
    return f"the table of {prices.as_of} has no price for training {last_segment(model)} ({what}{experts})"


def _text(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"
