"""What training on some tokens costs, from the dated table of prices. Imports contract's data, config and errors."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from .. import contract
from ..errors import ConfigError
from ._app import App

CAME_ALONG = Path(contract.__file__).with_name("prices.json")


def training_costs(app: App, tokens: int) -> dict[str, Any]:
    """The cost of one epoch of supervised fine-tuning for each class of base models, in amounts as strings.

    The table is the file of the setting `prices_file`, else the one that came along. Raises ConfigError.
    """
    path = Path(app.settings.value("prices_file") or CAME_ALONG)
    try:
        table = json.loads(path.read_text("utf-8"), parse_float=str, parse_int=str)
        tuning = table["fineTuning"]
        least = Decimal(tuning["minimumPerJob"])
        classes = [_one(tier, tokens, least) for tier in tuning["perMillionTokens"]]
        dated = {"asOf": str(table["asOf"]), "currency": str(table["currency"])}
    except (OSError, ValueError, KeyError, TypeError, InvalidOperation) as error:
        what = error.strerror if isinstance(error, OSError) else f"not a table of prices ({error!r})"
        raise ConfigError(f"{path}: {what}", hint=f"Its form is that of {CAME_ALONG}.") from None
    return {**dated, "minimumPerJob": str(least), "perEpoch": classes}


def cost_lines(costs: dict[str, Any]) -> list[str]:
    """The same for people."""
    currency, least = costs["currency"], costs["minimumPerJob"]
    lines = [f"Cost of one epoch, at the prices of {costs['asOf']} (at least {currency} {least} a job):"]
    for item in costs["perEpoch"]:
        price = f"{currency} {item['pricePerMillionTokens']} for 1M tokens"
        lines.append(f"  {item['baseModels']}: {currency} {item['amount']} ({price})")
    return lines


def _one(tier: dict[str, Any], tokens: int, least: Decimal) -> dict[str, Any]:
    price = Decimal(tier["price"])
    amount = max(least, price * tokens / 1_000_000).quantize(Decimal("0.01"))
    kind = "mixture of experts" if tier["moe"] else "base model"
    size = f"{int(tier['upToParameters']) / 10**9:g}B"
    return {"baseModels": f"{kind} up to {size}", "pricePerMillionTokens": str(price), "amount": str(amount)}
