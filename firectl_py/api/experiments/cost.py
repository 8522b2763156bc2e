"""What a run of an experiment would cost at most, before it is started.

At most: every answer as long as it may be, and the full price of tokens, because the table has none for batches, which
the platform sells for less.
"""

from __future__ import annotations

from decimal import Decimal

from ...cli.app import App
from ...commands.shared.max_cost import Estimate
from ..pricing import jobs, price_table
from ..pricing import tokens as tokens_module
from . import split
from .run import Plan


def estimate(app: App, wanted: Plan, left: list[int]) -> Estimate:
    """The most that the arms `left` can cost together. Unknown where one price or the size of the data is."""
    prices, rows = price_table.load(app), jobs.rows_of_dataset(app, wanted.spec.dataset)
    lines = [f"Cost at most, {price_table.dated(prices)} (for batches the platform asks less; the table has no price):"]
    total, unknown, arms = Decimal(0), list[str](), []
    for arm in left:
        name, part = split.names(wanted.spec.models)[arm - 1], _part(wanted, arm)
        read = None if rows.tokens is None else int(rows.tokens * part)
        written = None if rows.rows is None else int(rows.rows * part * wanted.spec.max_tokens)
        cost = None
        if read is None or written is None:
            unknown.append(f"the size of {wanted.spec.dataset}")
        else:
            cost = tokens_module.price_of(app, wanted.spec.models[arm - 1], read, written)
            unknown += [] if cost is not None else [f"the price of {name}"]
        total += cost or 0
        lines.append(f"  {name}: {price_table.usd(prices, cost)} ({_told(read)} tokens in, up to {_told(written)} out)")
        arms.append({"arm": arm, "inputTokens": read, "mostOutputTokens": written, "most": price_table.number(cost)})
    amount, why = (None if unknown else total), ", ".join(dict.fromkeys(unknown))
    lines.append(f"  total: {price_table.usd(prices, amount)}" + (f" (nobody knows {why})" if why else ""))
    data = {
        "currency": prices.currency,
        **price_table.dated_data(prices),
        "known": not unknown,
        "arms": arms,
        "most": price_table.number(amount),
    }
    return Estimate(amount, f"at most {price_table.usd(prices, amount)}", lines, data, why)


def _part(wanted: Plan, arm: int) -> Decimal:
    """The share of the rows that an arm is to answer."""
    if wanted.parts is None:
        return Decimal(1)
    share = wanted.parts[wanted.arms.index(arm)] / sum(wanted.parts)
    return Decimal(share.numerator) / share.denominator


def _told(tokens: int | None) -> str:
    return "unknown" if tokens is None else f"{tokens:,}"
