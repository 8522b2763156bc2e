"""`costs running`: every deployment that has replicas now, and what it costs.

One list call, and for each that has replicas its figures, which say whether anybody uses it.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from ...cli.app import App
from ...cli.command import Command
from ...contract import load
from ...contract.enums import ACCELERATOR_SHORT
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import Prices
from ...errors import FirectlError
from ...output.result import TextResult
from ...output.tables import aligned
from . import deployments, price_table


def running() -> Command:
    """The command."""

    def run(app: App) -> TextResult:
        prices, now = price_table.load(app), app.now()
        found = [d for d in app.client().list("deployments", pageSize=200) if _replicas(d)]
        rows = [_row(app, prices, item, now) for item in found]
        total, so_far = _sum(rows, "perHour"), _sum(rows, "soFar")
        data = {
            "currency": prices.currency,
            **price_table.dated_data(prices),
            "deployments": [_plain(row) for row in rows],
            "perHour": price_table.number(total),
            "soFar": price_table.number(so_far),
            "unknown": [row["name"] for row in rows if row["perHour"] is None],
        }
        return TextResult(_lines(prices, rows, total, so_far), data)

    help = "Show every deployment with replicas now: since when, per hour, so far (estimated), idle or not."
    examples = ["firectl -p local costs running", "firectl -p local costs running -o json --query perHour"]
    return Command(
        "running",
        run,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/deployments",
            "GET /v1/accounts/{account}/deployments/{id}:metrics",
        ),
        examples=examples,
    )


def _row(app: App, prices: Prices, item: JsonObject, now: float) -> JsonObject:
    hour, count = deployments.replica_hour(prices, item), _replicas(item)
    since = _seconds(str(item.get("createTime") or ""))
    hours = None if since is None else Decimal(str(max(0.0, now - since))) / 3600
    return {
        "name": str(item.get("name") or ""),
        "state": str(item.get("state") or ""),
        "replicas": count,
        "acceleratorType": str(item.get("acceleratorType") or ""),
        "acceleratorCount": item.get("acceleratorCount"),
        "since": str(item.get("createTime") or ""),
        "perHour": None if hour is None else hour * count,
        "soFar": None if hour is None or hours is None else hour * count * hours,
        "idle": _idle(app, str(item.get("name") or "")),
    }


def _idle(app: App, name: str) -> bool | None:
    """Whether nobody asked it anything lately; None where its figures do not say."""
    try:
        figures = app.client().act(load("deployments"), name, "metrics").get("metrics") or {}
    except FirectlError:
        return None
    rate = figures.get("requests_per_second") if isinstance(figures, dict) else None
    return rate == 0 if isinstance(rate, int | float) and not isinstance(rate, bool) else None


def _lines(prices: Prices, rows: list[JsonObject], total: Decimal, so_far: Decimal) -> list[str]:
    if not rows:
        return ["No deployment has replicas now; nothing is running up a bill."]
    words = {True: "idle", False: "in use", None: "unknown"}
    table = [
        [
            last_segment(r["name"]),
            str(r["replicas"]),
            _gpus(r),
            f"{r['since'][:16]}Z",
            price_table.usd(prices, r["perHour"]),
            price_table.usd(prices, r["soFar"] and round(r["soFar"], 2)),
            words[r["idle"]],
        ]
        for r in rows
    ]
    headers = ["ID", "REPL", "GPUS EACH", "SINCE", "PER HOUR", "SO FAR", "USE"]
    least = "at least " if any(row["perHour"] is None for row in rows) else ""
    sums = f"{price_table.usd(prices, total)} an hour, {price_table.usd(prices, round(so_far, 2))} so far (estimated)"
    return [*aligned([headers, *table]), "", f"Total: {least}{sums}, {price_table.dated(prices)}."]


def _gpus(row: JsonObject) -> str:
    """The GPUs of a replica, by their short name."""
    short = {kind: name for name, kind in ACCELERATOR_SHORT.items()}
    return f"{row['acceleratorCount'] or '?'} x {short.get(row['acceleratorType']) or row['acceleratorType'] or '?'}"


def _plain(row: JsonObject) -> JsonObject:
    return {**row, "perHour": price_table.number(row["perHour"]), "soFar": price_table.number(row["soFar"])}


def _sum(rows: list[JsonObject], key: str) -> Decimal:
    return sum((row[key] for row in rows if row[key] is not None), Decimal(0))


def _replicas(item: JsonObject) -> int:
    """Replicas there are, or that are being brought up."""
    stats = item.get("replicaStats") or {}
    ready = item.get("replicaCount") or stats.get("readyReplicaCount") or 0
    wanted = item.get("desiredReplicaCount") or 0
    if item.get("state") in ("DELETED", "DELETING"):
        return 0
    return max(_whole(ready), _whole(wanted))


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _seconds(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
