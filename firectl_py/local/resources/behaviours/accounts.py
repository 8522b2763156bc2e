"""Accounts: the caller's own is listed, the public one can be read by name."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT

from ..behaviour import Behaviour


class AccountBehaviour(Behaviour):
    """The hooks of accounts."""

    hides = True

    def listed(self, view: JsonObject, params: JsonObject) -> bool:
        """A client finds out whose key it holds by listing: one account, its own."""
        return bool(view["name"] != f"accounts/{PUBLIC_ACCOUNT}")
