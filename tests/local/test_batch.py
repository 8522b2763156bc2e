"""Batch inference jobs: judged, answered by the stand-in on the virtual clock, and read back by custom_id."""

from __future__ import annotations

import json
from typing import Any

from .plane import HOME, LLAMA, Plane, chat_rows

JOBS = "batchInferenceJobs"
INPUT = "accounts/local/datasets/requests"


def row(custom_id: str, **body: Any) -> bytes:
    return json.dumps({"custom_id": custom_id, "body": body}).encode() + b"\n"


def ask(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def started(plane: Plane, data: bytes, job: str = "job", **more: Any) -> dict[str, Any]:
    plane.dataset("requests", data)
    return plane.ok("POST", f"{JOBS}?batchInferenceJobId={job}", {"model": LLAMA, "inputDatasetId": "requests", **more})


def files(plane: Plane, dataset: str) -> dict[str, list[dict[str, Any]]]:
    urls = plane.ok("GET", f"datasets/{dataset}:getDownloadEndpoint")["filenameToSignedUrls"]
    texts = {name.rpartition("/")[2]: plane.fetch(url).decode() for name, url in urls.items()}
    return {name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()}


def test_every_row_is_answered_or_says_why_not(plane: Plane) -> None:
    good = [row("a", messages=ask("Hello?")), row("b", messages=ask("Well?"), max_tokens=1, n=2)]
    bad = [
        row("c", messages=ask("Hot?"), temperature=3),
        row("d", prompt="complete me"),
        row("e", messages=ask("x" * 600_000)),
    ]
    made = started(plane, b"".join(good + bad), outputDatasetId="answers")
    assert (made["state"], made["outputDatasetId"]) == ("JOB_STATE_VALIDATING", "accounts/local/datasets/answers")
    seen = []
    for seconds in (61, 60, 60, 60):
        plane.advance(seconds)
        seen.append(plane.ok("GET", f"{JOBS}/job")["state"].removeprefix("JOB_STATE_"))
    assert seen == ["PENDING", "CREATING", "RUNNING", "COMPLETED"]

    found = files(plane, "answers")
    assert set(found) == {"BIJOutputSet.jsonl", "error-data"}
    answers = {line["custom_id"]: line["response"] for line in found["BIJOutputSet.jsonl"]}
    assert set(answers) == {"a", "b"}
    assert [choice["finish_reason"] for choice in answers["b"]["choices"]] == ["length", "length"]
    assert answers["a"]["usage"]["total_tokens"] == sum(
        answers["a"]["usage"][name] for name in ("prompt_tokens", "completion_tokens")
    )
    errors = {line["custom_id"]: line["error"]["message"] for line in found["error-data"]}
    assert list(errors) == ["c", "d", "e"]
    assert "the model takes 131072" in errors["e"]
    progress = plane.ok("GET", f"{JOBS}/job")["jobProgress"]
    assert (progress["successfullyProcessedRequests"], progress["failedRequests"], progress["percent"]) == (2, 3, 100)
    assert plane.ok("GET", "datasets/answers")["sourceJobName"] == "accounts/local/batchInferenceJobs/job"


def test_defaults_of_the_job_are_those_of_rows_that_say_nothing(plane: Plane) -> None:
    data = row("a", messages=ask("Hello?")) + row("b", messages=ask("Hello?"), max_tokens=50)
    asked = {"maxTokens": 1, "extraBody": '{"n": 3}'}
    started(plane, data, inferenceParameters=asked, systemPrompt="Be brief.", outputDatasetId="job-output")
    plane.advance(600)
    answers = {line["custom_id"]: line["response"] for line in files(plane, "job-output")["BIJOutputSet.jsonl"]}
    assert [len(answers[name]["choices"]) for name in "ab"] == [3, 3]
    assert [answers[name]["choices"][0]["finish_reason"] for name in "ab"] == ["length", "stop"]


def test_rows_that_are_no_requests_fail_the_job_and_leave_no_output(plane: Plane) -> None:
    started(plane, chat_rows(5), outputDatasetId="job-output")
    plane.advance(600)
    job = plane.ok("GET", f"{JOBS}/job")
    assert job["state"] == "JOB_STATE_FAILED"
    assert "a row needs custom_id and body" in job["status"]["message"]
    plane.refused("GET", "datasets/job-output", code="NOT_FOUND")


def test_a_job_that_takes_too_long_expires_with_what_it_has(plane: Plane) -> None:
    data = b"".join(row(f"r{n}", messages=ask(f"{n}?")) for n in range(1000))
    started(plane, data, maxJobDuration="210s", outputDatasetId="job-output")
    plane.advance(220)
    assert plane.ok("GET", f"{JOBS}/job")["state"] == "JOB_STATE_EXPIRED"
    assert len(files(plane, "job-output")["BIJOutputSet.jsonl"]) == 500


def test_what_cannot_be_meant_is_refused(plane: Plane) -> None:
    plane.dataset("requests", row("a", messages=ask("Hello?")))
    good = {"model": LLAMA, "inputDatasetId": INPUT}
    for wrong, code in (
        ({"model": ""}, "INVALID_ARGUMENT"),
        ({"model": "accounts/fireworks/models/nothing"}, "NOT_FOUND"),
        ({"model": "accounts/fireworks/models/gte-large"}, "INVALID_ARGUMENT"),
        ({"inputDatasetId": "accounts/local/datasets/nothing"}, "NOT_FOUND"),
        ({"outputDatasetId": INPUT}, "ALREADY_EXISTS"),
        ({"inferenceParameters": {"temperature": 3}}, "INVALID_ARGUMENT"),
        ({"inferenceParameters": {"extraBody": "[]"}}, "INVALID_ARGUMENT"),
        ({"maxJobDuration": "0s"}, "INVALID_ARGUMENT"),
        ({"continuedFromJobName": "accounts/local/batchInferenceJobs/x"}, "UNIMPLEMENTED"),
    ):
        plane.refused("POST", JOBS, {**good, **wrong}, code=code)
    assert plane.ok("GET", JOBS)["batchInferenceJobs"] == []


def test_a_deleted_job_makes_nothing(plane: Plane) -> None:
    started(plane, row("a", messages=ask("Hello?")))
    plane.ok("DELETE", f"{HOME}/{JOBS}/job")
    seen = plane.ok("GET", f"{JOBS}/job")
    assert (seen["state"], seen["jobProgress"], seen["lifecycle"]) == ("JOB_STATE_DELETING_CLEANING_UP", None, None)
    plane.advance(600)
    assert [item["name"] for item in plane.ok("GET", "datasets")["datasets"]] == [INPUT]
