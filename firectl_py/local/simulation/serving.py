"""Replicas of a deployment: where they are placed, when one comes back from zero, when an unused one ends."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject

from ..http.context import RequestContext
from ..store.tx import Row
from . import gpus, placement, scaling


def first_replicas(body: JsonObject) -> int:
    """Replicas a deployment starts with: one, or as many as it has to keep, or none where none are allowed."""
    return int(min(body["maxReplicaCount"], max(body["minReplicaCount"], 1)))


def place(call: RequestContext, row: Row, replicas: int) -> None:
    """Claim quota for the replicas, and settle on a region. Raises RESOURCE_EXHAUSTED."""
    kind = row.body["acceleratorType"]
    if row.internal.get("quota") and row.internal["quota"] != placement.quota_id(kind, row.internal["place"]):
        row.internal.pop("place")
    chosen = gpus.claim(call, row, replicas)
    row.internal |= {"place": chosen, "quota": placement.quota_id(kind, chosen)}
    regions = placement.candidates(kind, row.body["placement"])
    region = chosen if chosen in regions else next(iter(regions), "")
    if region:
        row.body["region"] = region
    call.memo.pop("gpus", None)


def wake(call: RequestContext, row: Row) -> None:
    """Bring up a deployment that a request has found scaled to zero. Raises RESOURCE_EXHAUSTED."""
    replicas = first_replicas(row.body)
    place(call, row, replicas)
    scaling.move(row, call.now, replicas, "READY", scaling.GROW_SECONDS)
    watch(call, row)


def watch(call: RequestContext, row: Row) -> None:
    """Schedule the end of a deployment that may go to zero and is not used."""
    idle = row.body["minReplicaCount"] == 0
    call.tx.schedule(row, "idle", scaling.settled_at(row) + scaling.IDLE_SECONDS if idle else None)
