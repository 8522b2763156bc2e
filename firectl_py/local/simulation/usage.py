"""What the account's deployments have used, as billingUsage shows it.

The meter of a deployment is one total. It stands in the bucket of today: a query for earlier days shows nothing.
"""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rfc3339 import format_time

from ..http.context import OWNER
from ..store.tx import Tx
from . import scaling

DAY = 86400.0
LONGEST_SECONDS = 31 * DAY
DEDICATED = "DEDICATED_DEPLOYMENT"


def dedicated(tx: Tx, now: float, start: float, end: float) -> list[JsonObject]:
    """The usage of each deployment in the days from `start` to before `end`, in seconds since 1970."""
    today = now - now % DAY
    if not start - start % DAY <= today < end - end % DAY:
        return []
    bucket = {"startTime": format_time(today), "endTime": format_time(today + DAY), "usageType": DEDICATED}
    return [
        {
            "deploymentId": row.id,
            "acceleratorType": kind,
            "acceleratorSeconds": str(round(seconds)),
            "baseModel": row.body.get("baseModel", ""),
            "placement": row.body.get("region", "REGION_UNSPECIFIED"),
            "group": {"deployment_name": row.name},
            **bucket,
        }
        for row in tx.scan("deployments", OWNER)
        for kind, seconds in scaling.gpu_seconds(row, now).items()
        if seconds
    ]
