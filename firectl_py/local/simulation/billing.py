"""The bill of a rehearsal, at the prices of the contract's table and on the virtual clock.

Deployments are billed by the second for each ready replica's GPUs, fine-tuning for the
share of it that was done and at least the least price of a job, tokens where no deployment is paid for. What has no
price is named, never guessed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.prices import size_of

from ..http.context import OWNER, RequestContext
from ..store.tx import Row, Tx
from . import pricing, scaling, training

_CENT = Decimal("0.01")


def tokens(call: RequestContext, model: str, read: int, written: int) -> None:
    """Count tokens of a model that no deployment serves."""
    account = _account(call.tx)
    counted = account.internal.setdefault("tokens", {}).setdefault(model, [0, 0])
    counted[0] += read
    counted[1] += written
    call.tx.put(account)


def closed(call: RequestContext, row: Row) -> None:
    """Keep what a deployment that goes for good has run up."""
    account = _account(call.tx)
    kept = account.internal.setdefault("gpuSeconds", {})
    for kind, seconds in scaling.gpu_seconds(row, call.now).items():
        kept[kind] = kept.get(kind, 0.0) + seconds
    call.tx.put(account)


def bill(tx: Tx, now: float) -> JsonObject:
    """What everything has cost so far, in US dollars as strings; `unpriced` names what the table has no price for."""
    account, unpriced = _account(tx), set[str]()
    gpus = _gpus(tx, account, now, unpriced)
    jobs = sum((_job(row, now, unpriced) for row in tx.scan("supervisedFineTuningJobs", OWNER)), Decimal(0))
    counted = _counted(tx, account)
    talk = sum((_tokens(tx, name, *both, unpriced) for name, both in counted.items()), Decimal(0))
    found: JsonObject = {
        "currency": pricing.table().currency,
        "pricesAsOf": pricing.table().as_of,
        "deployments": _shown(gpus),
        "fineTuning": _shown(jobs),
        "inference": _shown(talk),
        "total": _shown(gpus + jobs + talk),
    }
    return {**found, "unpriced": sorted(unpriced)} if unpriced else found


def _gpus(tx: Tx, account: Row, now: float, unpriced: set[str]) -> Decimal:
    seconds: dict[str, float] = dict(account.internal.get("gpuSeconds", {}))
    for row in tx.scan("deployments", OWNER):
        for kind, more in scaling.gpu_seconds(row, now).items():
            seconds[kind] = seconds.get(kind, 0.0) + more
    total = Decimal(0)
    for kind, used in seconds.items():
        hour = pricing.table().gpu_hours.get(kind)
        if hour is None and used:
            unpriced.add(kind)
        total += (hour or Decimal(0)) * Decimal(str(used)) / 3600
    return total


def _job(row: Row, now: float, unpriced: set[str]) -> Decimal:
    share = training.done_share(row.internal, now)
    if not share:
        return Decimal(0)
    if "estimatedCost" not in row.body:
        unpriced.add(row.name)
        return Decimal(0)
    whole = pricing.amount_of(row.body["estimatedCost"])
    return max(min(whole, pricing.table().least_per_job), whole * Decimal(str(share)))


def _counted(tx: Tx, account: Row) -> dict[str, tuple[int, int]]:
    """Tokens read and written by model: asked directly, and in batches that have ended."""
    found: dict[str, list[int]] = {name: list(both) for name, both in account.internal.get("tokens", {}).items()}
    for row in tx.scan("batchInferenceJobs", OWNER):
        totals: dict[str, Any] = row.internal.get("totals") or {}
        both = found.setdefault(str(row.body.get("model", "")), [0, 0])
        both[0] += int(totals.get("tokens_in", 0))
        both[1] += int(totals.get("tokens_out", 0))
    return {name: (both[0], both[1]) for name, both in found.items() if any(both)}


def _tokens(tx: Tx, name: str, read: int, written: int, unpriced: set[str]) -> Decimal:
    parts = name.split("/")
    row = tx.get("models", parts[1], parts[3]) if len(parts) == 4 else None
    price = pricing.table().inference(name, size_of(row.body)) if row else None
    if price is None:
        unpriced.add(name)
        return Decimal(0)
    return price.cost(read, written)


def _account(tx: Tx) -> Row:
    row = tx.get("accounts", "", OWNER)
    assert row is not None, "a seeded store has its account"
    return row


def _shown(amount: Decimal) -> str:
    return str(amount.quantize(_CENT if amount >= _CENT or not amount else Decimal("0.000001")))
