"""What training on a number of tokens costs for each class of base models."""

from __future__ import annotations

from decimal import Decimal

from ...contract.json_types import JsonObject
from ...contract.prices import MILLION, Prices, Tier


def training_costs(prices: Prices, tokens: int) -> JsonObject:
    """The cost of one epoch of supervised fine-tuning for each class of base models, in amounts as strings."""
    tiers = sorted(prices.tuning, key=lambda tier: (tier.moe, tier.up_to))
    classes = [_one(tier, tokens, prices.least_per_job) for tier in tiers]
    dated = {"asOf": prices.as_of, "currency": prices.currency}
    return {**dated, "minimumPerJob": str(prices.least_per_job), "perEpoch": classes}


def cost_lines(costs: JsonObject) -> list[str]:
    """What `training_costs` returns, as lines of text."""
    currency, least = costs["currency"], costs["minimumPerJob"]
    lines = [f"Cost of one epoch, at the prices of {costs['asOf']} (at least {currency} {least} a job):"]
    for item in costs["perEpoch"]:
        price = f"{currency} {item['pricePerMillionTokens']} for 1M tokens"
        lines.append(f"  {item['baseModels']}: {currency} {item['amount']} ({price})")
    return lines


def _one(tier: Tier, tokens: int, least: Decimal) -> JsonObject:
    amount = max(least, tier.price * tokens / MILLION).quantize(Decimal("0.01"))
    kind = "mixture of experts" if tier.moe else "base model"
    size = f"{tier.up_to / 10**9:g}B"
    return {"baseModels": f"{kind} up to {size}", "pricePerMillionTokens": str(tier.price), "amount": str(amount)}
