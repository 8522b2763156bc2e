"""Where the control plane is as strict as the platform: what is not set, what is refused, and in which words."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from typing import Any

import pytest
import requests

from firectl_py.local.http.positions import position_of

from .plane import HOME, KEY, LLAMA, Plane, chat_rows, shaped


def test_an_error_body_has_its_keys_in_order_and_is_indented(plane: Plane) -> None:
    text = plane.raw("GET", "datasets/none").text

    assert text.startswith('{\n  "code": 5,\n  "details": [],\n  "message": ')


def test_an_answer_has_its_keys_in_order_and_shows_what_is_not_set(plane: Plane) -> None:
    plane.dataset()
    answer = plane.raw("GET", "datasets/rows").get_json()

    assert list(answer) == sorted(answer)
    assert (answer["displayName"], answer["externalUrl"], answer["sourceJobName"]) == ("", "", "")
    assert answer["status"] == {"code": "OK", "message": ""}
    assert plane.ok("GET", "datasets")["nextPageToken"] == ""


def test_times_have_nanoseconds_in_the_answer_to_a_create_only(plane: Plane) -> None:
    body = {"datasetId": "rows", "dataset": {"exampleCount": "1"}}
    made = plane.ok("POST", "datasets", body)
    seen = plane.ok("GET", "datasets/rows")

    assert (len(made["createTime"]), len(seen["createTime"])) == (30, 27)
    assert made["createTime"] == made["updateTime"]
    assert made["createTime"].startswith(seen["createTime"].removesuffix("Z"))


@pytest.mark.parametrize(
    "zeros",
    [
        {"epochs": 0, "batchSizeSamples": 0, "learningRate": 0.0},
        {"epochs": None, "jinjaTemplate": "", "isTurbo": False, "purpose": "PURPOSE_UNSPECIFIED"},
        {"batchSize": 0, "gradientAccumulationSteps": 0, "mtpEnabled": False, "warmStartFrom": ""},
    ],
)
def test_zero_empty_and_unspecified_mean_not_set(plane: Plane, zeros: dict[str, Any]) -> None:
    plane.dataset()
    job = plane.job("tune", **zeros)

    assert (job["epochs"], job["batchSizeSamples"], job["learningRate"]) == (1, 32, 0.0001)


def test_a_field_is_cleared_by_its_zero_value(plane: Plane) -> None:
    plane.deploy("bot", displayName="Bot", enableAddons=True)
    plane.ok("PATCH", "deployments/bot", {"displayName": "", "enableAddons": False})

    seen = plane.ok("GET", "deployments/bot")
    assert (seen["displayName"], seen["enableAddons"]) == ("", False)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"baseModel": "m", "loadTargets": {}}', '(line 1:20): unknown field "loadTargets"'),
        ('{"baseModel": "m",\n  "autoscalingPolicy": {"speed": 1}}', '(line 2:25): unknown field "speed"'),
        ('{"baseModel": "m", "placement": {"regions": [], "where": 1}}', '(line 1:49): unknown field "where"'),
    ],
)
def test_an_unknown_field_is_named_with_line_and_column(plane: Plane, text: str, complaint: str) -> None:
    reply = plane.client.post(f"{HOME}/deployments", data=text, content_type="application/json")

    assert (reply.status_code, reply.get_json()["message"]) == (400, f"proto: {complaint}")


def test_a_position_is_found_behind_strings_that_look_like_members() -> None:
    text = '{"a": "{\\"b\\": 1}", "c": [{"b": 1}, {"d": "e", "b": 2}]}'

    assert position_of(text, ("c", 1, "b")) == (1, text.rindex('"b"') + 1)
    assert position_of(text, ("b",)) is None


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "models", "GET, POST"),
        ("POST", "models/some", "DELETE, GET, PATCH"),
        ("POST", "quotas", "GET"),
        ("GET", "models/some:prepare", "POST"),
        ("PUT", "quotas/some?nonsense=1", "GET, PATCH"),
    ],
)
def test_a_wrong_method_is_answered_with_those_that_are_right(plane: Plane, method: str, path: str, allow: str) -> None:
    reply = plane.client.open(f"{HOME}/{path}", method=method, data="not json", content_type="application/json")

    assert (reply.status_code, reply.headers["Allow"]) == (405, allow)
    assert reply.get_json()["message"] == "Method Not Allowed"


def test_path_method_query_and_body_are_judged_in_this_order(plane: Plane) -> None:
    bad_body: dict[str, Any] = {"data": "{", "content_type": "application/json"}

    assert plane.client.post(f"{HOME}/nothing?x=1", **bad_body).status_code == 404
    assert plane.client.put(f"{HOME}/models?x=1", **bad_body).status_code == 405
    assert "unknown query parameter" in plane.client.post(f"{HOME}/models?x=1", **bad_body).get_json()["message"]
    assert "not JSON" in plane.client.post(f"{HOME}/models", **bad_body).get_json()["message"]


def test_what_is_not_built_is_not_to_be_tried_again(plane: Plane) -> None:
    plane.dataset()
    body = {"datasetId": "some", "dataset": {}, "sourceDatasetId": "rows"}
    reply = plane.raw("POST", "datasets", body)

    assert (reply.status_code, reply.headers["X-Should-Retry"]) == (501, "false")


def test_a_dataset_needs_its_count_and_keeps_it(plane: Plane) -> None:
    message = "error validating dataset: example_count is required for uploaded datasets"
    assert plane.refused("POST", "datasets", {"datasetId": "rows", "dataset": {"userUploaded": {}}}) == message

    plane.ok("POST", "datasets", {"datasetId": "rows", "dataset": {"exampleCount": "99"}})
    answer = plane.upload("rows", chat_rows(3)).get_json()
    assert (answer["id"], answer["purpose"]) == ("accounts/local/datasets/rows", "dataset")
    assert plane.ok("GET", "datasets/rows")["exampleCount"] == "99", "neither compared nor corrected"


def test_files_of_a_dataset_are_named_with_its_id(plane: Plane) -> None:
    plane.dataset("tickets", chat_rows(3))

    urls = plane.ok("GET", "datasets/tickets:getDownloadEndpoint")["filenameToSignedUrls"]
    assert list(urls) == ["dataset/tickets/rows.jsonl"]
    assert plane.fetch(urls["dataset/tickets/rows.jsonl"]) == chat_rows(3)


def test_a_deployment_that_just_served_is_kept(plane: Plane) -> None:
    plane.deploy("bot", acceleratorType="NVIDIA_H100_80GB", acceleratorCount=1)
    plane.advance(300)
    ask = {"model": f"{LLAMA}#accounts/local/deployments/bot", "messages": [{"role": "user", "content": "Hi"}]}
    assert plane.raw("POST", "http://localhost/inference/v1/chat/completions", ask).status_code == 200

    message = "deployment has received inference requests in the last hour, pass ignore_checks to skip this check"
    assert plane.refused("DELETE", "deployments/bot", code="FAILED_PRECONDITION") == message
    plane.advance(3700)
    assert plane.ok("DELETE", "deployments/bot") == {}
    assert plane.ok("GET", "deployments/bot")["state"] == "DELETING"


def test_a_deployment_says_what_it_is_doing_while_it_is_made(plane: Plane) -> None:
    made = plane.deploy("bot")
    assert made["status"] == {"code": "OK", "message": "initializing model server (1 replicas)"}
    plane.advance(300)
    assert plane.ok("GET", "deployments/bot")["status"] == {"code": "OK", "message": ""}
    taken = plane.refused("POST", "deployments?deploymentId=bot", shaped({"baseModel": LLAMA}), code="ALREADY_EXISTS")
    assert taken == "deployment accounts/local/deployments/bot already exists"


def test_a_running_job_that_is_deleted_is_cleaned_up_first(plane: Plane) -> None:
    plane.dataset()
    plane.job("tune")
    plane.advance(30)
    assert plane.ok("DELETE", "supervisedFineTuningJobs/tune") == {}

    seen = plane.ok("GET", "supervisedFineTuningJobs/tune")
    assert (seen["state"], seen["jobProgress"]) == ("JOB_STATE_DELETING_CLEANING_UP", None)
    body = {"dataset": "rows", "baseModel": LLAMA, "loraRank": 8}
    plane.refused("POST", "supervisedFineTuningJobs?supervisedFineTuningJobId=tune", body, code="ALREADY_EXISTS")
    plane.advance(60)
    plane.refused("GET", "supervisedFineTuningJobs/tune", code="NOT_FOUND")
    plane.advance(3600)
    assert plane.ok("GET", "models")["totalSize"] == 0, "nothing was made of it"


def test_a_wrong_key_is_answered_as_the_platform_answers_it(served: str) -> None:
    reply = requests.get(f"{served}{HOME}/models", headers={"Authorization": "Bearer wrong"}, timeout=10)

    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (403, "UNAUTHORIZED")
    assert error["message"] == "The API key you provided is invalid."
    assert reply.json()["request_id"]


def ask_as(served: str, host: str | None, origin: str | None = None) -> int:
    """The status of a request with the right key, under a Host and an Origin."""
    address = served.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.putrequest("GET", "/v1/accounts", skip_host=True)
    for name, value in (("Host", host), ("Origin", origin), ("Authorization", f"Bearer {KEY}")):
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_only_requests_to_the_server_itself_are_answered(served: str) -> None:
    port = served.rpartition(":")[2]

    assert ask_as(served, f"127.0.0.1:{port}") == ask_as(served, f"LOCALHOST:{port}") == 200
    assert ask_as(served, f"127.0.0.1:{port}", f"http://localhost:{port}") == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.evil:{port}", ""):
        assert ask_as(served, host) in (400, 421), host
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port}.evil.example"):
        assert ask_as(served, f"127.0.0.1:{port}", origin) == 403, origin


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that looks for idle threads often; made before `served`."""
    monkeypatch.setattr("firectl_py.local.http.server.SHRINK_SECONDS", 0.1)


def test_threads_go_down_again(impatient: None, served: str) -> None:
    def workers() -> int:
        return sum(thread.name.startswith("CP Server Thread") for thread in threading.enumerate())

    before, port = workers(), int(served.rpartition(":")[2])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(before + 10)]
    for connection in silent:
        connection.sendall(b"GET /v1/accounts HTTP/1.1\r\n")
    _until(lambda: workers() > before)
    for connection in silent:
        connection.close()
    _until(lambda: workers() == before)


def _until(holds: Any, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
