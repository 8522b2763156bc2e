"""Quotas: use is counted when somebody looks, and the value stays below what was approved.

Touches what a Call gives it.
"""

from __future__ import annotations

from .. import gpus
from ..behaviour import Behaviour as Base
from ..call import Call
from ..errors import ApiError, Json, invalid
from ..tx import Row


class Behaviour(Base):
    """The hooks of quotas."""

    def view(self, call: Call, row: Row) -> Json:
        """With the GPUs that deployments hold now; a rehearsal spends no money, so that quota is never used."""
        return {"name": row.name, **row.body, "usage": float(gpus.used(call).get(row.id, 0))}

    def before_create(self, call: Call, row: Row, extra: Json) -> None:
        """A quota that `allowMissing` makes is approved as asked."""
        row.body.setdefault("maxValue", row.body.get("value", "0"))
        self._check(row)

    def before_update(self, call: Call, row: Row, old: Json) -> None:
        """The value may move below its maximum; the maximum is not the account's to raise."""
        if int(row.body.get("maxValue", 0)) > int(old.get("maxValue", 0)):
            raise ApiError("PERMISSION_DENIED", "only the platform raises maxValue")
        self._check(row)

    def _check(self, row: Row) -> None:
        value, highest = int(row.body.get("value", 0)), int(row.body.get("maxValue", 0))
        if value < 0:
            raise invalid("value", "cannot be negative")
        if value > highest:
            raise invalid("value", f"is over the approved maximum of {highest}")
