"""The table of prices in use, and amounts as people and programs read them."""

from __future__ import annotations

import errno
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from ...config.reading import read_config
from ...contract.json_types import JsonObject
from ...contract.prices import BUILT_IN, Prices
from ...errors import ConfigError

STALE_DAYS = 90
"""Days after which prices are called old. Chosen here: the platform changes prices without notice."""


def load(path: Path | None = None) -> Prices:
    """The prices in the file `path`, else those that come with firectl. Raises ConfigError."""
    file = path or BUILT_IN
    try:
        data = read_config(file)
        if data is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return Prices(json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = error.strerror if isinstance(error, OSError) else f"not a table of prices ({error!r})"
        raise ConfigError(f"{file}: {what}", hint=f"{BUILT_IN} shows the form of a table of prices.") from None


def dated(prices: Prices) -> str:
    """The date of the prices in words, with a warning where it is long past."""
    age = prices.age(date.today())
    old = f", {age} days old: check them" if age > STALE_DAYS else ""
    return f"at the prices of {prices.as_of}{old}"


def dated_data(prices: Prices) -> JsonObject:
    """The currency, date and age of the prices as members of a JSON object."""
    age = prices.age(date.today())
    return {
        "currency": prices.currency,
        "pricesAsOf": prices.as_of,
        "pricesAgeDays": age,
        "pricesStale": age > STALE_DAYS,
    }


def money(prices: Prices, amount: Decimal | None) -> str:
    """`USD 12.50`; amounts below 1 with up to six decimals; `unknown` for None."""
    if amount is None:
        return "unknown"
    exact = f"{amount:,.6f}".rstrip("0")
    cents = f"{amount:,.2f}"
    return f"{prices.currency} {cents if amount >= 1 or len(exact) < len(cents) else exact}"


def number(amount: Decimal | None) -> float | None:
    """An amount as a JSON number, rounded to a millionth; null where it is not known."""
    return None if amount is None else round(float(amount), 6)
