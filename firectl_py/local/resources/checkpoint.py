"""Uploaded weights: whether the files are what the model's kind says.

Of the weights themselves only the header is read.
"""

from __future__ import annotations

import json

from firectl_py.contract.json_types import JsonObject

from ..http.context import RequestContext
from ..http.errors import invalid, precondition
from ..simulation import weights
from ..store.tx import File, Row

_CONFIG_LIMIT = 1 << 20
"""Bytes a config file may have."""
_KNOWN_ADAPTER = ("r", "target_modules", "peft_type", "base_model_name_or_path", "lora_alpha", "lora_dropout", "bias")


def check_files(call: RequestContext, row: Row, files: list[File]) -> list[str]:
    """Warnings about the files of a model. Raises FAILED_PRECONDITION or INVALID_ARGUMENT where they are wrong."""
    by_name = {file.name: file for file in files}
    warnings: list[str] = []
    if row.body["kind"] == "HF_PEFT_ADDON":
        _need(by_name, "adapter_config.json", ("adapter_model.safetensors", "adapter_model.bin"))
        warnings = _check_adapter(row, _config(call, by_name["adapter_config.json"]))
    elif row.body["kind"] == "HF_BASE_MODEL":
        _need(by_name, "config.json", tuple(name for name in by_name if name.endswith((".safetensors", ".bin"))))
        config = _config(call, by_name["config.json"])
        if not call.params.get("skipHfConfigValidation") and not config.get("model_type"):
            raise invalid("config.json", 'has no "model_type"')
    if not call.params.get("configOnly"):
        for file in files:
            if file.name.endswith(".safetensors"):
                _check_weights(call, file)
    return warnings


def _need(by_name: dict[str, File], config: str, one_of: tuple[str, ...]) -> None:
    if config not in by_name:
        raise precondition(f"{config} has not been uploaded")
    if not any(name in by_name for name in one_of):
        raise precondition(f"no weights have been uploaded: {' or '.join(one_of) or '*.safetensors'} is needed")


def _config(call: RequestContext, file: File) -> JsonObject:
    if file.size > _CONFIG_LIMIT:
        raise invalid(file.name, f"is larger than {_CONFIG_LIMIT} bytes")
    assert file.blob is not None
    with call.plane.blobs.open(file.blob) as stream:
        data = stream.read()
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise invalid(file.name, f"is not JSON: {str(error)[:120]}") from error
    if not isinstance(value, dict):
        raise invalid(file.name, "is not a JSON object")
    return value


def _check_adapter(row: Row, config: JsonObject) -> list[str]:
    stated = row.body["peftDetails"]
    if config.get("r") != stated["r"]:
        raise invalid("adapter_config.json", f"has r {json.dumps(config.get('r'))[:20]}, the model says {stated['r']}")
    return [f"adapter_config.json: {name!r} is not known and ignored" for name in config if name not in _KNOWN_ADAPTER]


def _check_weights(call: RequestContext, file: File) -> None:
    assert file.blob is not None
    with call.plane.blobs.open(file.blob) as stream:
        start = stream.read(8)
        start += stream.read(max(0, weights.header_length(start) - len(start)))
    try:
        weights.read_header(start, file.size)
    except (ValueError, RecursionError, KeyError, TypeError, IndexError) as error:
        raise invalid(file.name, f"{error}" if isinstance(error, ValueError) else "has a malformed header") from error
