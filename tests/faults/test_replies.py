"""Whatever comes back, the end is an answer or one clear line, never a traceback and never a false 0."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from .bench import Bench
from .odd_bodies import BODIES, ERRORS, JSON, SHOWN, VALUES, bomb, encoded
from .server import answer
from .words import ALWAYS, Answer, Fault

MODELS = "GET /v1/accounts/acme/models"


def code_of(title: str) -> int:
    """An empty reply may be a cut one and is asked for again; any other odd body is of the wrong shape."""
    return 9 if title == "white space" else 1


@pytest.mark.parametrize("title", BODIES)
@pytest.mark.parametrize("output", ["text", "json"])
def test_odd_bodies_of_a_list(bench: Bench, title: str, output: str) -> None:
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(200, JSON, BODIES[title])))
    ran = bench.run("models", "list", "-o", output, "--request-timeout", "3")
    assert ran.code == (0 if title in SHOWN else code_of(title)), ran
    if ran.code:
        assert "accounts/" not in ran.out
    if ran.code == 0 and output == "json":
        assert ran.json == json.loads(BODIES[title].decode("utf-8-sig"))["models"]


@pytest.mark.parametrize("title", [title for title in BODIES if title not in SHOWN and "rows" not in title])
def test_odd_bodies_of_one_thing(bench: Bench, title: str) -> None:
    bench.plant(Fault("GET */models/m", times=ALWAYS, answer=Answer(200, JSON, BODIES[title])))
    ran = bench.run("models", "get", "m", "--request-timeout", "3")
    assert ran.code == code_of(title), ran


@pytest.mark.parametrize("title", ERRORS)
@pytest.mark.parametrize(("status", "code"), [(400, 7), (403, 5), (503, 9)])
def test_odd_errors(bench: Bench, title: str, status: int, code: int) -> None:
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(status, JSON, ERRORS[title])))
    ran = bench.run("models", "list", "-o", "json", "--request-timeout", "1")
    assert ran.code == code, ran
    assert ran.error["exitCode"] == ran.code
    assert len(ran.error["message"]) <= 600


def test_a_page_of_a_megabyte_is_not_shown(bench: Bench) -> None:
    page = b"<html>" + b"<p>bad gateway</p>" * 60_000
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(502, {"Content-Type": "text/html"}, page)))
    ran = bench.run("models", "list", "--request-timeout", "2")
    assert ran.code == 9
    assert "<p>" not in ran.err
    assert all(len(line) <= 500 for line in ran.err.splitlines())


@pytest.mark.parametrize("status", [200, 400, 503])
def test_a_gzip_bomb(bench: Bench, status: int) -> None:
    headers = {**JSON, "Content-Encoding": "gzip"}
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(status, headers, lambda: bomb(400))))
    ran = bench.run("models", "list")
    assert ran.code == 1
    assert "too large" in ran.err
    assert ran.peak < 150, ran.peak


def test_a_gzip_reply_cut_once(bench: Bench) -> None:
    whole = gzip.compress(b'{"models": []}')
    bench.plant(Fault(MODELS, times=1, answer=Answer(200, {**JSON, "Content-Encoding": "gzip"}, whole[:-4])))
    ran = bench.run("models", "list")
    assert ran.code == 0, ran
    assert "broke off" in ran.err
    assert len(bench.requests("GET")) == 2


@pytest.mark.parametrize("cut", [False, True], ids=["broken JSON", "cut gzip"])
@pytest.mark.parametrize(("status", "code"), [(400, 7), (401, 3), (403, 5), (404, 4)])
def test_a_refusal_in_broken_json(bench: Bench, status: int, code: int, cut: bool) -> None:
    body = b'{"code": 3, "message": "no su'
    reply = Answer(status, JSON, body)
    if cut:
        reply = Answer(status, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(body)[:-10])
    bench.plant(Fault("GET */datasets/d", times=ALWAYS, answer=reply))
    ran = bench.run("datasets", "get", "d")
    assert ran.code == code, ran
    assert "answered with a broken error page" in ran.err
    assert len(bench.requests("GET")) == 1


@pytest.mark.parametrize(("title", "reply", "code"), [*encoded()], ids=[title for title, *_ in encoded()])
def test_encodings_that_are_not(bench: Bench, title: str, reply: Answer, code: int) -> None:
    bench.plant(Fault(MODELS, times=ALWAYS, answer=reply))
    ran = bench.run("models", "list", "--request-timeout", "2")
    assert ran.code == code, ran
    assert ran.out == ""


@pytest.mark.parametrize("kind", ["", "text/plain", "text/html", "application/xml", "application/octet-stream", "x"])
def test_not_said_to_be_json(bench: Bench, kind: str) -> None:
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(200, {"Content-Type": kind}, b"{}")))
    ran = bench.run("models", "list", "--request-timeout", "3")
    assert ran.code == 9
    assert "instead of JSON" in ran.err


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/problem+json"])
def test_said_to_be_json(bench: Bench, kind: str) -> None:
    bench.plant(Fault(MODELS, answer=Answer(200, {"Content-Type": kind}, b"{}")))
    assert bench.run("models", "list").code == 0


def _rows() -> list[dict[str, Any]]:
    names = ("displayName", "state", "kind", "createTime", "peftDetails", "status", "cost", "jobProgress", "deployment")
    return [{"name": f"accounts/acme/models/m{n}", **dict.fromkeys(names, value)} for n, value in enumerate(VALUES)]


@pytest.mark.parametrize("noun", ["models", "deployments", "datasets", "sftj", "deployed-models"])
@pytest.mark.parametrize("output", ["wide", "yaml", "json"])
def test_fields_of_the_wrong_type(bench: Bench, noun: str, output: str) -> None:
    collection = {"sftj": "supervisedFineTuningJobs", "deployed-models": "deployedModels"}.get(noun, noun)
    rows = [{**row, "replicaCount": value} for row, value in zip(_rows(), VALUES, strict=True)]
    bench.plant(Fault("GET *", answer=answer(200, {collection: rows})))
    ran = bench.run(noun, "list", "-o", output)
    assert ran.code == 0, ran
    assert "m9" in ran.out


@pytest.mark.parametrize("row", range(len(VALUES)))
def test_one_thing_with_fields_of_the_wrong_type(bench: Bench, row: int) -> None:
    value = VALUES[row]
    item = {**_rows()[row], "money": {"currencyCode": value, "units": value, "nanos": value}, "replicaStats": value}
    bench.plant(Fault("GET *", times=ALWAYS, answer=answer(200, item)))
    assert bench.run("models", "get", "m").code == 0
    waited = bench.run("deployments", "wait", "m", "--timeout", "1")
    assert waited.code == 124, waited


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("models", "list", "--filter", "\udcff\udcfe"), 7),
        (("models", "get", "\udcff"), 7),
        (("sftj", "create", "--base-model", "m", "--dataset", "rows", "--output-model", "\udcff"), 7),
        (("api", "GET", "/v1/\udcff"), 4),
        (("\udcff", "list"), 2),
    ],
    ids=ascii,
)
def test_arguments_that_are_no_text(bench: Bench, argv: tuple[str, ...], code: int) -> None:
    ran = bench.run(*argv)
    assert ran.code == code, ran


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_numbers_json_cannot_say(bench: Bench, value: str) -> None:
    ran = bench.run(
        "sftj",
        "create",
        "--base-model",
        "accounts/fireworks/models/llama-v3p1-8b-instruct",
        "--dataset",
        "rows",
        f"--learning-rate={value}",
    )
    assert ran.code == 7, ran
    assert bench.requests("POST") == []


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (400, 400, 7),
        (3, 409, 6),
        (9, 400, 6),
        (10, 409, 6),
        (12, 501, 12),
        (2, 500, 9),
        (16, 401, 3),
        (7, 403, 5),
        (0, 402, 5),
        (0, 412, 6),
        (0, 405, 12),
        (0, 520, 9),
        (0, 599, 9),
        (0, 418, 7),
        (8, 429, 8),
    ],
)
def test_status_and_code_as_one(bench: Bench, number: int, status: int, code: int) -> None:
    body = {"code": number, "message": "as planted"}
    bench.plant(Fault(MODELS, times=ALWAYS, answer=answer(status, body, X_Request_Id="req-77")))
    ran = bench.run("models", "list", "-o", "json", "--request-timeout", "10")
    assert ran.code == code, ran
    assert ran.error["message"] == "as planted"
    assert ran.error["httpStatus"] == status
    assert ran.error["requestId"] == "req-77"


def test_a_suspended_account_is_told_so(bench: Bench) -> None:
    bench.plant(Fault(MODELS, "return-412"))
    ran = bench.run("models", "list")
    assert ran.code == 6
    assert "suspended" in ran.err and "accounts get" in ran.err


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_bare_id_that_is_public(bench: Bench, verb: str) -> None:
    more = ("--display-name", "x") if verb == "update" else ()
    ran = bench.run("models", verb, "llama-v3p1-8b-instruct", *more)
    assert ran.code == 4
    assert "accounts/fireworks/models/ID" in ran.err


def test_a_collection_that_is_not_there_and_an_account_that_is_not_there(bench: Bench) -> None:
    gone = answer(404, {"code": 5, "message": "no such page"})
    bench.plant(Fault(MODELS, answer=gone))
    assert bench.run("models", "list").code == 12
    assert bench.run("models", "list", "-a", "nobody").code == 0


@pytest.mark.parametrize("path", ["/v1/accounts", "v1/accounts", "/v1/accounts/{account}/models?pageSize=1"])
def test_the_escape_hatch(bench: Bench, path: str) -> None:
    bench.plant(Fault("GET *", "return-503"))
    ran = bench.run("api", "GET", path)
    assert ran.code == 0, ran
    assert json.loads(ran.out)


@pytest.mark.parametrize("path", ["http://evil.example/v1", "//evil.example/v1"])
def test_the_escape_hatch_leads_nowhere_else(bench: Bench, path: str) -> None:
    assert bench.run("api", "GET", path).code == 2
    assert bench.requests() == []


def test_the_escape_hatch_and_a_lost_reply(bench: Bench) -> None:
    bench.plant(Fault("POST *", "lose-reply"))
    ran = bench.run("api", "POST", "/v1/accounts/acme/deployments?deploymentId=x", "-d", "{}")
    assert ran.code == 9
    assert "may have been carried out" in ran.err
    assert len(bench.requests("POST")) == 1
