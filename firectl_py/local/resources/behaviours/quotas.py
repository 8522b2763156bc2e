"""Quotas: use is counted when somebody looks, and the value stays below what was approved."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject

from ...http.context import RequestContext
from ...http.errors import RpcError, invalid
from ...simulation import gpus
from ...store.tx import Row
from ..behaviour import Behaviour


class QuotaBehaviour(Behaviour):
    """The hooks of quotas."""

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """With the GPUs that deployments hold now; a rehearsal spends no money, so that quota is never used."""
        return {"name": row.name, **row.body, "usage": float(gpus.used(call).get(row.id, 0))}

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """A quota that `allowMissing` makes is approved as asked."""
        row.body.setdefault("maxValue", row.body.get("value", "0"))
        self._check(row)

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """The value may move below its maximum; the maximum is not the account's to raise."""
        if int(row.body.get("maxValue", 0)) > int(old.get("maxValue", 0)):
            raise RpcError("PERMISSION_DENIED", "only the platform raises maxValue")
        self._check(row)

    def _check(self, row: Row) -> None:
        value, highest = int(row.body.get("value", 0)), int(row.body.get("maxValue", 0))
        if value > highest:
            raise invalid("value", f"is over the approved maximum of {highest}")
