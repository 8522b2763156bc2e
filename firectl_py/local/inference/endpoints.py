"""`/inference/v1`: chat completions, completions and the models, answered by the stand-in model.

Who may be asked is judged as the real thing does it: by model, by `model#deployment`
or by deployment; one without replicas answers 503 DEPLOYMENT_SCALING_UP at once, and begins to come up.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from firectl_py.contract import by_collection
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT, split_name

from ..http.context import OWNER, Plane, RequestContext
from ..http.errors import RpcError
from ..simulation import billing, loading, scaling, serving
from ..store.tx import Row
from . import completions, stand_in

PREFIX = "inference/v1/"
SDK_PATHS = ("v1/chat/completions", "v1/completions")
"""Where the official SDK asks once it is told another base URL."""


class InferenceError(Exception):
    """An error in the form of this half of the API."""

    def __init__(self, status: int, code: str, message: str, param: str | None = None) -> None:
        """`code` is a word such as NOT_FOUND, `param` the member of the request that is at fault."""
        super().__init__(message)
        self.status, self.code, self.message, self.param = status, code, message, param

    def body(self) -> JsonObject:
        """The JSON object to send."""
        error = {"code": self.code, "message": self.message, "param": self.param, "type": "error"}
        return {"error": error, "request_id": f"chatcmpl-{uuid.uuid4().hex}"}


class Target(NamedTuple):
    """Who answers."""

    model: JsonObject
    """The model as lists show it."""
    deployment: Row | None
    """None where the model is served without one."""


def serve(plane: Plane, path: str, method: str, body: JsonObject) -> JsonObject | Iterator[bytes]:
    """The answer to a call below /inference/v1/: an object, or a stream of events. Raises InferenceError."""
    call = RequestContext(plane, by_collection("deployments"), OWNER, None, {}, body, "")
    route = path.removeprefix(PREFIX).removeprefix("v1/")
    if (route, method) == ("models", "GET"):
        return _models(call)
    if method != "POST" or route not in ("chat/completions", "completions"):
        raise InferenceError(404, "NOT_FOUND", "the local control plane serves chat/completions, completions, models")
    chat = route.startswith("chat")
    try:
        wanted = completions.checked(body, chat=chat)
        answers, created = _answer(call, wanted)
    except completions.BadParameter as error:
        raise InferenceError(400, "INVALID_ARGUMENT", str(error)) from error
    except RpcError as error:
        raise InferenceError(error.http, error.code, error.message) from error
    if wanted.stream:
        return completions.events(wanted, answers, created, chat=chat)
    return completions.whole(wanted, answers, created, chat=chat)


def _answer(call: RequestContext, wanted: completions.Wanted) -> tuple[list[stand_in.Completion], int]:
    """The answers, counted and billed; or the refusal of a deployment that has no replicas, which begins to come up."""
    with call.writing():
        target = _find(call, wanted.model)
        ready = target.deployment is None or _ready(call, target.deployment)
        if ready:
            name = str(target.model["name"])
            answer = stand_in.answer(name, wanted.prompt, wanted.max_tokens)
            context = int(target.model.get("contextLength") or 0)
            if context and answer.prompt_tokens > context:
                message = f"the prompt has {answer.prompt_tokens} tokens, the model takes {context}"
                raise InferenceError(400, "INVALID_ARGUMENT", message)
            written = answer.completion_tokens * wanted.choices
            _count(call, target, name, answer.prompt_tokens, written)
            return [answer] * wanted.choices, int(call.now)
    raise InferenceError(
        503, "DEPLOYMENT_SCALING_UP", "the deployment has no replicas yet and is coming up; try again in a while"
    )


def _count(call: RequestContext, target: Target, name: str, read: int, written: int) -> None:
    if target.deployment is None:
        billing.tokens(call, name, read, written)
    else:
        scaling.used(target.deployment, call.now)
        serving.watch(call, target.deployment)
        call.tx.put(target.deployment)


def _find(call: RequestContext, text: str) -> Target:
    """Who is meant by a model string. Raises InferenceError."""
    model_name, _, deployment_name = text.partition("#")
    if not deployment_name and (split_name(text) or ("", "", ""))[1] == "deployments":
        model_name, deployment_name = "", text
    deployment = _deployment(call, deployment_name) if deployment_name else None
    if deployment is not None and not model_name:
        model_name = deployment.body["baseModel"]
    model = _row(call, model_name, "models")
    if model is None:
        raise _absent()
    view = call.view(model)
    if deployment is None and view.get("supportsServerless"):
        return Target(view, None)
    records = loading.of_model(call, model.name)
    if deployment is None:
        chosen = next((record for record in records if record.body.get("default")), None)
        deployment = _row(call, chosen.body["deployment"], "deployments") if chosen else None
    elif all(record.body["deployment"] != deployment.name for record in records):
        deployment = None
    if deployment is None:
        raise _absent()
    return Target(view, deployment)


def _deployment(call: RequestContext, name: str) -> Row:
    row = _row(call, name, "deployments")
    if row is None or "deleted_at" in row.internal:
        raise _absent()
    return row


def _row(call: RequestContext, name: str, collection: str) -> Row | None:
    parts = split_name(name)
    return call.tx.get(collection, parts[0], parts[2]) if parts and parts[1] == collection else None


def _absent() -> InferenceError:
    return InferenceError(404, "NOT_FOUND", "Model not found, inaccessible, and/or not deployed", "model")


def _ready(call: RequestContext, row: Row) -> bool:
    """Whether it has replicas; one that has none begins to get one. Raises RpcError where the quota is used up."""
    at = scaling.look(row, call.now)
    if at.ready:
        return True
    if at.desired == 0:
        if row.body["maxReplicaCount"] == 0:
            raise InferenceError(404, "NOT_FOUND", f"{row.name} is stopped: it may have no replicas")
        serving.wake(call, row)
        call.tx.put(row)
    return False


def _models(call: RequestContext) -> JsonObject:
    """What can be asked now: what is served without a deployment, and what is loaded on one."""
    with call.reading() as tx:
        views = [call.view(row) for row in tx.scan("models", PUBLIC_ACCOUNT)]
        names = {view["name"] for view in views if view.get("supportsServerless")}
        names |= {row.body["model"] for row in tx.scan("deployedModels", OWNER)}
        data: list[dict[str, Any]] = [
            {"id": name, "object": "model", "created": int(call.now), "owned_by": name.split("/")[1]}
            for name in sorted(names)
        ]
    return {"object": "list", "data": data}
