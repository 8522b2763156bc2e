"""The fields of a model that its files say, and what the files of a model have to be."""

from __future__ import annotations

from ...contract.json_types import JsonObject
from ...errors import InvalidDataError
from .checkpoint import Checkpoint


def model_body(
    checkpoint: Checkpoint, body: JsonObject, *, base_model: str | None = None, embedding: bool = False
) -> JsonObject:
    """The fields of a model that its files, the choices and `body` describe together; `body` wins.

    `base_model` is the model that a LoRA adapter belongs to. Raises InvalidDataError where they do not fit together.
    """
    if not checkpoint.is_adapter:
        if base_model:
            raise InvalidDataError("--base-model goes with a LoRA adapter, and the folder holds a base model")
        weights = sorted(checkpoint.files)
        details = {"checkpointFormat": "HUGGINGFACE", "worldSize": 1, "huggingfaceFiles": weights}
        kind = "EMBEDDING_MODEL" if embedding else "HF_BASE_MODEL"
        return {"kind": kind, **body, "baseModelDetails": {**details, **(body.get("baseModelDetails") or {})}}
    if embedding:
        raise InvalidDataError("--embedding goes with a base model, and the folder holds a LoRA adapter")
    config = checkpoint.config
    targets = config["target_modules"]
    given = body.get("peftDetails") or {}
    details = {"r": config["r"], "targetModules": [targets] if isinstance(targets, str) else targets, **given}
    if base_model:
        details["baseModel"] = base_model
    if not details.get("baseModel"):
        stated = config.get("base_model_name_or_path")
        hint = f"adapter_config.json says {stated!r}; name that model here." if stated else None
        raise InvalidDataError("a LoRA adapter needs --base-model", hint=hint)
    return {"kind": "HF_PEFT_ADDON", **body, "peftDetails": details}


def require_kind(item: JsonObject, checkpoint: Checkpoint) -> None:
    """Raises InvalidDataError where the files are not of the model that waits for them."""
    details = item.get("peftDetails") or {}
    if bool(details) != checkpoint.is_adapter and item.get("kind") in ("HF_PEFT_ADDON", "HF_BASE_MODEL"):
        held = "a LoRA adapter" if checkpoint.is_adapter else "a base model"
        raise InvalidDataError(f"the folder holds {held}, and the model is a {item.get('kind')}")
    if details and details.get("r") not in (None, checkpoint.config["r"]):
        raise InvalidDataError(f"adapter_config.json has r {checkpoint.config['r']}, the model says {details['r']}")
