"""Where a deployment runs, and on which hardware."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..contract import enums
from ..contract.json_types import JsonObject
from ..contract.names import last_segment
from ..contract.numbers import whole_number
from ..contract.sizing import gigabytes_to_serve
from ..errors import ApiError, FirectlError, InvalidDataError, UsageError
from ..http.request import ApiRequest
from ..suggestions import did_you_mean
from . import references
from .reporting import Reporter
from .resources import ResourceClient

DEFAULT_SHAPE = "default"
"""The shape that the platform picks for a model. Source: the API reference of deploymentShape."""
_NAMED = 5
"""Shapes that a hint names."""


def region(text: str, reporter: Reporter) -> str:
    """The platform's name of a region. A cloud's region means the nearest one, with a note. Raises InvalidDataError."""
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
    reporter.note(f"{text} is a cloud's region; the nearest of the platform is {nearest}.")
    return nearest


def placement(main: str | None, fallbacks: str | None, reporter: Reporter) -> JsonObject | None:
    """The placement for a region or group of regions and comma-separated fallbacks.

    None leaves it to the platform, which then takes any region. Raises InvalidDataError, UsageError.
    """
    if main is None:
        if fallbacks:
            raise UsageError("--fallback-regions needs --region")
        return None
    multi = main.strip().upper()
    if multi in enums.MULTI_REGIONS:
        if fallbacks:
            raise UsageError(f"--region {main} is a group of regions already; --fallback-regions cannot go with it")
        return {"multiRegion": multi}
    further = [region(name, reporter) for name in (fallbacks or "").split(",") if name]
    names = list(dict.fromkeys([region(main, reporter), *further]))
    return {"region": names[0]} if len(names) == 1 else {"regions": names}


def hardware(client: ResourceClient, body: JsonObject, reporter: Reporter) -> JsonObject:
    """`body` with the shape `default` where it names neither a shape nor GPUs: the platform chooses those.

    A warning says where the named GPUs look too small for the model. Raises InvalidDataError.
    """
    count, kind = body.get("acceleratorCount"), body.get("acceleratorType")
    if count is not None and not whole_number(count):
        raise InvalidDataError(f"acceleratorCount is {count}: a replica needs at least one GPU")
    if body.get("deploymentShape"):
        return body
    if kind:
        _warn_if_small(client, body, reporter)
        return body
    if count is not None:
        raise InvalidDataError("acceleratorCount needs acceleratorType", hint="Name the GPU with --accelerator-type.")
    reporter.note("no hardware is named: the platform chooses it by its default shape for the model.")
    return {**body, "deploymentShape": DEFAULT_SHAPE}


@contextmanager
def naming_shapes(client: ResourceClient, body: JsonObject) -> Iterator[None]:
    """Within, an error about the shape of a new deployment gets a hint with the shapes that match its model."""
    try:
        yield
    except ApiError as error:
        if body.get("deploymentShape") and error.status in (400, 403, 404) and "shape" in error.message.lower():
            error.hint = _shapes_hint(client, str(body.get("baseModel") or ""))
        raise


def matching_shapes(client: ResourceClient, model: str) -> list[JsonObject]:
    """The newest validated shape versions for a model by its full name; empty where the endpoint offers none."""
    query = {"filter": f'snapshot.base_model="{model}" AND latest_validated=true', "pageSize": "50"}
    try:
        reply = client.sender.send(ApiRequest("GET", "/v1/accounts/-/deploymentShapes/-/versions", query)).data
    except FirectlError:
        return []
    found = reply.get("deploymentShapeVersions") if isinstance(reply, dict) else None
    return [item for item in found if isinstance(item, dict) and item.get("name")] if isinstance(found, list) else []


def _shapes_hint(client: ResourceClient, model: str) -> str:
    shapes = [_describe(shape) for shape in matching_shapes(client, model)]
    if not shapes:
        return "Name the hardware with --accelerator-type and --accelerator-count."
    more = f", and {len(shapes) - _NAMED} more" if len(shapes) > _NAMED else ""
    return f"Shapes of this model for --deployment-shape: {', '.join(shapes[:_NAMED])}{more}."


def _describe(shape: JsonObject) -> str:
    name = str(shape["name"]).partition("/versions/")[0]
    snapshot = shape.get("snapshot")
    if not isinstance(snapshot, dict) or not snapshot.get("acceleratorType"):
        return name
    gpus = f"{whole_number(snapshot.get('acceleratorCount')) or '?'} x {snapshot['acceleratorType']}"
    precision = f", {snapshot['precision']}" if snapshot.get("precision") else ""
    return f"{name} ({gpus}{precision})"


def _warn_if_small(client: ResourceClient, body: JsonObject, reporter: Reporter) -> None:
    kind, count = str(body["acceleratorType"]), whole_number(body.get("acceleratorCount")) or 0
    has = enums.ACCELERATOR_MEMORY_GB.get(kind, 0) * count
    if not has:
        return
    model = _served_model(client, str(body.get("baseModel", "")))
    needs = gigabytes_to_serve(model, str(body.get("precision") or ""))
    if needs > has:
        reporter.warn(
            f"{count} x {kind} has {has} GB; {last_segment(str(model.get('name')))} needs about {needs:.0f} GB "
            "(its weights and a fifth)."
        )


def _served_model(client: ResourceClient, name: str) -> JsonObject:
    """The model whose weights fill the GPUs: of an adapter, its base model. Raises NotFoundError."""
    model = references.get_model(client, name)
    base = (model.get("peftDetails") or {}).get("baseModel")
    if not base:
        return model
    try:
        return client.get("models", str(base))
    except FirectlError:
        return model
