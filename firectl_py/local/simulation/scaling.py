"""The timeline of a deployment: its state and its replicas at any virtual time.

Every change fixes a move: from some replicas to others, beginning at a time, taking some seconds.
After the move the autoscaler takes replicas away, unless requests come: down to one after scaleDownWindow,
and to none after scaleToZeroWindow, where minReplicaCount allows it. Scaling schedules are kept and not obeyed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from firectl_py.contract.durations import from_wire
from firectl_py.contract.json_types import JsonObject

from ..store.tx import Row

CREATE_SECONDS = 180.0
UPDATE_SECONDS = 60.0
GROW_SECONDS = 120.0
DELETE_SECONDS = 10.0
IDLE_SECONDS = 7 * 86400.0
"""A deployment that may go to zero replicas and gets no requests is deleted after this long."""
BUSY_SECONDS = 3600.0
"""A deployment that answered a request in this time is not deleted without ignoreChecks."""
PURGE_SECONDS = 7 * 86400.0
"""How long a deleted deployment can be restored."""

REMEMBERED_REQUESTS, REMEMBERED_SECONDS = 500, 86400.0
"""How many requests a deployment remembers, and for how long."""

_STAGES = (("pendingScheduling", 0.2), ("downloadingModel", 0.7), ("initializing", 1.0))


class DeploymentView(NamedTuple):
    """A deployment at one time."""

    state: str
    since: float
    """When it got into this state or to this number of replicas."""
    desired: int
    ready: int
    starting: int
    share: float
    """How far the starting replicas are, 0 to 1."""


def move(row: Row, now: float, replicas: int, state: str, seconds: float) -> None:
    """Fix a move of the deployment to `replicas`; one that is still being created stays so."""
    settle(row, now)
    before = look(row, now) if "move" in row.internal else None
    if before and before.state == "CREATING" and state == "UPDATING":
        row.internal["move"]["to"] = replicas
        return
    row.internal["move"] = {
        "start": now,
        "seconds": seconds,
        "from": before.ready if before else 0,
        "to": replicas,
        "state": state,
    }


def look(row: Row, now: float) -> DeploymentView:
    """State and replicas of a deployment at a virtual time."""
    if "deleted_at" in row.internal:
        gone = row.internal["deleted_at"] + DELETE_SECONDS
        return (
            DeploymentView("DELETED", gone, 0, 0, 0, 1.0)
            if now >= gone
            else DeploymentView("DELETING", gone, 0, 0, 0, 1.0)
        )
    step = row.internal["move"]
    end = step["start"] + step["seconds"]
    if now < end:
        share = max(0.0, (now - step["start"]) / step["seconds"])
        kept = min(step["from"], step["to"])
        return DeploymentView(step["state"], step["start"], step["to"], kept, step["to"] - kept, share)
    replicas, since = _autoscaled(row.body, step["to"], end, now)
    return DeploymentView("READY", since, replicas, replicas, 0, 1.0)


def used(row: Row, now: float) -> None:
    """Note a request: the autoscaler's windows begin anew, unless a move is under way."""
    recent = [at for at in row.internal.get("requests", []) if at > now - REMEMBERED_SECONDS]
    row.internal["requests"] = [*recent[-REMEMBERED_REQUESTS:], now]
    if now >= settled_at(row):
        move(row, now, look(row, now).desired, "READY", 0.0)


def served_within(row: Row, now: float, seconds: float) -> bool:
    """Whether a request was answered in the last while."""
    return requests_within(row, now, seconds) > 0


def requests_within(row: Row, now: float, seconds: float) -> int:
    """Requests of the last while, as far as they are remembered."""
    return sum(at > now - seconds for at in row.internal.get("requests", []))


def settle(row: Row, now: float, body: JsonObject | None = None) -> None:
    """Put on the meter what was used up to now; `body` is how the deployment was till then, where that changed."""
    row.internal["metered"] = gpu_seconds(row, now, body)
    row.internal["metered_at"] = now


def gpu_seconds(row: Row, now: float, body: JsonObject | None = None) -> dict[str, float]:
    """Seconds of ready replicas times their GPUs since the deployment was made, by kind of GPU."""
    body, total = body or row.body, dict[str, float](row.internal.get("metered", {}))
    since, until = row.internal.get("metered_at", row.created), min(now, row.internal.get("deleted_at", now))
    if "move" in row.internal and until > since:
        kind, count = str(body.get("acceleratorType", "")), int(body.get("acceleratorCount", 0))
        total[kind] = total.get(kind, 0.0) + count * _replica_seconds(body, row.internal["move"], since, until)
    return total


def _replica_seconds(body: JsonObject, step: JsonObject, since: float, until: float) -> float:
    """The integral of the ready replicas: they change where a move ends, and where the autoscaler takes some away."""
    end, policy = step["start"] + step["seconds"], body["autoscalingPolicy"]
    turns = [end, *(end + from_wire(policy[name]) for name in ("scaleDownWindow", "scaleToZeroWindow"))]
    points = [since, *sorted(turn for turn in turns if since < turn < until), until]
    return float(sum(_ready(body, step, a) * (b - a) for a, b in pairwise(points)))


def _ready(body: JsonObject, step: JsonObject, at: float) -> int:
    end = step["start"] + step["seconds"]
    return int(min(step["from"], step["to"])) if at < end else _autoscaled(body, step["to"], end, at)[0]


def desired_replicas(row: Row, now: float) -> int:
    """Replicas the deployment is steered to."""
    return look(row, now).desired


def settled_at(row: Row) -> float:
    """When the move under way ends."""
    return float(row.internal["move"]["start"] + row.internal["move"]["seconds"])


def show(row: Row, now: float) -> JsonObject:
    """The fields of the deployment that come from its timeline."""
    at = look(row, now)
    stats: JsonObject = {f"{stage}ReplicaCount": 0 for stage, _ in _STAGES}
    if at.starting:
        stats[f"{_stage(at.share)}ReplicaCount"] = at.starting
    stats |= {"readyReplicaCount": at.ready, "revocableReplicaCount": 0}
    stats["effectiveReplicaCount"] = round(at.ready + at.starting * at.share, 3)
    view = {"state": at.state, "desiredReplicaCount": at.desired, "replicaCount": at.ready, "replicaStats": stats}
    if at.state == "CREATING":
        view["status"] = {"code": "OK", "message": f"initializing model server ({at.desired} replicas)"}
    return view


def _stage(share: float) -> str:
    return next(stage for stage, until in _STAGES if share <= until)


def _autoscaled(body: JsonObject, replicas: int, end: float, now: float) -> tuple[int, float]:
    """(replicas, since when) a while after a move ended, without any traffic."""
    least, policy = body.get("minReplicaCount", 0), body["autoscalingPolicy"]
    down = end + from_wire(policy["scaleDownWindow"])
    zero = end + from_wire(policy["scaleToZeroWindow"])
    if least == 0 and replicas and now >= zero:
        return 0, zero
    if replicas > max(least, 1) and now >= down:
        return max(least, 1), down
    return replicas, end
