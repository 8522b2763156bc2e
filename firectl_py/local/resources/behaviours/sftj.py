"""Supervised fine-tuning jobs: judged as the platform judges them, trained as a simulation.

The timeline of a job is fixed when it is made; its model appears the first time anybody
looks at anything after the job's end.
"""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import last_segment, split_name
from firectl_py.contract.rfc3339 import format_time

from ...http import faults
from ...http.context import RequestContext
from ...http.errors import precondition
from ...simulation import pricing, training
from ...storage import uploads
from ...store.tx import Row
from .. import sft_checks
from ..checks import expand_refs, require
from ..jobs import JobBehaviour

METRICS = "metrics.jsonl"
_COMPLETED = "JOB_STATE_COMPLETED"
_TERMINAL = (_COMPLETED, "JOB_STATE_FAILED", "JOB_STATE_CANCELLED")
_TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj", "gate_proj"]
_SHARED = ("contextLength", "supportsImageInput", "supportsTools", "conversationConfig", "trainingContextLength")
_WHOLE = (
    "baseModelDetails",
    "calibrated",
    "supportedPrecisions",
    "supportsLora",
    "supervisedLoraTunable",
    "supervisedFullParameterTunable",
    "tunable",
)
_INHERITED = (*_SHARED, *_WHOLE)


class FineTuningJobBehaviour(JobBehaviour):
    """The hooks of supervised fine-tuning jobs."""

    also_wrapped = "supervisedFineTuningJob"

    def view_running(self, call: RequestContext, row: Row) -> JsonObject:
        """With state, progress and links as they are now."""
        state, since = training.state_at(row.internal, call.now)
        view: JsonObject = {"name": row.name, **row.body, "state": state, "updateTime": format_time(since)}
        view["jobProgress"] = training.progress(row.body, row.internal, call.now)
        if state in _TERMINAL:
            view["completedTime"] = format_time(since)
        if row.internal.get("failure") and state == "JOB_STATE_FAILED":
            view["status"] = row.internal["failure"]
        if training.done_share(row.internal, call.now) > 0:
            view["metricsFileSignedUrl"] = uploads.get_url(call, row.name, METRICS)
        return view

    def made_files(self, call: RequestContext, row: Row) -> dict[str, bytes]:
        """The metrics of the training so far."""
        return {METRICS: training.metrics(row.name, row.body, row.internal, call.now)}

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """Check the job against the data and models it names, and fix its timeline."""
        ready = sft_checks.check(call, row)
        row.internal = {
            "phases": training.plan(call.now, ready.tokens, ready.parameters, bool(row.body.get("isTurbo"))),
            "examples": ready.examples,
            "tokens": ready.tokens,
            "base": {name: ready.base.body[name] for name in _INHERITED if name in ready.base.body},
            "base_name": ready.base.name,
        }
        training.inject(row.internal, faults.for_job(call.tx, call.environ))
        cost = pricing.training_cost(ready.parameters, ready.moe, ready.tokens)
        if cost is not None:
            row.body["estimatedCost"] = cost
        row.body.pop("metricsFileSignedUrl", None)

    def after_create(self, call: RequestContext, row: Row) -> None:
        """The model is due when the job ends, unless an injected fault keeps it from its end."""
        if training.never_completes(row.internal):
            return
        call.tx.schedule(row, "complete", dict(row.internal["phases"])[_COMPLETED])

    def has_ended(self, call: RequestContext, row: Row) -> bool:
        """Whether the job has come to any end."""
        return training.state_at(row.internal, call.now)[0] in _TERMINAL

    def complete(self, call: RequestContext, row: Row) -> None:
        """The job ends: its model is made, unless somebody has taken the name."""
        name = split_name(row.body["outputModel"])
        assert name is not None
        if call.tx.get("models", name[0], name[2]) is not None:
            row.internal["failed_at"] = call.now
            message = f"{row.body['outputModel']} was made by somebody else while the job ran"
            row.internal["failure"] = {"code": "ALREADY_EXISTS", "message": message}
            call.tx.put(row)
            return
        call.tx.insert(_output_model(call, row, name[0], name[2]))

    def do_cancel(self, call: RequestContext) -> JsonObject:
        """Stop a job; a repeat while it stops changes nothing."""
        with call.writing():
            row = call.row()
            state, _ = training.state_at(row.internal, call.now)
            if state in _TERMINAL or "deleted_at" in row.internal:
                raise precondition(f"{row.name} is {state} and cannot be cancelled")
            row.internal.setdefault("cancelled_at", call.now)
            call.tx.schedule(row, "complete", None)
            call.tx.put(row)
        return {}

    def do_resume(self, call: RequestContext) -> JsonObject:
        """Only a paused job can go on, and nothing here pauses one."""
        with call.reading():
            row = call.row()
            state, _ = training.state_at(row.internal, call.now)
            raise precondition(f"{row.name} is {state}, not JOB_STATE_PAUSED")

    def do_estimate_cost(self, call: RequestContext) -> JsonObject:
        """What a job would cost; nothing is made. Raises FAILED_PRECONDITION where the table has no price."""
        expand_refs(self.resource.fields, call.body, call.account)
        require(self.resource.fields, call.body)
        with call.reading():
            row = Row(self.resource.collection, call.account, "estimate", call.now, call.body)
            ready = sft_checks.check(call, row, claim_output=False)
        cost = pricing.training_cost(ready.parameters, ready.moe, ready.tokens)
        if cost is None:
            raise precondition("the price table has no price for training a model of this size")
        return {"estimatedCost": cost}


def _output_model(call: RequestContext, job: Row, account: str, model_id: str) -> Row:
    """The model a job leaves behind: an adapter, or a whole model where all parameters were trained."""
    base: JsonObject = job.internal["base"]
    body: JsonObject = {"displayName": job.body.get("displayName") or model_id}
    body["description"] = f"Simulated result of {last_segment(job.name)}; no weights were trained."
    row = Row("models", account, model_id, call.now, body, {"simulated": True})
    call.behaviour("models").stamp(call, row)
    body |= {name: base[name] for name in _SHARED if name in base}
    body |= {"kind": "HF_PEFT_ADDON", "fineTuningJob": job.name, "useTrainingV2": True}
    rank = job.body.get("loraRank")
    if rank:
        body["peftDetails"] = {
            "baseModel": job.internal["base_name"],
            "r": rank,
            "targetModules": _TARGETS,
            "baseModelType": base.get("baseModelDetails", {}).get("modelType", ""),
        }
    else:
        body |= {name: base[name] for name in _WHOLE if name in base}
        body["kind"] = "HF_BASE_MODEL"
    return row
