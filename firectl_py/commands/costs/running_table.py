"""How `costs running` shows the deployments that have replicas."""

from __future__ import annotations

from collections.abc import Sequence

from ...api.pricing import price_table
from ...api.pricing.running import RunningDeployment, total
from ...api.pricing.spent import Spent
from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.prices import Prices
from ...output.tables import aligned

_HEADERS = ("ID", "REPL", "GPUS EACH", "SINCE", "PER HOUR", "SO FAR", "USE")
_USE = {True: "idle", False: "in use", None: "unknown"}


def as_data(prices: Prices, found: Sequence[RunningDeployment]) -> JsonObject:
    """The deployments and what they cost together, for programs."""
    so_far = _sum(found)
    return {
        **price_table.dated_data(prices),
        "deployments": [deployment.as_json() for deployment in found],
        "perHour": price_table.number(total([deployment.per_hour for deployment in found])),
        "soFar": price_table.number(so_far.exact),
        "soFarMin": price_table.number(so_far.least),
        "soFarMax": price_table.number(so_far.most),
        "unknown": [deployment.name for deployment in found if deployment.per_hour is None],
    }


def as_lines(prices: Prices, found: Sequence[RunningDeployment]) -> list[str]:
    """The deployments as a table, their sum, and where each amount comes from."""
    if not found:
        return ["No deployment has replicas now; nothing is running up a bill."]
    rows = [_cells(prices, deployment) for deployment in found]
    unpriced = any(deployment.per_hour is None for deployment in found)
    an_hour = price_table.money(prices, total([deployment.per_hour for deployment in found]))
    sums = f"{'at least ' if unpriced else ''}{an_hour} an hour; {_amount(prices, _sum(found))} so far"
    return [
        *aligned([_HEADERS, *rows]),
        "",
        f"Total: {sums}, {price_table.dated(prices)}.",
        *(f"So far, {last_segment(deployment.name)}: {deployment.so_far.reason}." for deployment in found),
    ]


def _cells(prices: Prices, deployment: RunningDeployment) -> list[str]:
    shown = deployment.as_json()
    names = load("deployments").by_name["acceleratorType"].short_names
    short = {kind: name for name, kind in names.items()}
    kind = shown["acceleratorType"]
    return [
        last_segment(deployment.name),
        str(deployment.replicas),
        f"{shown['acceleratorCount'] or '?'} x {short.get(kind) or kind or '?'}",
        f"{shown['since'][:16]}Z" if shown["since"] else "unknown",
        price_table.money(prices, deployment.per_hour),
        _amount(prices, deployment.so_far),
        _USE[deployment.idle],
    ]


def _sum(found: Sequence[RunningDeployment]) -> Spent:
    """Both bounds of all deployments together; the upper one only where all are known."""
    most = [deployment.so_far.most for deployment in found]
    upper = None if None in most else total(most)
    return Spent(total([deployment.so_far.least for deployment in found]), upper, "")


def _amount(prices: Prices, so_far: Spent) -> str:
    """`USD 61.00`, `USD 58.97 to 235.87`, `at least USD 58.97` or `unknown`."""
    if so_far.least is None:
        return "unknown"
    least = price_table.money(prices, round(so_far.least, 2))
    if so_far.most is None and not so_far.least:
        return "unknown"
    if so_far.most is None:
        return f"at least {least}"
    most = price_table.money(prices, round(so_far.most, 2))
    return least if least == most else f"{least} to {most.removeprefix(prices.currency).strip()}"
