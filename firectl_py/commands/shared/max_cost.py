"""What a command would cost: shown by --dry-run, held against --max-cost before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ...cli.app import App
from ...contract import Resource
from ...errors import InvalidDataError, RefusedError

if TYPE_CHECKING:
    from decimal import Decimal


class Estimate(NamedTuple):
    """What something would cost."""

    amount: Decimal | None
    """Held against --max-cost; None where a price or a quantity is not known."""
    shown: str
    """The amount as people read it, with its unit."""
    lines: list[str]
    data: dict[str, Any]
    why: str = ""
    """Why the amount is not known."""
    refusal: RefusedError | None = None


Price = Callable[[App, list[dict[str, Any]]], Estimate]
"""(app, the resources as they would be) to what they cost together."""


class Dollars(click.ParamType[Any]):
    """An amount of money, 0 or more."""

    name = "usd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from decimal import Decimal, InvalidOperation

        if isinstance(value, Decimal):
            return value
        try:
            amount = Decimal(str(value).strip().removeprefix("$"))
        except InvalidOperation:
            self.fail(f"{value!r} is not an amount in dollars; examples: 10, 2.50", param, ctx)
        if not amount.is_finite():
            self.fail(f"{value!r} is no limit; leave the option out for none", param, ctx)
        if amount < 0:
            raise InvalidDataError(f"--max-cost {value} is below nothing; 0 refuses whatever costs anything")
        return amount


def option(what: str) -> click.Option:
    """`--max-cost`; `what` says which amount is held against it."""
    return click.Option(
        ["--max-cost"], type=Dollars(), metavar="USD", help=f"Refuse (exit 13) when {what}, or is not known."
    )


def judged(app: App, price: Price | None, bodies: list[dict[str, Any]], values: dict[str, Any]) -> Estimate | None:
    """The estimate, where one is asked for; --dry-run shows a refusal, everything else raises it.

    Raises RefusedError.
    """
    limit = values.get("max_cost")
    if price is None or (limit is None and not values["dry_run"]):
        return None
    found = price(app, bodies)
    if limit is None:
        return found
    hint = "`firectl costs prices` shows the prices in use; leave out --max-cost to go ahead."
    if found.amount is None:
        found = found._replace(refusal=RefusedError(f"the cost is not known: {found.why}; nothing was sent", hint=hint))
    elif found.amount > limit:
        message = f"{found.shown} is over --max-cost {limit:f}; nothing was sent"
        found = found._replace(refusal=RefusedError(message, hint=hint))
    if found.refusal is not None and not values["dry_run"]:
        raise found.refusal
    return found


def changed(
    app: App,
    price: Price | None,
    resource: Resource,
    names: Sequence[str],
    body: dict[str, Any],
    values: dict[str, Any],
) -> Estimate | None:
    """The same for resources that are there already and would be changed by `body`."""
    if price is None or (values.get("max_cost") is None and not values["dry_run"]):
        return None
    now = [app.client().get(resource, name) for name in names]
    return judged(app, price, [{**found, "replicaCount": 0, **body} for found in now], values)
