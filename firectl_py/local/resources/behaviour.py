"""What a collection does beyond its declaration: the hooks and their defaults.

A declared resource without a class in `registry.BEHAVIOURS` gets these defaults, and that is a working collection:
create, list, get, update and delete as its declaration allows.
"""

from __future__ import annotations

import secrets
import string
from typing import Any

from firectl_py.contract import Resource
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rfc3339 import format_time

from ..http.context import CALLER, RequestContext
from ..store.tx import Row


def random_id() -> str:
    """An id as the platform makes them: a letter and seven letters or digits."""
    alphabet = string.ascii_lowercase + string.digits
    return secrets.choice(string.ascii_lowercase) + "".join(secrets.choice(alphabet) for _ in range(7))


class Behaviour:
    """The hooks of one collection. Each runs inside a transaction of the call, actions excepted."""

    also_wrapped = ""
    """Member that may hold the resource in a create body whose root is the resource itself."""
    hides = False
    """Whether `listed` may say no."""

    def __init__(self, resource: Resource) -> None:
        """`resource` is the declaration."""
        self.resource = resource

    def new_id(self, call: RequestContext, body: JsonObject) -> str:
        """An id where the caller chose none."""
        return random_id()

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """Judge and complete a new row before it is stored; `extra` holds what stood beside the resource."""

    def after_create(self, call: RequestContext, row: Row) -> None:
        """Whatever a stored new row entails."""

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """Judge and complete a changed row before it is written back; `old` is its former body."""

    def delete(self, call: RequestContext, row: Row) -> None:
        """Remove the row, or refuse to."""
        call.tx.delete(row)

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """The resource as lists show it, at the call's time."""
        return {"name": row.name, **row.body}

    def view_one(self, call: RequestContext, row: Row) -> JsonObject:
        """The resource as get shows it."""
        return self.view(call, row)

    def listed(self, view: JsonObject, params: JsonObject) -> bool:
        """Whether a list shows the resource."""
        return True

    def on_event(self, call: RequestContext, row: Row, kind: str) -> None:
        """Do what `row` scheduled; `call.now` is the time it was scheduled for."""
        raise NotImplementedError(f"{self.resource.collection} schedule no {kind!r}")

    def made_files(self, call: RequestContext, row: Row) -> dict[str, bytes]:
        """Files of the row that are worked out and not stored."""
        return {}

    def stamp(self, call: RequestContext, row: Row) -> None:
        """Fill in what the server knows about every new resource that declares it."""
        known: dict[str, Any] = {
            "createTime": format_time(row.created),
            "updateTime": format_time(row.created),
            "createdBy": CALLER,
            "encryptionState": "ENCRYPTION_STATE_PLAINTEXT",
        }
        fields = self.resource.by_name
        row.body.update({name: value for name, value in known.items() if name in fields})
        if "state" in fields and "READY" in fields["state"].values:
            row.body["state"] = "READY"
