"""The GPU seconds that the platform has billed for deployments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.numbers import whole_number
from ...errors import FirectlError
from ..resources import ResourceClient

WINDOW = timedelta(days=31)
"""Source: the API reference of billingUsage; endTime is at most 31 days after startTime, and only the dates count."""
MOST_WINDOWS = 24
"""Requests at the most, which is two years: what is older is not worth more."""

GpuSeconds = dict[str, int]
"""Seconds of GPUs by accelerator type, such as NVIDIA_H100_80GB."""


def gpu_seconds(client: ResourceClient, since: float, now: float) -> dict[str, GpuSeconds] | None:
    """GPU seconds billed between two moments (seconds since 1970), by deployment id.

    None where the platform does not say: not every account may see its billing. The figures are minutes old.
    """
    start = datetime.fromtimestamp(since, timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    end = datetime.fromtimestamp(now, timezone.utc) + timedelta(days=1)
    if end - start > WINDOW * MOST_WINDOWS:
        return None
    total: dict[str, GpuSeconds] = {}
    while start < end:
        stop = min(start + WINDOW, end)
        try:
            rows = _window(client, start, stop)
        except FirectlError:
            return None
        for row in rows:
            deployment, seconds = _deployment(row), whole_number(row.get("acceleratorSeconds"))
            if not deployment or seconds is None:
                return None
            used = total.setdefault(deployment, {})
            kind = str(row.get("acceleratorType") or "")
            used[kind] = used.get(kind, 0) + seconds
        start = stop
    return total


def _window(client: ResourceClient, start: datetime, stop: datetime) -> list[JsonObject]:
    reply = client.act(
        "accounts",
        client.account,
        "billingUsage",
        startTime=f"{start:%Y-%m-%dT00:00:00Z}",
        endTime=f"{stop:%Y-%m-%dT00:00:00Z}",
        usageType="DEDICATED_DEPLOYMENT",
        groupBy="deployment_name",
    )
    rows = reply.get("dedicatedCosts")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _deployment(row: JsonObject) -> str:
    group = row.get("group")
    named = group.get("deployment_name") if isinstance(group, dict) else None
    return last_segment(str(row.get("deploymentId") or named or ""))
