"""The timeline of a simulated training run: when it is in which state, how far it is, what its loss looks like.

Everything is worked out from figures fixed when the job was made:

    running seconds = (120 + trained tokens / rate) / (2 if turbo else 1)
    rate            = 160 * 10^12 / parameters, in tokens a second (20,000 for 8 * 10^9 parameters)
    trained tokens  = estimated tokens of the dataset * epochs

before which come 5 s of RUNNING and 15 s of CREATING: in this order the platform was seen to show them.
"""

from __future__ import annotations

import hashlib
import json
import math

from firectl_py.contract.json_types import JsonObject

CANCELLING_SECONDS = 5.0
_RATE_TIMES_PARAMETERS = 160e12
_STARTUP_SECONDS = 120.0
_UNKNOWN_PARAMETERS = 8_000_000_000
_INT32 = (1 << 31) - 1


def plan(start: float, trained_tokens: int, parameters: int, turbo: bool) -> list[tuple[str, float]]:
    """(state, virtual time it begins), in order; the last one is where the job ends."""
    rate = _RATE_TIMES_PARAMETERS / (parameters or _UNKNOWN_PARAMETERS)
    running = (_STARTUP_SECONDS + trained_tokens / rate) / (2 if turbo else 1)
    at, phases = start, []
    for state, seconds in (
        ("RUNNING", 5.0),
        ("CREATING", 15.0),
        ("RUNNING", running),
        ("COMPLETED", 0.0),
    ):
        phases.append((f"JOB_STATE_{state}", at))
        at += seconds
    return phases


def inject(internal: JsonObject, fault: str) -> None:
    """Let a new job fail or stop half-way, as the fault says."""
    if fault:
        half_way = sum(_working(internal)) / 2
        internal["stalled_at" if fault == "stall-job" else "failed_at"] = half_way
        internal["failure"] = {"code": "INTERNAL", "message": f"injected fault: {fault}"}


def never_completes(internal: JsonObject) -> bool:
    """Whether a fault was injected into a job."""
    return "stalled_at" in internal or "failed_at" in internal


def state_at(internal: JsonObject, now: float) -> tuple[str, float]:
    """(state, since when) of a job at a virtual time."""
    if min(now, internal.get("cancelled_at", now)) >= internal.get("failed_at", math.inf):
        return "JOB_STATE_FAILED", internal["failed_at"]
    if "cancelled_at" in internal:
        end = internal["cancelled_at"] + CANCELLING_SECONDS
        if now >= end:
            return "JOB_STATE_CANCELLED", end
        return "JOB_STATE_CANCELLING", internal["cancelled_at"]
    now = min(now, internal.get("stalled_at", now))
    reached = [(state, since) for state, since in internal["phases"] if since <= now]
    state, since = reached[-1] if reached else internal["phases"][0]
    return state, since


def _working(internal: JsonObject) -> tuple[float, float]:
    """When the work begins and ends: the last time the job is RUNNING."""
    phases = internal["phases"]
    last = max(index for index, (state, _) in enumerate(phases) if state == "JOB_STATE_RUNNING")
    return phases[last][1], phases[last + 1][1]


def done_share(internal: JsonObject, now: float) -> float:
    """How much of the training is done, 0 to 1; it stops where the job was cancelled, failed or stalled."""
    begin, end = _working(internal)
    last = min(
        [now, *(float(internal[name]) for name in ("cancelled_at", "failed_at", "stalled_at") if name in internal)]
    )
    return min(1.0, max(0.0, (last - begin) / (end - begin)))


def progress(body: JsonObject, internal: JsonObject, now: float) -> JsonObject:
    """The jobProgress message. Tokens beyond what an int32 holds are shown as the largest it holds."""
    share, epochs = done_share(internal, now), body["epochs"]
    rows = min(_INT32, internal["examples"] * epochs)
    seen = math.floor(rows * share)
    return {
        "percent": math.floor(share * 100),
        "epoch": min(epochs - 1, math.floor(share * epochs)),
        "totalInputRequests": rows,
        "totalProcessedRequests": seen,
        "successfullyProcessedRequests": seen,
        "failedRequests": 0,
        "inputTokens": min(_INT32, math.floor(internal["tokens"] * share)),
    }


def metrics(name: str, body: JsonObject, internal: JsonObject, now: float) -> bytes:
    """JSONL, a line for every optimizer step done: the simulated loss falls towards a floor, with a little noise."""
    steps = max(1, math.ceil(internal["examples"] * body["epochs"] / body["batchSizeSamples"]))
    lines = []
    for step in range(1, min(100_000, math.floor(steps * done_share(internal, now))) + 1):
        noise = hashlib.sha256(f"{name}/{step}".encode()).digest()[0] / 255 - 0.5
        loss = 0.6 + 1.8 * math.exp(-3 * step / steps) + 0.05 * noise
        line = {"step": step, "epoch": round(step / steps * body["epochs"], 4), "train_loss": round(loss, 5)}
        lines.append(json.dumps({**line, "simulated": True}))
    return "".join(f"{line}\n" for line in lines).encode()
