"""The table of prices in use, and amounts as people and programs read them.

Money is Decimal throughout; it becomes a JSON number only where it is shown.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...cli.app import App
from ...contract.prices import CAME_ALONG, Prices
from ...errors import ConfigError

STALE_DAYS = 90
"""Prices older than this are said to be."""


def load(app: App) -> Prices:
    """The file of the setting `prices_file`, else the table that came along. Raises ConfigError."""
    path = where(app)
    try:
        return Prices(json.loads(path.read_text("utf-8"), parse_float=str, parse_int=str))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = error.strerror if isinstance(error, OSError) else f"not a table of prices ({error!r})"
        raise ConfigError(f"{path}: {what}", hint=f"Its form is that of {CAME_ALONG}.") from None


def where(app: App) -> Path:
    """The file of prices in use."""
    return Path(app.settings.value("prices_file") or CAME_ALONG)


def dated(prices: Prices) -> str:
    """Of when the prices are, and whether that is long ago."""
    age = prices.age(date.today())
    old = f", {age} days old: check them" if age > STALE_DAYS else ""
    return f"at the prices of {prices.as_of}{old}"


def dated_data(prices: Prices) -> dict[str, Any]:
    """The same for programs."""
    age = prices.age(date.today())
    return {"pricesAsOf": prices.as_of, "pricesAgeDays": age, "pricesStale": age > STALE_DAYS}


def usd(prices: Prices, amount: Decimal | None) -> str:
    """`USD 12.50`; small amounts with as many digits as they need; `unknown` for None."""
    if amount is None:
        return "unknown"
    exact = f"{amount:,.6f}".rstrip("0")
    cents = f"{amount:,.2f}"
    return f"{prices.currency} {cents if amount >= 1 or len(exact) < len(cents) else exact}"


def number(amount: Decimal | None) -> float | None:
    """An amount as a JSON number, to a millionth; null where it is unknown."""
    return None if amount is None else float(round(amount, 6))
