"""What any request has to satisfy: ids, bodies, masks, keys; and that no answer is anything but JSON of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from .plane import HOME, KEY, Plane, shaped, stated, word_of

HOSTILE = [
    "..",
    "%2e%2e",
    "%2e%2e%2fetc",
    "..%5cx",
    "a%2Fb",
    "%00",
    "a%0d%0ab",
    "a%0a",
    "%2fproc%2fself",
    "%23x",
    "a b",
    "%C3%A4",
    "e%CC%81",
    "a" * 300,
    "-",
    "$(id)",
]


def everything_below(path: Path) -> set[str]:
    """Every name below a directory."""
    return {str(found.relative_to(path)) for found in path.rglob("*")}


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_ids_touch_nothing(plane: Plane, tmp_path: Path, bad: str) -> None:
    before = everything_below(tmp_path)
    for method, path, body in [
        ("GET", f"models/{bad}", None),
        ("GET", f"/v1/accounts/{bad}", None),
        ("GET", f"/v1/accounts/{bad}/models", None),
        ("DELETE", f"datasets/{bad}", None),
        ("PATCH", f"deployments/{bad}:scale", {"replicaCount": 0}),
        ("POST", f"datasets/{bad}:getUploadEndpoint", {"filenameToSize": {"a.jsonl": "1"}}),
        ("GET", f"deployments/{bad}/shards", None),
    ]:
        reply = plane.raw(method, path, body)
        assert (reply.status_code, reply.get_json()["code"]) == (400, 3), (method, reply.text)
    assert everything_below(tmp_path) == before


@pytest.mark.parametrize("bad", ["Bot", "1bot", "bot-", "-bot", "bo_t", "bot.v1", "a" * 64, "../x", "b\u00f6t", "a\nb"])
def test_new_ids_are_judged(plane: Plane, bad: str) -> None:
    body: dict[str, Any] = {"baseModel": "accounts/fireworks/models/qwen3-30b"}
    assert "is not an id" in plane.refused("POST", "datasets", {"datasetId": bad, "dataset": {}})
    reply = plane.client.post(f"{HOME}/deployments", query_string={"deploymentId": bad}, json=body)
    assert reply.status_code == 400
    assert plane.ok("GET", "deployments")["totalSize"] == 0


def test_ids_may_be_left_to_the_server(plane: Plane) -> None:
    made = plane.ok("POST", "deployments", shaped({"baseModel": "accounts/fireworks/models/qwen3-30b"}))
    assert plane.ok("GET", f"/v1/{made['name']}")["name"] == made["name"]
    assert "is required" in plane.refused("POST", "datasets", {"dataset": {}})


def test_a_taken_id_is_a_conflict(plane: Plane) -> None:
    body = {"datasetId": "rows", "dataset": {"userUploaded": {}, "exampleCount": "1"}}
    plane.ok("POST", "datasets", body)
    reply = plane.raw("POST", "datasets", body)
    assert (reply.status_code, word_of(reply)) == (409, "ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("dataset", "complaint"),
    [
        ({"colour": "red"}, 'unknown field "colour"'),
        ({"transformed": {"sourceDatasetId": "x", "colour": 1}}, 'unknown field "colour"'),
        ({"displayName": 7}, "dataset.displayName: a string is expected"),
        ({"displayName": "x" * 64}, "has 64 characters, 63 are allowed"),
        ({"displayName": "\ud800"}, "is not valid Unicode"),
        ({"exampleCount": "many"}, "dataset.exampleCount: a whole number"),
        ({"exampleCount": True}, "a whole number is expected"),
        ({"exampleCount": "99999999999999999999"}, "does not fit into an int64"),
        ({"format": "TABLE"}, "dataset.format: 'TABLE' is not one of CHAT, COMPLETION, RL"),
        ({"userUploaded": []}, "dataset.userUploaded: a JSON object is expected"),
        ({"displayName": "a", "display_name": "b"}, "is given twice"),
        ({"evaluationResult": {}}, "evaluationResult.evaluationJobId: is required"),
    ],
)
def test_bodies_are_held_against_the_declaration(plane: Plane, dataset: Any, complaint: str) -> None:
    assert complaint in plane.refused("POST", "datasets", {"datasetId": "d", "dataset": dataset})


def test_proto_json_is_lenient_where_proto_json_is(plane: Plane) -> None:
    body = {"example_count": 7, "external_url": "gs://b/x", "format": "FORMAT_UNSPECIFIED", "displayName": None}
    made = plane.ok("POST", "datasets", {"dataset_id": "d", "dataset": {**body, "state": "UPLOADING", "name": "x"}})
    assert made["exampleCount"] == "7"
    assert (made["state"], made["name"]) == ("READY", "accounts/local/datasets/d"), "what only the server writes"
    assert not {"format", "displayName", "userUploaded"} & set(stated(made))
    assert (made["format"], made["displayName"]) == ("FORMAT_UNSPECIFIED", ""), "what is not set is there all the same"
    assert "userUploaded" not in made, "but for a member of a oneof"


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b'{"a": "\xff"}', "application/json", 400),
        (b'{"dataset":' * 100_000, "application/json", 400),
        (b'{"datasetId": ' + b"1" * 5000 + b"}", "application/json", 400),
        (b" " * (10 * 1024 * 1024 + 1), "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"datasetId=d", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
    ],
)
def test_bad_bodies_are_refused(plane: Plane, data: bytes, kind: str, status: int) -> None:
    reply = plane.client.post(f"{HOME}/datasets", data=data, content_type=kind)
    assert reply.status_code == status
    assert word_of(reply) == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, 5),
        ("GET", "/v1/models", 404, 5),
        ("GET", f"{HOME}/unicorns", 404, 5),
        ("GET", f"{HOME}/models/x/y", 404, 5),
        ("GET", f"{HOME}/models/x", 404, 5),
        ("POST", f"{HOME}/models/x:fly", 501, 12),
        ("PUT", f"{HOME}/models", 405, 12),
        ("OPTIONS", f"{HOME}/models", 405, 12),
        ("DELETE", f"{HOME}/quotas/h100-global", 405, 12),
        ("GET", f"{HOME}/datasets/x:validateUpload", 405, 12),
        ("GET", "/v1/accounts/somebody/models", 403, 7),
        ("GET", "/v1/accounts/fireworks/deployments", 403, 7),
        ("DELETE", "/v1/accounts/fireworks/models/qwen3-30b", 403, 7),
        ("GET", "/v1/accounts/fireworks/models/qwen3-30b:validateUpload", 403, 7),
    ],
)
def test_every_error_is_a_status(plane: Plane, method: str, path: str, status: int, code: int) -> None:
    reply = plane.client.open(path, method=method)
    assert (reply.status_code, reply.get_json()["code"]) == (status, code), reply.text
    assert reply.content_type == "application/json"
    assert reply.headers["X-Firectl-Local"]
    assert reply.headers["X-Request-Id"]
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/storage/accounts/local/datasets/x/y?X-Goog-Signature=0"), ("GET", "/storage/")]
)
def test_an_error_of_the_storage_is_xml(plane: Plane, method: str, path: str) -> None:
    reply = plane.client.open(path, method=method)
    assert (reply.status_code, reply.content_type) == (403, "application/xml; charset=UTF-8")
    assert "<Error><Code>SignatureDoesNotMatch</Code><Message>" in reply.text


def test_the_unexpected_shows_no_traceback(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firectl_py.local.resources.collection.list_page", lambda *_: 1 / 0)
    reply = plane.raw("GET", "models")
    assert (reply.status_code, reply.get_json()["code"]) == (500, 13)
    assert "division" not in reply.text


def test_update_merges_present_fields(plane: Plane) -> None:
    plane.deploy("bot", displayName="Bot", description="Answers", annotations={"custom/a": "1", "custom/b": "2"})
    policy = {"autoscalingPolicy": {"scaleDownWindow": "300s"}}
    made = plane.ok("PATCH", "deployments/bot", {"displayName": "Robot", "annotations": {"custom/c": "3"}, **policy})
    assert (made["displayName"], made["description"]) == ("Robot", "Answers")
    assert made["annotations"] == {"custom/c": "3"}, "maps are replaced"
    assert made["autoscalingPolicy"]["scaleDownWindow"] == "300s"
    assert made["autoscalingPolicy"]["scaleUpWindow"] == "30s", "messages are merged"
    assert plane.ok("PATCH", "deployments/bot", {"description": None})["description"] == ""


def test_update_masks(plane: Plane) -> None:
    plane.deploy("bot", displayName="Bot", description="Answers")
    body = {"displayName": "ignored", "autoscaling_policy": {"scale_up_window": "60s", "scale_down_window": "60s"}}
    made = plane.ok("PATCH", "deployments/bot?updateMask=description,autoscaling_policy.scale_up_window", body)
    assert (made["displayName"], made["description"]) == ("Bot", "")
    windows = made["autoscalingPolicy"]
    assert (windows["scaleUpWindow"], windows["scaleDownWindow"]) == ("60s", "600s")
    everything = plane.ok("PATCH", "deployments/bot?update_mask=*", shaped({"baseModel": made["baseModel"]}))
    assert everything["displayName"] == ""
    assert everything["createTime"] == made["createTime"]


@pytest.mark.parametrize(
    ("query", "body", "complaint"),
    [
        ("updateMask=state", {"state": "READY"}, "state is set by the server only"),
        ("updateMask=replica_stats.ready_replica_count", {}, "set by the server only"),
        ("updateMask=nonsense", {}, "'nonsense' is not a field"),
        ("", {"preemptible": True}, "preemptible: cannot change"),
        ("", {"placement": {"region": "US_IOWA_1"}}, "placement: cannot change"),
        ("updateMask=placement", {}, "placement: cannot change"),
        ("", {"nonsense": 1}, "unknown field"),
        ("", {"baseModel": None}, "baseModel: is required"),
    ],
)
def test_what_cannot_change(plane: Plane, query: str, body: Any, complaint: str) -> None:
    made = plane.deploy("bot")
    assert complaint in plane.refused("PATCH", f"deployments/bot?{query}", body)
    assert plane.ok("GET", "deployments/bot")["placement"] == made["placement"]


def test_output_only_fields_in_a_body_are_dropped(plane: Plane) -> None:
    plane.deploy("bot")
    assert plane.ok("PATCH", "deployments/bot", {"state": "FAILED", "displayName": "x"})["state"] == "CREATING"


def test_the_key_is_demanded_everywhere(served: str) -> None:
    session = requests.Session()
    session.trust_env = False
    for path in ("/v1/accounts", f"{HOME}/models", "/", f"{HOME}/models/x:y", "/v1/accounts/.."):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"X-Api-Key": "wrong"}, {"Authorization": KEY}):
            reply = session.get(served + path, headers=headers)
            assert (reply.status_code, reply.json()["error"]["code"]) == (403, "UNAUTHORIZED"), path
    assert session.get(f"{served}/v1/accounts", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
    assert session.get(f"{served}/v1/accounts", headers={"X-Api-Key": KEY}).status_code == 200
    reply = session.post(f"{served}{HOME}/datasets", data=json.dumps({}), headers={"Content-Type": "text/plain"})
    assert reply.status_code == 403


def test_served_and_in_process_say_the_same(served: str, plane: Plane) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    for path in ("quotas?pageSize=3&orderBy=name", "models?bad=1", "deployments/none", "models/..%2Fx", "quotas/a%0Ab"):
        far = requests.get(f"{served}{HOME}/{path}", headers=headers, timeout=10)
        near = plane.raw("GET", path)
        assert (far.status_code, set(far.json())) == (near.status_code, set(near.get_json())), path
        assert far.headers["Content-Type"] == near.headers["Content-Type"]
    assert requests.get(f"{served}{HOME}/models", headers=headers, timeout=10).text == plane.raw("GET", "models").text
