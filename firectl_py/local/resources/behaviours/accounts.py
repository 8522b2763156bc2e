"""Accounts: the caller's own is listed, the public one can be read by name."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT
from firectl_py.contract.rfc3339 import parse_time

from ...http.context import RequestContext
from ...http.errors import invalid
from ...simulation import usage
from ..behaviour import Behaviour


class AccountBehaviour(Behaviour):
    """The hooks of accounts."""

    hides = True

    def listed(self, view: JsonObject, params: JsonObject) -> bool:
        """A client finds out whose key it holds by listing: one account, its own."""
        return bool(view["name"] != f"accounts/{PUBLIC_ACCOUNT}")

    def do_billing_usage(self, call: RequestContext) -> JsonObject:
        """What deployments have used, in daily buckets. Tokens and training are not listed here."""
        start, end = (parse_time(call.params.get(name) or "1970-01-01T00:00:00Z") for name in ("startTime", "endTime"))
        if not 0 < end - start <= usage.LONGEST_SECONDS:
            raise invalid("endTime", "has to be after startTime, by at most 31 days")
        if call.params.get("usageType") not in (None, "USAGE_TYPE_UNSPECIFIED", usage.DEDICATED):
            return {"dedicatedCosts": []}
        with call.reading() as tx:
            return {"dedicatedCosts": usage.dedicated(tx, call.now, start, end)}
