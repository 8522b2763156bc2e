"""What a deployment has to satisfy, and the defaults of what was left open."""

from __future__ import annotations

import hashlib
import re
import zoneinfo

from firectl_py.contract import sizing
from firectl_py.contract.durations import from_wire
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT, last_segment

from ..http.context import RequestContext
from ..http.errors import RpcError, invalid, precondition
from ..simulation import hardware, placement
from ..store.tx import Row

MAX_TAGS = 64
MAX_TAG_LENGTH = 128
MAX_SCHEDULES = 5

_SERVABLE = ("HF_BASE_MODEL", "HF_PEFT_ADDON", "LIVE_MERGE", "CUSTOM_MODEL", "EMBEDDING_MODEL", "FLUMINA_BASE_MODEL")
_PRESETS = ("default", "minimal", "fast", "throughput")
_SHAPE = re.compile(rf"accounts/{PUBLIC_ACCOUNT}/deploymentShapes/([a-z0-9-]+?)(?:/versions/[a-z0-9-]+)?")
_WINDOWS = {
    "scaleUpWindow": ("30s", 0.0, 3600.0),
    "scaleDownWindow": ("600s", 0.0, 3600.0),
    "scaleToZeroWindow": ("3600s", 300.0, float("inf")),
}
_LOAD_TARGETS = (
    "concurrent_requests",
    "vllm_concurrent_requests",
    "serverless_uncached_input_capacity_utilization",
    "default",
    "generation_latency_per_token_ms",
    "prompt_tokens_per_second",
    "serverless_generated_capacity_utilization",
    "tokens_generated_per_second",
    "requests_per_second",
)
"""In the order in which the platform's refusal names them."""
_CRON = re.compile(r"(?:[0-9A-Za-z*/,-]+ ){4}[0-9A-Za-z*/,-]+", re.ASCII)


def served_model(call: RequestContext, body: JsonObject) -> JsonObject:
    """The model whose weights are served: of an adapter that is deployed itself, its base."""
    row = call.find(body["baseModel"])
    if row.body["state"] != "READY":
        raise precondition(f"{row.name} is {row.body['state']}, not READY")
    if row.body.get("kind") not in _SERVABLE:
        raise invalid("baseModel", f"{row.name} is a {row.body.get('kind')}, which cannot be deployed by itself")
    if row.body["kind"] == "HF_PEFT_ADDON":
        row = call.find(row.body["peftDetails"]["baseModel"])
    return call.view(row)


def check_scaling(body: JsonObject) -> None:
    """Replica counts and the autoscaling policy, with their defaults."""
    least = body.setdefault("minReplicaCount", 0)
    most = body.setdefault("maxReplicaCount", max(least, 1))
    if least > most:
        raise invalid("minReplicaCount", f"is {least}, over a maxReplicaCount of {most}")
    if body.get("maxWithRevocableReplicaCount", most) < most:
        raise invalid("maxWithRevocableReplicaCount", f"is below a maxReplicaCount of {most}")
    policy = body.setdefault("autoscalingPolicy", {})
    for name, (default, low, high) in _WINDOWS.items():
        seconds = from_wire(policy.setdefault(name, default))
        if not low <= seconds <= high:
            bound = f"at least {low:.0f}s" if seconds < low else f"at most {high:.0f}s"
            raise invalid(f"autoscalingPolicy.{name}", f"has to be {bound}")
    for name, target in policy.setdefault("loadTargets", {"default": 0.8}).items():
        if name not in _LOAD_TARGETS:
            # The doubled quotes are the platform's.
            problem = f'unknown load target key ""{name[:40]}"", currently supported keys are: '
            raise RpcError("INVALID_ARGUMENT", f"invalid deployment: {problem}{', '.join(_LOAD_TARGETS)}")
        if target <= 0:
            raise invalid(f"autoscalingPolicy.loadTargets.{name}", "has to be more than 0")
    _check_schedules(policy.get("scalingSchedules", {}), most)


def check_tags(tags: JsonObject) -> None:
    """Keys and values of annotations. Raises PERMISSION_DENIED for a key that is the platform's."""
    for key, value in tags.items():
        if not key.startswith("custom/") or key == "custom/":
            raise RpcError("PERMISSION_DENIED", f"tag {key[:60]!r}: keys of yours start with custom/")
        if len(key) > MAX_TAG_LENGTH or len(value) > MAX_TAG_LENGTH:
            raise invalid("annotations", f"tag {key[:60]!r}: keys and values have at most {MAX_TAG_LENGTH} characters")
    if len(tags) > MAX_TAGS:
        raise invalid("annotations", f"has {len(tags)} tags, {MAX_TAGS} are allowed")


