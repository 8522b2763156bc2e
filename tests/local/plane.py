"""A control plane in this process, the calls tests make of it again and again, and rows to upload."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any, cast

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from firectl_py.contract.wire import RPC_CODES
from firectl_py.local import advance_clock, open_app

from .conformance import departures

HOME = "/v1/accounts/local"
LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct"
KEY = "fw_test"


def chat_rows(count: int) -> bytes:
    """`count` good rows of a chat dataset."""
    row = {"messages": [{"role": "user", "content": "How are you?"}, {"role": "assistant", "content": "Very well."}]}
    return (json.dumps(row) + "\n").encode() * count


def shaped(body: dict[str, Any]) -> dict[str, Any]:
    """A deployment that runs on what the control plane picks, unless its body says on what."""
    return body if {"deploymentShape", "acceleratorType"} & set(body) else {**body, "deploymentShape": "default"}


def word_of(reply: TestResponse) -> str:
    """The google.rpc code of an error by name."""
    number = reply.get_json().get("code")
    return next((word for word, code in RPC_CODES.items() if code.number == number), f"no code in {reply.text}")


def stated(value: dict[str, Any]) -> dict[str, Any]:
    """The members of an answer that are set: without zero values and UNSPECIFIED."""
    return {k: v for k, v in value.items() if v not in (None, "", 0, "0", [], {}) and "_UNSPECIFIED" not in str(v)}


class Plane:
    """A control plane in this process, and the calls tests make again and again."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.client = cast(Flask, open_app(data_dir)).test_client()

    def raw(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """The reply as it came. A path that does not begin with /v1 is below the account."""
        url = path if path.startswith(("/v1", "/storage", "http")) else f"{HOME}/{path}"
        return self.client.open(url, method=method, json=body, **more)

    def ok(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The JSON of a call that has to succeed."""
        reply = self.raw(method, path, body)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        value = cast(dict[str, Any], reply.get_json())
        assert departures(value) == [], "every reply of every test is held against the contract"
        return value

    def refused(self, method: str, path: str, body: Any = None, *, code: str = "INVALID_ARGUMENT") -> str:
        """The message of a call that has to fail with `code`."""
        reply = self.raw(method, path, body)
        status = reply.get_json()
        assert word_of(reply) == code, status
        assert list(status) == ["code", "details", "message"]
        return str(status["message"])

    def dataset(self, name: str = "rows", data: bytes = chat_rows(60)) -> str:
        """A READY dataset."""
        self.ok("POST", "datasets", {"datasetId": name, "dataset": {"userUploaded": {}, "exampleCount": "1"}})
        reply = self.upload(name, data)
        assert reply.status_code == 200, reply.text
        return f"accounts/local/datasets/{name}"

    def upload(self, name: str, data: bytes, file: str = "rows.jsonl") -> TestResponse:
        """Send a file as multipart form data."""
        boundary, form = encode_multipart({"file": FileStorage(io.BytesIO(data), file)})
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(f"{HOME}/datasets/{name}:upload", data=form, content_type=kind)

    def put(self, url: str, data: bytes, **headers: str) -> TestResponse:
        """PUT to a signed URL with the two headers it demands."""
        wanted = {
            "Content-Type": "application/octet-stream",
            "X-Goog-Content-Length-Range": f"{len(data)},{len(data)}",
        }
        return self.client.put(url, data=data, headers={**wanted, **headers})

    def fetch(self, url: str) -> bytes:
        """What a signed URL gives."""
        with self.client.get(url) as reply:
            assert reply.status_code == 200, url
            return bytes(reply.data)

    def job(self, job_id: str, **fields: Any) -> dict[str, Any]:
        """A fine-tuning job on the dataset `rows`."""
        body = {"dataset": "accounts/local/datasets/rows", "baseModel": LLAMA, "loraRank": 8, **fields}
        return self.ok("POST", f"supervisedFineTuningJobs?supervisedFineTuningJobId={job_id}", body)

    def adapter(self, name: str = "tuned") -> str:
        """A READY LoRA adapter, made by a job that has run to its end."""
        self.dataset()
        self.job("make-it", outputModel=f"accounts/local/models/{name}")
        self.advance(3600)
        return f"accounts/local/models/{name}"

    def deploy(self, name: str, **fields: Any) -> dict[str, Any]:
        """A deployment of the smallest Llama."""
        return self.ok("POST", f"deployments?deploymentId={name}", shaped({"baseModel": LLAMA, **fields}))

    def advance(self, seconds: float) -> None:
        """Let virtual time pass."""
        advance_clock(self.data_dir, seconds)
