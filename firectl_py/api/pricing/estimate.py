"""What something would cost, and the limit it is held against."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...contract.json_types import JsonObject
from ...errors import RefusedError


class Estimate(NamedTuple):
    """What something would cost. `amount` is what a limit is held against."""

    amount: Decimal | None
    """None where a price or a quantity is not known."""
    text: str
    """The amount with its currency and unit."""
    lines: list[str]
    """How the amount comes about, for people."""
    data: JsonObject
    """The same for programs."""
    reason: str = ""
    """Why the amount is not known."""
    refusal: RefusedError | None = None
    """What a dry run shows instead of raising it."""


def enforce_max_cost(estimate: Estimate, limit: Decimal, *, dry_run: bool = False) -> Estimate:
    """The estimate, if its amount is known and not above `limit`.

    Raises RefusedError; with `dry_run` the estimate carries the refusal instead.
    """
    if estimate.amount is None:
        message = f"the cost is not known: {estimate.reason}; nothing was sent"
    elif estimate.amount > limit:
        message = f"{estimate.text} is over --max-cost {limit:f}; nothing was sent"
    else:
        return estimate
    hint = "`firectl costs prices` shows the prices in use; leave out --max-cost to go ahead."
    refusal = RefusedError(message, hint=hint)
    if not dry_run:
        raise refusal
    return estimate._replace(refusal=refusal)