def choose_hardware(body: JsonObject, model: JsonObject, *, any_shape: bool) -> None:
    """Placement, shape, accelerator, count and precision, as asked for or by the stated rule."""
    place = body["placement"] = placement.check(body.get("placement", {}))
    preset = _preset(body.get("deploymentShape", ""), model)
    precision = body.get("precision") or sizing.default_precision(model)
    _check_precision(precision, model)
    if body.get("acceleratorType"):
        placement.check_offer(body["acceleratorType"], place)
    count = body.get("acceleratorCount") or None
    needed = sizing.gigabytes_to_serve(model, precision)
    if preset:
        chosen = _shaped(preset, needed, place)
        asked = hardware.Hardware(body.get("acceleratorType") or chosen.accelerator, count or chosen.gpus)
        if asked != chosen and not any_shape:
            raise invalid("acceleratorType", f"the shape {preset!r} runs on {chosen.gpus} {chosen.accelerator}")
        body["deploymentShape"] = _version_name(model, preset)
    else:
        asked = _unshaped(body.get("acceleratorType", ""), count, needed)
    body["precision"], body["acceleratorType"], body["acceleratorCount"] = precision, asked.accelerator, asked.gpus


def _unshaped(accelerator: str, count: int | None, needed: float) -> hardware.Hardware:
    """Hardware without a shape; what the user named is taken even where it looks too small."""
    if not accelerator:
        raise RpcError("INVALID_ARGUMENT", "accelerator_type must be specified for non-embeddings engines")
    if count:
        return hardware.Hardware(accelerator, count)
    found = hardware.smallest(needed, [accelerator])
    if found is None:
        raise invalid("acceleratorType", f"{accelerator} does not hold the model's {needed:.0f} GB on up to 8 GPUs")
    return found


def _shaped(preset: str, needed: float, place: JsonObject) -> hardware.Hardware:
    """minimal and default take the smallest hardware, throughput the same, and fast twice as many GPUs."""
    found = hardware.smallest(needed, placement.offered_in(place))
    if found is None:
        raise invalid("deploymentShape", f"no shape holds the model's {needed:.0f} GB in this placement")
    return hardware.Hardware(found.accelerator, min(8, found.gpus * 2)) if preset == "fast" else found


def _preset(shape: str, model: JsonObject) -> str:
    """The preset a shape name means; empty without a shape. Raises NOT_FOUND for a shape of another model."""
    if not shape or shape in _PRESETS:
        return shape
    match = _SHAPE.fullmatch(shape)
    for preset in _PRESETS:
        if match and match[1] == f"{last_segment(model['name'])}-{preset}":
            return preset
    raise RpcError("NOT_FOUND", f"deploymentShape: no shape {shape[:120]!r} for {model['name']}")


def preset_of(shape: str) -> str:
    """The preset that a stored shape is of; "" without one."""
    match = _SHAPE.fullmatch(shape)
    return next((preset for preset in _PRESETS if match and match[1].endswith(f"-{preset}")), "")


def _version_name(model: JsonObject, preset: str) -> str:
    shape = f"accounts/{PUBLIC_ACCOUNT}/deploymentShapes/{last_segment(model['name'])}-{preset}"
    return f"{shape}/versions/{_version_id(shape)}"


def _version_id(shape: str) -> str:
    """Eight letters and digits, a letter first, as the platform's; the same for the same shape."""
    return f"v{hashlib.sha256(shape.encode()).hexdigest()[:7]}"


def _check_precision(precision: str, model: JsonObject) -> None:
    now, later = model.get("supportedPrecisions", []), model.get("supportedPrecisionsWithCalibration", [])
    if precision in later and precision not in now:
        raise precondition(f"{model['name']} has to be prepared for {precision} first")
    families = {name.split("_")[0].replace("NF4", "FP4").replace("FP16", "BF16") for name in now}
    if now and precision.split("_")[0].replace("NF4", "FP4").replace("FP16", "BF16") not in families:
        raise invalid("precision", f"{model['name']} can be served in {', '.join(now)}, not in {precision}")


def _check_schedules(schedules: JsonObject, most: int) -> None:
    if len(schedules) > MAX_SCHEDULES:
        raise invalid("autoscalingPolicy.scalingSchedules", f"has {len(schedules)}, {MAX_SCHEDULES} are allowed")
    for name, schedule in schedules.items():
        path = f"autoscalingPolicy.scalingSchedules.{name[:40]}"
        if schedule.get("minReplicaCount", 0) > most:
            raise invalid(f"{path}.minReplicaCount", f"is over maxReplicaCount ({most})")
        if not 300 <= from_wire(schedule["duration"]) <= 604800:
            raise invalid(f"{path}.duration", "has to be 300s to 604800s")
        if not _CRON.fullmatch(schedule["schedule"]):
            raise invalid(f"{path}.schedule", "is not a cron expression of five fields")
        zones = zoneinfo.available_timezones()
        if zones and schedule["timezone"] not in zones:
            raise invalid(f"{path}.timezone", f"{schedule['timezone'][:60]!r} is not an IANA zone")


def routed(row: Row) -> str:
    """The simulated address of a direct route; empty without one."""
    kind = row.body.get("directRouteType")
    if kind == "INTERNET":
        return f"{row.id}.direct.firectl-local.invalid"
    if kind == "GCP_PRIVATE_SERVICE_CONNECT":
        return f"projects/firectl-local/regions/none/serviceAttachments/{row.id}"
    return f"com.amazonaws.vpce.none.vpce-svc-{row.id}" if kind == "AWS_PRIVATELINK" else ""
