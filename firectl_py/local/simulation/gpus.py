"""GPUs in use, counted against quotas.

A deployment counts the replicas it is steered to now times the GPUs of each, and not the
replicas it might grow to: that is what it holds and what it would be billed for.
"""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject

from ..http.context import OWNER, RequestContext
from ..http.errors import RpcError
from ..store.tx import Row
from . import placement, scaling


def used(call: RequestContext) -> dict[str, int]:
    """GPUs in use by quota id, at the call's time."""
    if "gpus" not in call.memo:
        total: dict[str, int] = {}
        for row in call.tx.scan("deployments", OWNER):
            quota = row.internal.get("quota")
            if quota:
                total[quota] = total.get(quota, 0) + held(row, call.now)
        call.memo["gpus"] = total
    return dict(call.memo["gpus"])


def held(row: Row, now: float) -> int:
    """GPUs one deployment holds at a virtual time."""
    return scaling.desired_replicas(row, now) * int(row.body.get("acceleratorCount", 0))


def claim(call: RequestContext, row: Row, replicas: int) -> str:
    """The place whose quota has room for `replicas` of the deployment. Raises RESOURCE_EXHAUSTED where none has."""
    needed = replicas * int(row.body["acceleratorCount"])
    places = placement.quota_places(row.body["acceleratorType"], row.body["placement"])
    if row.internal.get("place"):
        places = [row.internal["place"]]
    refusal: RpcError | None = None
    for place in places:
        quota = placement.quota_id(row.body["acceleratorType"], place)
        limit, others = _limit(call, quota), _used_by_others(call, row, quota)
        if others + needed <= limit:
            return place
        refusal = refusal or _exceeded(quota, needed, others, limit)
    assert refusal is not None, "a checked placement has a place"
    raise refusal


def _used_by_others(call: RequestContext, row: Row, quota: str) -> int:
    total = used(call).get(quota, 0)
    stored = call.tx.get(row.collection, row.account, row.id)
    return total - held(stored, call.now) if stored and stored.internal.get("quota") == quota else total


def _limit(call: RequestContext, quota: str) -> int:
    row = call.tx.get("quotas", OWNER, quota)
    return int(row.body.get("value", 0)) if row else 0


def _exceeded(quota: str, needed: int, in_use: int, limit: int) -> RpcError:
    free = max(0, limit - in_use)
    metadata: JsonObject = {"quota": quota, "quota_required": str(needed), "quota_available": str(free)}
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "QUOTA_EXCEEDED",
        "domain": "firectl-local.invalid",
        "metadata": metadata,
    }
    return RpcError(
        "RESOURCE_EXHAUSTED",
        f"{quota} for account {OWNER}, in use: {in_use}, quota: {limit}, requesting: {needed}",
        details=[detail],
    )
