"""What a supervised fine-tuning job has to satisfy before anything is spent on it; its defaults are filled in here."""

from __future__ import annotations

from typing import NamedTuple

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import resource_name, split_name
from firectl_py.contract.rows import MAX_EXAMPLES, MIN_EXAMPLES, ROW_KINDS

from ..http.context import RequestContext
from ..http.errors import RpcError, invalid, precondition
from ..store.tx import Row
from .checks import check_new_id
from .rows import rows_of

_DEFAULTS: JsonObject = {"epochs": 1, "learningRate": 1e-4, "batchSizeSamples": 32}
_DEFAULT_CONTEXT = 32_768
_ZERO_ONLY = ("batchSize", "gradientAccumulationSteps", "mtpNumDraftTokens")


class Ready(NamedTuple):
    """A job that may run."""

    base: Row
    examples: int
    tokens: int
    """Estimated tokens of all epochs."""
    parameters: int
    """Of the base model; 0 where not known."""
    moe: bool


def check(call: RequestContext, row: Row, *, claim_output: bool = True) -> Ready:
    """Judge the job and fill in its defaults. Raises INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION."""
    body = row.body
    _check_refused(body)
    base = call.find(base_of(call, body))
    if body.get("warmStartFrom"):
        body.setdefault("loraRank", _rank_of(call, body["warmStartFrom"]))
    _check_values(body, base.body)
    _check_model(call, body, base)
    data = _ready_dataset(call, "dataset", body["dataset"])
    if body.get("evaluationDataset"):
        _ready_dataset(call, "evaluationDataset", body["evaluationDataset"])
    examples = rows_of(data)
    if examples < MIN_EXAMPLES:
        raise invalid("dataset", f"{data.name} has {examples} examples, at least {MIN_EXAMPLES} are needed")
    if examples * body["epochs"] > MAX_EXAMPLES:
        raise invalid("epochs", f"{examples} examples times {body['epochs']} epochs are more than {MAX_EXAMPLES}")
    _check_output(call, row, claim=claim_output)
    details = base.body.get("baseModelDetails", {})
    tokens = int(data.body.get("estimatedTokenCount", examples)) * body["epochs"]
    return Ready(base, examples, tokens, int(details.get("parameterCount", 0)), bool(details.get("moe")))


def base_of(call: RequestContext, body: JsonObject) -> str:
    """The name of the base model a job trains, be it named or that of the adapter it goes on from."""
    base, warm = body.get("baseModel", ""), body.get("warmStartFrom", "")
    if bool(base) == bool(warm):
        raise invalid("baseModel", "exactly one of baseModel and warmStartFrom has to be set")
    if base:
        return str(base)
    adapter = call.find(warm)
    if adapter.body.get("kind") != "HF_PEFT_ADDON" or "peftDetails" not in adapter.body:
        raise invalid("warmStartFrom", f"{warm} is not a LoRA adapter; name it as baseModel")
    if adapter.body["state"] != "READY":
        raise precondition(f"{warm} is {adapter.body['state']}, not READY")
    return str(adapter.body["peftDetails"]["baseModel"])


def _check_refused(body: JsonObject) -> None:
    """What the present training stack takes no more."""
    for name in _ZERO_ONLY:
        if body.get(name):
            raise invalid(name, "is deprecated and refused; leave it unset (see batchSizeSamples)")
    for name in ("mtpEnabled", "mtpFreezeBaseModel"):
        if body.get(name):
            raise invalid(name, "is deprecated and refused")
    if body.get("jinjaTemplate"):
        raise invalid("jinjaTemplate", "is refused: the template of the base model is used")


def _check_values(body: JsonObject, base: JsonObject) -> None:
    for name, value in _DEFAULTS.items():
        body.setdefault(name, value)
    body.setdefault("maxContextLength", base.get("trainingContextLength") or _DEFAULT_CONTEXT)
    logging = body.get("wandbConfig", {})
    if logging.get("enabled") and not logging.get("entity"):
        raise RpcError("INVALID_ARGUMENT", "wandb entity is required when wandb is enabled")
    if len(body.get("lrScheduler", {})) > 1:
        raise invalid("lrScheduler", "names more than one schedule")


def _check_model(call: RequestContext, body: JsonObject, base: Row) -> None:
    view = call.view(base)
    if view["state"] != "READY":
        raise precondition(f"{base.name} is {view['state']}, not READY")
    if body.get("warmStartFrom"):
        rank = _rank_of(call, body["warmStartFrom"])
        if body.get("loraRank", 0) != rank:
            raise invalid("loraRank", f"the adapter to go on from has rank {rank}")
    if "peftDetails" in view:
        raise invalid("baseModel", f"{base.name} is a LoRA adapter; name it as warmStartFrom")
    if not (view.get("supervisedLoraTunable") or view.get("supervisedFullParameterTunable")):
        raise RpcError("INVALID_ARGUMENT", "model is not supported for fine-tuning")
    if body.get("loraRank") and not view.get("supervisedLoraTunable"):
        raise RpcError("INVALID_ARGUMENT", "model is not tunable for supervised LoRA fine-tuning")
    if not body.get("loraRank") and not view.get("supervisedFullParameterTunable"):
        raise RpcError("INVALID_ARGUMENT", "model is not tunable for supervised full-parameter fine-tuning")


def _rank_of(call: RequestContext, adapter: str) -> int:
    return int(call.find(adapter).body["peftDetails"]["r"])


def _ready_dataset(call: RequestContext, field: str, name: str) -> Row:
    row = call.find(name)
    if row.body["state"] != "READY":
        raise precondition(f"{name} is {row.body['state']}, not READY: upload its rows first")
    facts = ROW_KINDS.get(row.internal.get("kind", "chat"))
    if facts is None or not facts.trains:
        raise invalid(field, f"{name} holds {row.internal['kind']} rows, which supervised fine-tuning cannot use")
    if row.internal.get("silent"):
        raise invalid(field, f"{name}: {row.internal['silent']} has no assistant message to learn from")
    return row


def _check_output(call: RequestContext, row: Row, *, claim: bool) -> None:
    row.body.setdefault("outputModel", resource_name(row.account, "models", row.id))
    parts = split_name(row.body["outputModel"])
    if parts is None or parts[0] != row.account or parts[1] != "models":
        raise invalid("outputModel", f"has to be accounts/{row.account}/models/ID")
    check_new_id("outputModel", parts[2])
    if claim and call.tx.get("models", parts[0], parts[2]) is not None:
        raise RpcError("ALREADY_EXISTS", f"{row.body['outputModel']} already exists; choose another outputModel")
