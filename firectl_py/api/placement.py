"""Where a deployment runs, and on which GPUs when nobody says."""

from __future__ import annotations

from typing import Any

from ..cli.app import App
from ..contract import enums
from ..contract.json_types import JsonObject
from ..errors import FirectlError, InvalidDataError, NotFoundError, NotOfferedError, UnimplementedError, UsageError
from ..suggestions import did_you_mean

_BYTES = {"FP8": 1.0, "NF4": 0.5, "FP4": 0.5}
_OVERHEAD = 1.1
"""Weights are not all: attention caches and buffers want a tenth more at the least."""
_COUNTS = (1, 2, 4, 8)
_ON_DEMAND = (
    "NVIDIA_A100_80GB",
    "NVIDIA_H100_80GB",
    "NVIDIA_H200_141GB",
    "NVIDIA_B200_180GB",
    "AMD_MI325X_256GB",
    "AMD_MI350X_288GB",
    "NVIDIA_B300_288GB",
)


def region(app: App, text: str) -> str:
    """The platform's name of a region; a cloud's region means the nearest, with a note. Raises InvalidDataError."""
    name = text.strip().upper().replace("-", "_")
    if name in enums.REGIONS:
        return name
    nearest = enums.CLOUD_REGIONS.get(text.strip().lower())
    if nearest is None:
        known = [*(r.lower().replace("_", "-") for r in enums.REGIONS), *enums.CLOUD_REGIONS]
        raise InvalidDataError(
            f"{text!r} is not a region",
            hint=did_you_mean(text, known, "firectl regions list shows them."),
        )
    app.console.note(f"{text} is a cloud's region; the nearest of the platform is {nearest}.")
    return nearest


def placement(app: App, main: str | None, fallbacks: str | None) -> JsonObject | None:
    """The placement for --region and --fallback-regions; None leaves it to the platform (GLOBAL)."""
    if main is None:
        if fallbacks:
            raise UsageError("--fallback-regions needs --region")
        return None
    multi = main.strip().upper()
    if multi in enums.MULTI_REGIONS:
        if fallbacks:
            raise UsageError(f"--region {main} is a group of regions already; --fallback-regions cannot go with it")
        return {"multiRegion": multi}
    names = list(dict.fromkeys([region(app, main), *(region(app, f) for f in (fallbacks or "").split(",") if f)]))
    return {"region": names[0]} if len(names) == 1 else {"regions": names}


def hardware(app: App, body: JsonObject) -> JsonObject:
    """`body` with hardware chosen where none was named, and a warning where what was named looks too small.

    The rule: the platform's default shape for the model where there is one, else the GPUs with the least memory in
    which the weights, a tenth added, fit; among equals the fewest GPUs. Whatever it is, it is said.
    """
    if body.get("acceleratorCount") is not None and body["acceleratorCount"] < 1:
        raise InvalidDataError(f"a replica needs at least one GPU, not {body['acceleratorCount']}")
    if body.get("deploymentShape"):
        return body
    model = _model(app, str(body.get("baseModel", "")))
    need = _gigabytes(model, str(body.get("precision") or ""))
    if body.get("acceleratorType"):
        _warn_if_small(app, body, need)
        return body
    if shape := _default_shape(app, str(model.get("name", ""))):
        app.console.note(f"no hardware named: taking the platform's shape {shape}.")
        return {**body, "deploymentShape": shape}
    if need is None:
        app.console.note("no hardware named and the model's size is unknown: the platform chooses.")
        return body
    kind, count = _smallest(body, need)
    app.console.note(
        f"no hardware named: taking {count} x {kind}, the least memory that holds {need:.0f} GB (weights and a tenth)."
    )
    return {**body, "acceleratorType": kind, "acceleratorCount": count}


def _smallest(body: JsonObject, need: float) -> tuple[str, int]:
    wanted = body.get("acceleratorCount")
    kinds = _offered(body.get("placement") or {})
    fits = [
        (enums.ACCELERATOR_MEMORY_GB[kind] * count, count, order, kind)
        for order, kind in enumerate(kinds)
        for count in ((wanted,) if wanted else _COUNTS)
        if enums.ACCELERATOR_MEMORY_GB[kind] * count >= need
    ]
    if not fits:
        raise InvalidDataError(
            f"no GPUs offered there hold the {need:.0f} GB this model needs",
            hint="Name --accelerator-type and --accelerator-count, another --region, or a smaller --precision.",
        )
    _, count, _, kind = min(fits)
    return kind, count


def _offered(placement: JsonObject) -> list[str]:
    """GPUs sold on demand in every region of the placement."""
    regions = placement.get("regions") or ([placement["region"]] if placement.get("region") else [])
    return [kind for kind in _ON_DEMAND if all(kind in enums.REGION_ACCELERATORS[name] for name in regions)]


def _warn_if_small(app: App, body: JsonObject, need: float | None) -> None:
    kind, count = body["acceleratorType"], body.get("acceleratorCount") or 1
    have = enums.ACCELERATOR_MEMORY_GB.get(kind, 0) * count
    if need is not None and have < need:
        app.console.warn(
            f"{count} x {kind} has {have} GB; the model looks as if it needs {need:.0f} GB. Going on as you said."
        )


def _model(app: App, name: str) -> JsonObject:
    """The model whose weights fill the GPUs: for an adapter, the base model it belongs to."""
    model = app.client().get("models", name)
    base = (model.get("peftDetails") or {}).get("baseModel")
    if not base:
        return model
    try:
        return app.client().get("models", str(base))
    except FirectlError:
        return model


def _gigabytes(model: JsonObject, precision: str) -> float | None:
    count = (model.get("baseModelDetails") or {}).get("parameterCount")
    if not count or not str(count).isdigit():
        return None
    size = next((b for prefix, b in _BYTES.items() if precision.startswith(prefix)), 2.0)
    return int(count) * size * _OVERHEAD / 1e9


def _default_shape(app: App, model: str) -> str | None:
    """The newest validated shape the platform has for the model, or None."""
    from ..http import ApiRequest

    params = {"filter": f'snapshot.base_model="{model}" AND latest_validated=true', "pageSize": "1"}
    try:
        data: Any = (
            app.client().sender.send(ApiRequest("GET", "/v1/accounts/-/deploymentShapes/-/versions", params)).data
        )
    except (NotFoundError, NotOfferedError, UnimplementedError):
        return None
    found = data.get("deploymentShapeVersions") if isinstance(data, dict) else None
    return str(found[0]["name"]) if isinstance(found, list) and found and "name" in found[0] else None
