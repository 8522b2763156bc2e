"""Which models are loaded on which deployment: the records called deployed models.

A deployment has a record for its base model; adapters come beside it.
"""

from __future__ import annotations

import secrets

from firectl_py.contract.json_types import JsonObject

from ..http.context import OWNER, RequestContext
from ..store.tx import Row
from . import scaling

LOAD_SECONDS = 30.0
"""Virtual time an adapter takes to load on a deployment that is up."""


def records(call: RequestContext, deployment: Row) -> list[Row]:
    """Everything that is loaded on a deployment."""
    return [row for row in call.tx.scan("deployedModels", OWNER) if row.body["deployment"] == deployment.name]


def of_model(call: RequestContext, model: str) -> list[Row]:
    """Every record of one model, the oldest first."""
    return [row for row in call.tx.scan("deployedModels", OWNER, by="created") if row.body["model"] == model]


def load_base(call: RequestContext, deployment: Row) -> None:
    """Record that a deployment serves its base model."""
    model = deployment.body["baseModel"]
    body: JsonObject = {"model": model, "deployment": deployment.name, "default": not of_model(call, model)}
    row = Row("deployedModels", OWNER, new_id(model), call.now, body)
    call.behaviour("deployedModels").stamp(call, row)
    loaded_at(row, deployment, call.now)
    call.tx.insert(row)


def loaded_at(record: Row, deployment: Row, now: float) -> None:
    """Fix when the record is DEPLOYED: once the deployment is up, and the model loaded."""
    own = record.body["model"] == deployment.body["baseModel"]
    record.internal["loaded_at"] = max(scaling.settled_at(deployment), now + (0.0 if own else LOAD_SECONDS))


def unload(call: RequestContext, record: Row) -> None:
    """Remove a record; where it was the default of its model, the oldest other one becomes it."""
    call.tx.delete(record)
    others = of_model(call, record.body["model"])
    if record.body.get("default") and others:
        others[0].body["default"] = True
        call.tx.put(others[0])


def unload_all(call: RequestContext, deployment: Row) -> None:
    """Remove every record of a deployment."""
    for record in records(call, deployment):
        unload(call, record)


def new_id(model: str) -> str:
    """An id for a record: the model's, cut where needed, and six random characters."""
    return f"{model.rsplit('/', 1)[-1][:50].rstrip('-')}-{secrets.token_hex(3)}"
