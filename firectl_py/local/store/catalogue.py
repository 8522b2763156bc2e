"""The public models of the local control plane, read from `catalogue.json`.

The figures are those the models' makers publish; `custom-model` stands in for one of your own and
exists nowhere else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import PUBLIC_ACCOUNT
from firectl_py.contract.rfc3339 import parse_time

from .tx import Row

VERSION = "1"
"""Raise it when the file changes: stores then take the new models in."""

_FILE = Path(__file__).with_name("catalogue.json")
_FLAGS = {
    "addons": "supportsLora",
    "full": "supervisedFullParameterTunable",
    "image": "supportsImageInput",
    "lora": "supervisedLoraTunable",
    "rl": "rlLoraTunable",
    "serverless": "supportsServerless",
    "tools": "supportsTools",
}


def rows() -> list[Row]:
    """Every public model as a row to store."""
    entries: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))
    return [_row(entry) for entry in entries]


def _row(entry: dict[str, Any]) -> Row:
    tunable = "lora" in entry["flags"] or "full" in entry["flags"]
    body: JsonObject = {
        "displayName": entry["displayName"],
        "description": entry["description"],
        "createTime": entry["created"],
        "updateTime": entry["created"],
        "state": "READY",
        "kind": entry["kind"],
        "huggingFaceUrl": entry["huggingFaceUrl"],
        "baseModelDetails": _details(entry),
        "public": True,
        "contextLength": entry["contextLength"],
        "trainingContextLength": entry["trainingContextLength"],
        "calibrated": len(entry["precisions"]) > 1,
        "tunable": tunable,
        "useTrainingV2": tunable,
        "encryptionState": "ENCRYPTION_STATE_PLAINTEXT",
        "supportedPrecisions": entry["precisions"],
        **{field: flag in entry["flags"] for flag, field in _FLAGS.items()},
    }
    if entry["kind"] == "HF_BASE_MODEL":
        body["conversationConfig"] = {"style": "jinja"}
    known = {key: value for key, value in body.items() if value not in (None, "")}
    return Row("models", PUBLIC_ACCOUNT, entry["id"], parse_time(entry["created"]), known, {"simulated": True})


def _details(entry: dict[str, Any]) -> JsonObject:
    return {
        "worldSize": 1,
        "checkpointFormat": "HUGGINGFACE",
        "parameterCount": str(entry["parameterCount"]),
        "moe": entry["moe"],
        "tunable": "lora" in entry["flags"],
        "modelType": entry["modelType"],
        "supportsFireattention": entry["kind"] == "HF_BASE_MODEL",
        "defaultPrecision": entry["precisions"][0],
        "supportsMtp": "mtp" in entry["flags"],
    }
