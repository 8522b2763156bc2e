"""What training on some tokens costs each class of base models."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...cli.app import App
from ...contract.prices import MILLION, Tier
from . import price_table


def training_costs(app: App, tokens: int) -> dict[str, Any]:
    """The cost of one epoch of supervised fine-tuning for each class of base models, in amounts as strings.

    The table is the file of the setting `prices_file`, else the one that came along. Raises ConfigError.
    """
    prices = price_table.load(app)
    tiers = sorted(prices.tuning, key=lambda tier: (tier.moe, tier.up_to))
    classes = [_one(tier, tokens, prices.least_per_job) for tier in tiers]
    dated = {"asOf": prices.as_of, "currency": prices.currency}
    return {**dated, "minimumPerJob": str(prices.least_per_job), "perEpoch": classes}


def cost_lines(costs: dict[str, Any]) -> list[str]:
    """The same for people."""
    currency, least = costs["currency"], costs["minimumPerJob"]
    lines = [f"Cost of one epoch, at the prices of {costs['asOf']} (at least {currency} {least} a job):"]
    for item in costs["perEpoch"]:
        price = f"{currency} {item['pricePerMillionTokens']} for 1M tokens"
        lines.append(f"  {item['baseModels']}: {currency} {item['amount']} ({price})")
    return lines


def _one(tier: Tier, tokens: int, least: Decimal) -> dict[str, Any]:
    amount = max(least, tier.price * tokens / MILLION).quantize(Decimal("0.01"))
    kind = "mixture of experts" if tier.moe else "base model"
    size = f"{tier.up_to / 10**9:g}B"
    return {"baseModels": f"{kind} up to {size}", "pricePerMillionTokens": str(tier.price), "amount": str(amount)}
