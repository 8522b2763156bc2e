"""`--max-cost`, and the prices in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.options import SAFETY, Option
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import InvalidDataError
from ...exits import ExitCode

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from ...api.pricing.estimate import Estimate
    from ...contract.prices import Prices


class Dollars(click.ParamType[Any]):
    """An amount of money, 0 or more."""

    name = "usd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        from decimal import Decimal, InvalidOperation

        if isinstance(value, Decimal):
            return value
        try:
            amount = Decimal(str(value).strip().removeprefix("$"))
        except InvalidOperation:
            self.fail(f"{value!r} is not an amount in dollars; examples: 10, 2.50", param, ctx)
        if not amount.is_finite():
            self.fail(f"{value!r} is not a limit; leave the option out to set none", param, ctx)
        if amount < 0:
            raise InvalidDataError(f"--max-cost {value} is below 0; 0 refuses whatever costs anything")
        return amount


def option(what: str) -> click.Option:
    """`--max-cost`; `what` says which amount is held against it."""
    return Option(
        ["--max-cost"],
        type=Dollars(),
        metavar="USD",
        section=SAFETY,
        exits=(ExitCode.REFUSED,),
        help=f"Refuse (exit 13) when {what}, or is not known.",
    )


def prices(app: App) -> Prices:
    """The prices of the setting `prices_file`, else those that come with firectl. Raises ConfigError."""
    from ...api.pricing import price_table

    return price_table.load(prices_file(app))


def prices_file(app: App) -> Path | None:
    """The user's own table of prices."""
    from pathlib import Path

    path = app.settings.value("prices_file")
    return Path(path) if path else None


def checked(price: Callable[[], Estimate], max_cost: Decimal | None, dry_run: bool) -> Estimate | None:
    """What something costs, where --max-cost or --dry-run asks for it.

    Raises RefusedError for an amount over `max_cost`; a dry run shows the refusal instead.
    """
    if max_cost is None and not dry_run:
        return None
    from ...api.pricing.estimate import enforce_max_cost

    estimate = price()
    return estimate if max_cost is None else enforce_max_cost(estimate, max_cost, dry_run=dry_run)


def checked_change(
    app: App,
    price: Callable[[list[JsonObject]], Estimate],
    resource: Resource,
    names: Sequence[str],
    body: JsonObject,
    max_cost: Decimal | None,
    dry_run: bool,
) -> Estimate | None:
    """What resources cost that `body` would change, where --max-cost or --dry-run asks for it.

    `price` takes them as they would be and returns what they cost together. Raises RefusedError.
    """
    if max_cost is None and not dry_run:
        return None
    current = [app.client().get(resource, name) for name in names]
    bodies = [{**item, "replicaCount": 0, **body} for item in current]
    return checked(lambda: price(bodies), max_cost, dry_run)
