"""Models of one's own: what their kind demands, preparation, tuning, and the public ones beside them."""

from __future__ import annotations

from typing import Any

import pytest

from firectl_py.local import open_app
from firectl_py.local.store import catalogue

from .plane import LLAMA, Plane, shaped

BASE = {"kind": "HF_BASE_MODEL", "baseModelDetails": {"worldSize": 1, "parameterCount": "7000000000"}}
CONFIG = b'{"model_type": "llama"}'


def base_model(plane: Plane, name: str = "mine", **fields: Any) -> None:
    """A READY base model that was uploaded."""
    plane.ok("POST", "models", {"modelId": name, "model": {**BASE, **fields}})
    files = {"config.json": CONFIG, "sub/pytorch_model.bin": b"weights"}
    sizes = {"filenameToSize": {file: len(data) for file, data in files.items()}}
    urls = plane.ok("POST", f"models/{name}:getUploadEndpoint", sizes)["filenameToSignedUrls"]
    for file, data in files.items():
        assert plane.put(urls[file], data).status_code == 200
    assert plane.ok("GET", f"models/{name}:validateUpload") == {}


@pytest.mark.parametrize(
    ("model", "complaint", "code"),
    [
        ({}, "peftDetails: is required with kind HF_PEFT_ADDON", "INVALID_ARGUMENT"),
        ({"kind": "HF_BASE_MODEL"}, "baseModelDetails: is required", "INVALID_ARGUMENT"),
        (
            {**BASE, "peftDetails": {"baseModel": LLAMA, "r": 8, "targetModules": ["q"]}},
            "peftDetails",
            "INVALID_ARGUMENT",
        ),
        (
            {"peftDetails": {"baseModel": LLAMA, "r": 3, "targetModules": ["q"]}},
            "has to be 4 to 64",
            "INVALID_ARGUMENT",
        ),
        ({"peftDetails": {"baseModel": LLAMA, "r": 8}}, "peftDetails.targetModules: is required", "INVALID_ARGUMENT"),
        ({"peftDetails": {"baseModel": "none", "r": 8, "targetModules": ["q"]}}, "models/none not found", "NOT_FOUND"),
        ({"kind": "HOLOGRAM"}, "'HOLOGRAM' is not one of", "INVALID_ARGUMENT"),
    ],
)
def test_what_is_refused(plane: Plane, model: Any, complaint: str, code: str) -> None:
    assert complaint in plane.refused("POST", "models", {"modelId": "mine", "model": model}, code=code)


def test_clusters_are_not_built(plane: Plane) -> None:
    plane.refused("POST", "models", {"modelId": "mine", "model": BASE, "cluster": "c"}, code="UNIMPLEMENTED")


def test_an_upload_needs_its_config(plane: Plane) -> None:
    plane.ok("POST", "models", {"modelId": "mine", "model": BASE})
    sizes = {"filenameToSize": {"w.bin": 1}}
    urls = plane.ok("POST", "models/mine:getUploadEndpoint", sizes)["filenameToSignedUrls"]
    plane.put(urls["w.bin"], b"x")
    assert "config.json" in plane.refused("GET", "models/mine:validateUpload", code="FAILED_PRECONDITION")


def test_preparing_takes_a_while(plane: Plane) -> None:
    base_model(plane)
    deployment = shaped({"baseModel": "accounts/local/models/mine", "precision": "FP8"})
    message = plane.refused("POST", "deployments", deployment, code="FAILED_PRECONDITION")
    assert "has to be prepared for FP8" in message
    assert "precision: NF4 is not one of" in plane.refused("POST", "models/mine:prepare", {"precision": "NF4"})
    plane.ok("POST", "models/mine:prepare", {"precision": "FP8"})
    plane.ok("POST", "models/mine:prepare", {"abort": True})
    plane.advance(700)
    assert not plane.ok("GET", "models/mine").get("calibrated")
    plane.ok("POST", "models/mine:prepare", {"precision": "FP8"})
    plane.advance(700)
    assert plane.ok("GET", "models/mine")["calibrated"] is True
    assert plane.ok("POST", "deployments", deployment)["precision"] == "FP8"


def test_an_uploaded_model_can_be_tuned_once_it_names_its_page(plane: Plane) -> None:
    plane.dataset()
    base_model(plane)
    job = {"dataset": "rows", "baseModel": "accounts/local/models/mine", "loraRank": 8}
    plane.advance(3600)
    plane.refused("POST", "supervisedFineTuningJobs", job)
    plane.ok("PATCH", "models/mine", {"huggingFaceUrl": "https://huggingface.co/me/mine"})
    plane.refused("POST", "supervisedFineTuningJobs", job)
    plane.advance(1900)
    assert plane.ok("GET", "models?filter=supervised_lora_tunable=true")["totalSize"] == 1
    made = plane.ok("POST", "supervisedFineTuningJobs", job)
    plane.ok("DELETE", "models/mine")
    plane.advance(3600)
    assert plane.ok("GET", f"/v1/{made['name']}")["state"] == "JOB_STATE_COMPLETED", "the base may go meanwhile"


def test_kind_and_details_stay_as_they_are(plane: Plane) -> None:
    base_model(plane)
    assert "kind: cannot change" in plane.refused("PATCH", "models/mine", {"kind": "CUSTOM_MODEL"})
    changed = plane.ok("PATCH", "models/mine", {"public": True, "contextLength": 4096, "description": "x"})
    assert (changed["public"], changed["contextLength"]) == (True, 4096)
    assert changed["updateTime"] > changed["createTime"]


def test_a_model_in_use_stays(plane: Plane) -> None:
    base_model(plane)
    plane.ok(
        "POST",
        "deployments?deploymentId=bot&disableAutoDeploy=true",
        shaped({"baseModel": "accounts/local/models/mine"}),
    )
    assert "deployments/bot" in plane.refused("DELETE", "models/mine", code="FAILED_PRECONDITION")
    plane.ok("DELETE", "deployments/bot")
    assert plane.ok("DELETE", "models/mine") == {}
    plane.refused("POST", "deployments/bot:undelete", {}, code="NOT_FOUND")


def test_a_newer_catalogue_is_taken_in(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    before = plane.ok("GET", "/v1/accounts/fireworks/models?pageSize=200")
    monkeypatch.setattr("firectl_py.local.store.catalogue.VERSION", "next")
    rows = [row for row in catalogue.rows() if row.id != "gte-large"]
    monkeypatch.setattr("firectl_py.local.store.catalogue.rows", lambda: rows)
    open_app(plane.data_dir)
    after = plane.ok("GET", "/v1/accounts/fireworks/models?pageSize=200")
    assert after["totalSize"] == before["totalSize"] - 1
