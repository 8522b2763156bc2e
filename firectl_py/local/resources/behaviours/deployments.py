"""Deployments: placed, counted against quota, scaled, deleted and restored.

State and replicas come from the deployment's timeline, see `scaling`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import last_segment
from firectl_py.contract.rfc3339 import format_time, parse_time

from ...http.context import RequestContext
from ...http.errors import RpcError, invalid, not_found, precondition
from ...simulation import billing, loading, scaling, serving
from ...store.tx import Row
from .. import deployment_checks as checks
from ..behaviour import Behaviour

_COSMETIC = ("displayName", "description", "annotations", "expireTime", "updateTime", "pricingPlanId")
_HARDWARE = ("acceleratorType", "acceleratorCount", "precision", "deploymentShape", "baseModel")
_RANGE = re.compile(r"[1-9]\d{0,4}[smhd]", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FIGURES = (
    "requests_per_second",
    "prompt_tokens_per_second",
    "generated_tokens_per_second",
    "concurrent_requests",
    "latency_p50_seconds",
    "latency_p99_seconds",
    "error_rate",
)


class DeploymentBehaviour(Behaviour):
    """The hooks of deployments."""

    hides = True

    def listed(self, view: JsonObject, params: JsonObject) -> bool:
        """Deleted ones can still be restored, and are shown to whoever asks for them."""
        return bool(params.get("showDeleted")) or "deleteTime" not in view

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """With state and replicas as they are now."""
        view: JsonObject = {"name": row.name, **row.body}
        if "move" in row.internal or "deleted_at" in row.internal:
            view |= scaling.show(row, call.now)
            since = scaling.look(row, call.now).since
            view["updateTime"] = format_time(min(call.now, max(since, parse_time(row.body["updateTime"]))))
        return view

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """Check the request, choose what it left open, and claim the GPUs."""
        body = row.body
        body.pop("state", None)
        checks.check_scaling(body)
        checks.check_tags(body.get("annotations", {}))
        _check_numbers(body)
        model = checks.served_model(call, body)
        skip = bool(call.params.get("skipShapeValidation") or body.get("disableDeploymentSizeValidation"))
        checks.choose_hardware(body, model, any_shape=skip)
        route = checks.routed(row)
        if route:
            body["directRouteHandle"] = route
        serving.place(call, row, serving.first_replicas(body))
        if not call.params.get("validateOnly"):
            scaling.move(row, call.now, serving.first_replicas(body), "CREATING", scaling.CREATE_SECONDS)

    def after_create(self, call: RequestContext, row: Row) -> None:
        """Load the base model, and schedule its end after a week without use."""
        if not call.params.get("disableAutoDeploy"):
            loading.load_base(call, row)
        serving.watch(call, row)

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """Check the change; what touches serving takes the deployment through UPDATING."""
        _check_alive(row)
        body = row.body
        changed = {name for name in {*body, *old} if body.get(name) != old.get(name)} - set(_COSMETIC)
        checks.check_scaling(body)
        checks.check_tags(body.get("annotations", {}))
        _check_numbers(body)
        if changed & set(_HARDWARE):
            _forget_derived(body, changed)
            skip = bool(call.params.get("skipShapeValidation") or body.get("disableDeploymentSizeValidation"))
            checks.choose_hardware(body, checks.served_model(call, body), any_shape=skip)
        if not changed:
            return
        scaling.settle(row, call.now, old)
        now = scaling.desired_replicas(row, call.now)
        wanted = min(max(now, body["minReplicaCount"]), body["maxReplicaCount"])
        serving.place(call, row, wanted)
        scaling.move(
            row, call.now, wanted, "UPDATING", scaling.GROW_SECONDS if wanted > now else scaling.UPDATE_SECONDS
        )
        serving.watch(call, row)

    def delete(self, call: RequestContext, row: Row) -> None:
        """Soft by default: the deployment can be restored until its purgeTime."""
        gone = "deleted_at" in row.internal
        if gone and not call.params.get("hard"):
            raise not_found(row.name)
        addons = [record.name for record in loading.records(call, row) if record.body["model"] != row.body["baseModel"]]
        if scaling.served_within(row, call.now, scaling.BUSY_SECONDS) and not (gone or call.params.get("ignoreChecks")):
            message = "deployment has received inference requests in the last hour"
            raise precondition(f"{message}, pass ignore_checks to skip this check")
        if addons and not call.params.get("ignoreChecks"):
            raise precondition(f"{row.name} has {addons[0]} loaded; unload it, or delete with ignoreChecks")
        loading.unload_all(call, row)
        if call.params.get("hard"):
            billing.closed(call, row)
            call.tx.delete(row)
        else:
            self._delete_softly(call, row)

    def on_event(self, call: RequestContext, row: Row, kind: str) -> None:
        """A week without use deletes a deployment, and another one purges it."""
        if kind == "purge":
            billing.closed(call, row)
            call.tx.delete(row)
            return
        loading.unload_all(call, row)
        row.body["status"] = {"code": "OK", "message": "Deleted: no replicas to keep and no requests for 7 days."}
        self._delete_softly(call, row)

    def do_scale(self, call: RequestContext) -> JsonObject:
        """Go to a number of replicas now; the range that autoscaling keeps to is widened where it has to be."""
        wanted = call.body.get("replicaCount", 0)
        with call.writing():
            row = call.row()
            _check_alive(row)
            now = scaling.desired_replicas(row, call.now)
            serving.place(call, row, wanted)
            seconds = scaling.GROW_SECONDS if wanted > now else scaling.UPDATE_SECONDS
            # The move puts on the meter what was used until now, by the range that held until now.
            scaling.move(row, call.now, wanted, "UPDATING", seconds)
            row.body["minReplicaCount"] = min(row.body["minReplicaCount"], wanted)
            row.body["maxReplicaCount"] = max(row.body["maxReplicaCount"], wanted)
            row.body["updateTime"] = format_time(call.now)
            serving.watch(call, row)
            call.tx.put(row)
        return {}

    def do_undelete(self, call: RequestContext) -> JsonObject:
        """Bring a deleted deployment back, with its base model loaded."""
        with call.writing():
            row = call.row()
            if "deleted_at" not in row.internal:
                raise precondition(f"{row.name} is not deleted")
            checks.served_model(call, row.body)
            del row.internal["deleted_at"]
            row.internal.pop("move")
            for name in ("deleteTime", "purgeTime", "status"):
                row.body.pop(name, None)
            row.body["updateTime"] = format_time(call.now)
            serving.place(call, row, serving.first_replicas(row.body))
            scaling.move(row, call.now, serving.first_replicas(row.body), "CREATING", scaling.CREATE_SECONDS)
            call.tx.schedule(row, "purge", None)
            loading.load_base(call, row)
            serving.watch(call, row)
            call.tx.put(row)
            return self.view(call, row)

    def do_metrics(self, call: RequestContext) -> JsonObject:
        """Figures of the last minutes: requests are counted, what a stand-in has no measure of is zero."""
        window = call.params.get("timeRange") or "10m"
        if call.params.get("timeRange") and not _RANGE.fullmatch(call.params["timeRange"]):
            raise invalid("timeRange", "is not a window such as 10m")
        with call.reading():
            row = call.row()
            at = scaling.look(row, call.now)
        figures: JsonObject = dict.fromkeys(_FIGURES, 0.0)
        seconds = float(window[:-1]) * _SECONDS[window[-1]]
        figures["requests_per_second"] = scaling.requests_within(row, call.now, seconds) / seconds
        figures |= {"ready_replicas": float(at.ready), "desired_replicas": float(at.desired)}
        figures["gpus"] = float(at.ready * row.body["acceleratorCount"])
        return {"metrics": figures}

    def do_set_tags(self, call: RequestContext) -> JsonObject:
        """Add tags, or change the values of those that are there."""
        return self._retag(call, lambda tags: {**tags, **call.body["tags"]})

    def do_delete_tags(self, call: RequestContext) -> JsonObject:
        """Remove tags; one that is not there is skipped."""
        return self._retag(call, lambda tags: {k: v for k, v in tags.items() if k not in call.body["keys"]})

    def do_termination_message(self, call: RequestContext) -> JsonObject:
        """No replica dies here, so there is nothing to say."""
        with call.reading():
            call.row()
        return {"message": ""}

    def do_shards(self, call: RequestContext) -> JsonObject:
        """A deployment has one part here."""
        with call.reading():
            view = self.view(call, call.row())
        shard = {key: view[key] for key in ("createTime", "updateTime", "state", "replicaStats")}
        shard["name"] = f"{view['name']}/shards/default"
        return {"deploymentShards": [shard] if view["state"] != "DELETED" else [], "totalSize": 1}

    def _delete_softly(self, call: RequestContext, row: Row) -> None:
        scaling.settle(row, call.now)
        row.internal["deleted_at"] = call.now
        row.body["deleteTime"] = row.body["updateTime"] = format_time(call.now)
        row.body["purgeTime"] = format_time(call.now + scaling.PURGE_SECONDS)
        call.tx.schedule(row, "idle", None)
        call.tx.schedule(row, "purge", call.now + scaling.PURGE_SECONDS)
        call.tx.put(row)

    def _retag(self, call: RequestContext, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
        with call.writing():
            row = call.row()
            _check_alive(row)
            tags = change(row.body.get("annotations", {}))
            checks.check_tags(tags)
            row.body["annotations"] = tags
            row.body["updateTime"] = format_time(call.now)
            call.tx.put(row)
            return self.view(call, row)


def _check_alive(row: Row) -> None:
    if "deleted_at" in row.internal:
        raise precondition(f"{last_segment(row.name)} is deleted; undelete it first")


def _check_numbers(body: JsonObject) -> None:
    if body.get("draftModel") and body.get("ngramSpeculationLength"):
        raise RpcError("INVALID_ARGUMENT", "draftModel and ngramSpeculationLength exclude each other")


def _forget_derived(body: JsonObject, changed: set[str]) -> None:
    """What a shape brought does not bind a change: another shape, or the same one of another model, brings its own."""
    derived: set[str] = set()
    if "baseModel" in changed and "deploymentShape" not in changed:
        body["deploymentShape"] = checks.preset_of(body.get("deploymentShape", ""))
    if body.get("deploymentShape") and changed & {"deploymentShape", "baseModel"}:
        derived = {"acceleratorType", "acceleratorCount", "precision"}
    elif changed & {"acceleratorType", "acceleratorCount"}:
        derived = {"deploymentShape"}
    for name in derived - changed:
        body.pop(name, None)
