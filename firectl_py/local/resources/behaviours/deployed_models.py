"""Deployed models: adapters that are loaded on a deployment, beside its base model."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject

from ...http.context import RequestContext
from ...http.errors import RpcError, invalid, precondition
from ...simulation import loading
from ...store.tx import Row
from ..behaviour import Behaviour

MAX_ADAPTERS = 100
"""Adapters an account may have loaded."""


class DeployedModelBehaviour(Behaviour):
    """The hooks of deployed models."""

    def new_id(self, call: RequestContext, body: JsonObject) -> str:
        """The server names it after its model."""
        return loading.new_id(body.get("model", "model"))

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """With its state as it is now."""
        state = "DEPLOYED" if call.now >= row.internal["loaded_at"] else "DEPLOYING"
        return {"name": row.name, **row.body, "state": state}

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """The deployment has to take adapters, and this one has to fit its base model."""
        for name in ("model", "deployment"):
            if not row.body.get(name):
                raise invalid(name, "is required")
        if row.body.get("serverless"):
            raise invalid("serverless", "an adapter needs a deployment of its own")
        model, deployment = call.find(row.body["model"]), call.find(row.body["deployment"])
        _check_pair(model, deployment)
        present = loading.records(call, deployment)
        if any(record.body["model"] == model.name for record in present):
            raise RpcError("ALREADY_EXISTS", f"{model.name} is loaded on {deployment.name} already")
        self._make_room(call, deployment, present)
        first = not loading.of_model(call, model.name)
        row.body["default"] = first or bool(row.body.get("default"))
        loading.loaded_at(row, deployment, call.now)

    def after_create(self, call: RequestContext, row: Row) -> None:
        """A model has one default place."""
        _keep_one_default(call, row)

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """What is loaded where cannot change; which place is the default can."""
        for name in ("model", "deployment", "serverless"):
            if row.body.get(name) != old.get(name):
                raise invalid(name, "cannot change: load the model anew")
        _keep_one_default(call, row)

    def delete(self, call: RequestContext, row: Row) -> None:
        """Unload the model."""
        loading.unload(call, row)

    def _make_room(self, call: RequestContext, deployment: Row, present: list[Row]) -> None:
        adapters = [record for record in present if record.body["model"] != deployment.body["baseModel"]]
        if deployment.body.get("enableHotReloadLatestAddon"):
            if not call.params.get("replaceMergedAddon") and adapters:
                raise precondition("the deployment has an adapter merged; pass replaceMergedAddon to swap it")
            for record in adapters:
                loading.unload(call, record)
        elif len(adapters) >= MAX_ADAPTERS:
            raise RpcError("RESOURCE_EXHAUSTED", f"{MAX_ADAPTERS} adapters are loaded already")


def _check_pair(model: Row, deployment: Row) -> None:
    if model.body["state"] != "READY":
        raise precondition(f"{model.name} is {model.body['state']}, not READY")
    if "deleted_at" in deployment.internal:
        raise precondition(f"{deployment.name} is deleted")
    if model.name == deployment.body["baseModel"]:
        return
    base = model.body.get("peftDetails", {}).get("baseModel")
    if base is None:
        raise invalid("model", f"{model.name} is not a LoRA adapter")
    if not (deployment.body.get("enableAddons") or deployment.body.get("enableHotReloadLatestAddon")):
        raise precondition(f"{deployment.name} takes no adapters: it was made without enableAddons")
    if base != deployment.body["baseModel"]:
        raise invalid("model", f"{model.name} belongs to {base}, the deployment serves {deployment.body['baseModel']}")


def _keep_one_default(call: RequestContext, row: Row) -> None:
    if not row.body.get("default"):
        return
    for other in loading.of_model(call, row.body["model"]):
        if other.name != row.name and other.body.get("default"):
            other.body["default"] = False
            call.tx.put(other)
