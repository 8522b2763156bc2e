"""How `costs prices` shows a table of prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from ...api.pricing import price_table
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import Prices, Tier
from ...output.tables import aligned


def shown(prices: Prices, path: Path) -> tuple[list[str], JsonObject]:
    """Every price with its unit, and the date and source of all, as lines and for programs."""
    age = prices.age(date.today())
    rows = list(_all(prices))
    cells = [(what, f"{price:f}", unit) for what, unit, price in rows]
    table = aligned([("WHAT", prices.currency, "PER"), *cells], right={1})
    source = prices.source or "the table names no source"
    old = "" if age <= price_table.STALE_DAYS else " That is long ago: check them."
    lines = [
        *table,
        "",
        f"Of {prices.as_of} ({source}), {age} days old.{old}",
        f"File: {path}",
        "Put your own in its place: firectl config set prices_file FILE",
    ]
    listed = [{"what": what, "per": unit, "price": price_table.number(price)} for what, unit, price in rows]
    data = {**price_table.dated_data(prices), "source": prices.source, "file": str(path), "prices": listed}
    return lines, data


def _all(prices: Prices) -> Iterator[tuple[str, str, Decimal]]:
    for kind, price in prices.gpu_hours.items():
        yield kind, "GPU-hour", price
    for tier in sorted(prices.tuning):
        yield f"fine-tuning, {_class(tier)}", "1M training tokens", tier.price
    yield "fine-tuning, at least", "job", prices.least_per_job
    for tier in sorted(prices.tokens):
        yield f"text, {_class(tier)}", "1M tokens", tier.price
    for name, pair in prices.models.items():
        yield f"text, {last_segment(name)}, read", "1M tokens", pair.input
        yield f"text, {last_segment(name)}, written", "1M tokens", pair.output
    for tier in sorted(prices.embeddings):
        yield f"embeddings, {_class(tier)}", "1M tokens", tier.price
    for name, price in prices.audio.items():
        yield f"audio, {name}", "minute", price
    for name, price in prices.images.items():
        yield f"pictures, {name}", "step", price


def _class(tier: Tier) -> str:
    kind = "mixture of experts" if tier.moe else "dense"
    return f"{kind}, larger" if tier.up_to >= 10**14 else f"{kind} up to {tier.up_to / 10**9:.4g}B"
