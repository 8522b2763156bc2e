"""Prices as a dated table, and the arithmetic with them in Decimal.

The table is data (`prices.json`) and is read elsewhere. A price that the table does not have is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from .numbers import whole_number

BUILT_IN = Path(__file__).with_name("prices.json")
"""The table that comes with firectl. It names its own source and date."""
HOURS_A_MONTH = 730
"""365.25 days x 24 hours / 12 months, rounded as AWS's and GCP's price calculators do."""
MILLION = 1_000_000
_MOST = Decimal(10) ** 9
"""A price above this is a mistake in the table."""


class ModelSize(NamedTuple):
    """What a model's price depends on."""

    parameters: int
    """0 where not known."""
    moe: bool
    embeds: bool = False


class TokenPrice(NamedTuple):
    """For a million tokens read, and written."""

    input: Decimal
    output: Decimal

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The price of some tokens."""
        return (self.input * tokens_in + self.output * tokens_out) / MILLION


class Prices:
    """One table of prices. A section that it lacks means unknown prices.

    Raises ValueError, KeyError or TypeError for something that is not a table of prices.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.as_of, self.currency = str(table["asOf"]), str(table["currency"])
        self.source = str(table.get("source", ""))
        self.day = _day(self.as_of)
        self.gpu_hours = {str(name): _money(price) for name, price in table.get("gpuHour", {}).items()}
        tuning, talk = table.get("fineTuning", {}), table.get("inference", {})
        self.least_per_job = _money(tuning.get("minimumPerJob", "0"))
        self.tuning = _tiers(tuning.get("perMillionTokens", []))
        self.models = {str(name): _pair(price) for name, price in talk.get("models", {}).items()}
        self.tokens = _tiers(talk.get("perMillionTokens", []))
        self.embeddings = _tiers(talk.get("embeddingsPerMillionTokens", []))
        self.audio = {str(name): _money(price) for name, price in table.get("audioMinute", {}).items()}
        self.images = {str(name): _money(price) for name, price in table.get("imageStep", {}).items()}

    def age(self, today: date) -> int:
        """Days since the date of the prices."""
        return (today - self.day).days

    def training(self, size: ModelSize) -> Decimal | None:
        """The price of a million tokens of supervised fine-tuning."""
        return None if size.embeds else _tier(self.tuning, size)

    def job(self, size: ModelSize, tokens: int) -> Decimal | None:
        """The price of a job that trains on `tokens`, all epochs counted, and at least the least price of a job."""
        price = self.training(size)
        return None if price is None else max(self.least_per_job, price * tokens / MILLION)

    def inference(self, model: str, size: ModelSize) -> TokenPrice | None:
        """The price of a million tokens of a model by its full name, served without a deployment."""
        if model in self.models:
            return self.models[model]
        price = _tier(self.embeddings if size.embeds else self.tokens, size)
        return None if price is None else TokenPrice(price, Decimal(0) if size.embeds else price)

    def replica_hour(self, accelerator: str, count: int) -> Decimal | None:
        """The price of an hour of one replica with `count` GPUs."""
        price = self.gpu_hours.get(accelerator)
        return None if price is None or count < 1 else price * count


def size_of(model: Mapping[str, Any]) -> ModelSize:
    """What the API says of a model's size: `baseModelDetails.parameterCount` and `.moe`."""
    details = model.get("baseModelDetails") or {}
    parameters = whole_number(details.get("parameterCount")) or 0
    return ModelSize(parameters, bool(details.get("moe")), model.get("kind") == "EMBEDDING_MODEL")


class Tier(NamedTuple):
    """A price for models up to a size."""

    moe: bool
    up_to: int
    price: Decimal


def _tier(tiers: tuple[Tier, ...], size: ModelSize) -> Decimal | None:
    fitting = (tier.price for tier in tiers if tier.moe == size.moe and 0 < size.parameters <= tier.up_to)
    return next(fitting, None)


def _tiers(found: Any) -> tuple[Tier, ...]:
    tiers = (Tier(bool(t["moe"]), int(t["upToParameters"]), _money(t["price"])) for t in found)
    return tuple(sorted(tiers, key=lambda tier: tier.up_to))


def _pair(found: Mapping[str, Any]) -> TokenPrice:
    return TokenPrice(_money(found["input"]), _money(found["output"]))


def _money(text: Any) -> Decimal:
    try:
        amount = Decimal(str(text))
    except InvalidOperation:
        raise ValueError(f"{str(text)[:40]!r} is not a price") from None
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise ValueError(f"{str(text)[:40]!r} is not a price")
    return amount


def _day(text: str) -> date:
    """A date, or the first day of a month given as 2025-05."""
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
