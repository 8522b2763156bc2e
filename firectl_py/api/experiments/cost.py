"""What a run of an experiment would cost at most, before it is started.

At most: every answer as long as it may be, and the full price of tokens, because the table has none for batches, which
the platform sells for less.
"""

from __future__ import annotations

from decimal import Decimal

from ...contract.json_types import JsonObject
from ...contract.prices import Prices
from ..pricing import fine_tuning, price_table, tokens
from ..pricing.estimate import Estimate
from ..resources import ResourceClient
from . import split
from .plan import RunPlan


def estimate(client: ResourceClient, prices: Prices, plan: RunPlan, missing: list[int]) -> Estimate:
    """The most that the arms `missing` can cost together; not known where one price or the size of the data is not."""
    rows = fine_tuning.rows_of_dataset(client, plan.spec.dataset)
    lines = [f"Cost at most, {price_table.dated(prices)} (for batches the platform asks less; the table has no price):"]
    total, unknown, arms = Decimal(0), list[str](), list[JsonObject]()
    for arm in missing:
        name, part = split.names(plan.spec.models)[arm - 1], _part(plan, arm)
        read = None if rows.tokens is None else int(rows.tokens * part)
        written = None if rows.rows is None else int(rows.rows * part * plan.spec.max_tokens)
        cost = None
        if read is None or written is None:
            unknown.append(f"the size of {plan.spec.dataset}")
        else:
            model = plan.spec.models[arm - 1]
            cost = tokens.estimate(prices, model, fine_tuning.size_of_model(client, model), read, written).amount
            unknown += [] if cost is not None else [f"the price of {name}"]
        total += cost or 0
        lines.append(
            f"  {name}: {price_table.money(prices, cost)} ({_text(read)} tokens in, up to {_text(written)} out)"
        )
        arms.append({"arm": arm, "inputTokens": read, "mostOutputTokens": written, "most": price_table.number(cost)})
    amount, reason = (None if unknown else total), ", ".join(dict.fromkeys(unknown))
    lines.append(f"  total: {price_table.money(prices, amount)}" + (f" (unknown: {reason})" if reason else ""))
    data: JsonObject = {
        **price_table.dated_data(prices),
        "known": not unknown,
        "arms": arms,
        "most": price_table.number(amount),
    }
    return Estimate(amount, f"at most {price_table.money(prices, amount)}", lines, data, reason)


def _part(plan: RunPlan, arm: int) -> Decimal:
    """The share of the rows that an arm is to answer."""
    if plan.parts is None:
        return Decimal(1)
    share = plan.parts[plan.arms.index(arm)] / sum(plan.parts)
    return Decimal(share.numerator) / share.denominator


def _text(tokens: int | None) -> str:
    return "unknown" if tokens is None else f"{tokens:,}"
