"""/inference/v1 as OpenAI's clients and the official SDK use it; deployments that sleep, wake, and run up a bill."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fireworks import APIStatusError, Fireworks

from firectl_py.local import status

from .plane import KEY, LLAMA, Plane

ASK: dict[str, Any] = {"messages": [{"role": "user", "content": "What is 12 + 30?"}]}
BOX = "accounts/local/deployments/box"


def chat(plane: Plane, model: str, **more: Any) -> tuple[int, Any]:
    reply = plane.raw("POST", "http://localhost/inference/v1/chat/completions", {"model": model, **ASK, **more})
    return reply.status_code, reply.get_json()


def deployed(plane: Plane, **more: Any) -> None:
    body = {"baseModel": LLAMA, "acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 1, **more}
    plane.ok("POST", "deployments?deploymentId=box", body)


def test_the_official_sdk_asks_whole_and_in_a_stream(served: str) -> None:
    with Fireworks(base_url=served, api_key=KEY, account_id="local", max_retries=0) as sdk:
        whole = sdk.chat.completions.create(model=LLAMA, messages=ASK["messages"])
        said = whole.choices[0].message.content
        assert said in ("42", "43") and whole.choices[0].finish_reason == "stop"
        assert whole.usage is not None and whole.usage.total_tokens == 5
        pieces: Any = sdk.chat.completions.create(model=LLAMA, messages=ASK["messages"], stream=True)
        assert "".join(p.choices[0].delta.content or "" for p in pieces if p.choices) == said
        with pytest.raises(APIStatusError) as refused:
            sdk.chat.completions.create(model="accounts/local/models/none", messages=ASK["messages"])
        assert refused.value.status_code == 404
    with Fireworks(base_url=served, api_key="fw_other", account_id="local", max_retries=0) as stranger:
        with pytest.raises(APIStatusError) as unknown:
            stranger.chat.completions.create(model=LLAMA, messages=ASK["messages"])
        assert unknown.value.status_code == 401


def test_a_deployment_sleeps_wakes_on_a_request_and_answers(plane: Plane) -> None:
    deployed(plane)
    code, body = chat(plane, f"{LLAMA}#{BOX}")
    assert (code, body["error"]["code"]) == (503, "DEPLOYMENT_SCALING_UP")
    plane.advance(300)
    assert chat(plane, f"{LLAMA}#{BOX}")[0] == chat(plane, BOX)[0] == 200
    assert plane.ok("GET", "deployments/box:metrics")["metrics"]["requests_per_second"] > 0

    plane.advance(2 * 3600)
    assert plane.ok("GET", "deployments/box")["replicaCount"] == 0
    assert chat(plane, BOX)[0] == 503
    plane.advance(60)
    assert chat(plane, BOX)[0] == 503
    plane.advance(120)
    assert chat(plane, BOX)[0] == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"temperature": 3}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"stream": "yes"}, "stream"),
        ({"messages": [{"role": "boss"}]}, "messages[0].role"),
    ],
)
def test_what_breaks_the_rules_is_named(plane: Plane, more: dict[str, Any], said: str) -> None:
    code, body = chat(plane, LLAMA, **more)
    assert code == 400 and body["error"]["message"].startswith(said)


def test_models_and_plain_completions(plane: Plane) -> None:
    listed = plane.raw("GET", "http://localhost/inference/v1/models").get_json()["data"]
    assert LLAMA in {model["id"] for model in listed}
    asked = {"model": LLAMA, "prompt": "one two", "stream": True, "stream_options": {"include_usage": True}}
    text = plane.raw("POST", "http://localhost/inference/v1/completions", asked).get_data(as_text=True)
    events = [line.removeprefix("data: ") for line in text.split("\n\n") if line]
    assert events[-1] == "[DONE]" and json.loads(events[-2])["usage"]["prompt_tokens"] == 2


def test_the_rehearsals_bill(plane: Plane) -> None:
    deployed(plane, minReplicaCount=1)
    plane.advance(180 + 3600)
    assert status(plane.data_dir)["bill"]["deployments"] == "5.80"
    plane.ok("DELETE", "deployments/box")
    plane.advance(20 * 86400)
    bill = status(plane.data_dir)["bill"]
    assert (bill["deployments"], bill["total"]) == ("5.80", "5.80")

    plane.dataset()
    plane.job("train")
    plane.advance(3600)
    assert chat(plane, LLAMA)[0] == 200
    bill = status(plane.data_dir)["bill"]
    assert (bill["fineTuning"], bill["inference"], bill["total"]) == ("3.00", "0.000001", "8.80")
