"""What goes to stdout, in which form; everything else goes to stderr."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml

from firectl_py.output.console import Console
from firectl_py.output.options import OutputOptions
from firectl_py.output.render import show
from firectl_py.output.result import Details

from ..helpers import Run

ALL = ("models", "list", "-a", "fireworks")


def test_one_list_in_each_format(local: Run) -> None:
    objects = local(*ALL, "-o", "json").ok().json
    assert len(objects) > 10
    assert all(item["name"].startswith("accounts/fireworks/models/") for item in objects)
    assert [json.loads(line) for line in local(*ALL, "-o", "jsonl").ok().out.splitlines()] == objects
    assert yaml.safe_load(local(*ALL, "-o", "yaml").ok().out) == objects
    assert local(*ALL, "-o", "name").ok().out.split() == [item["name"] for item in objects]
    table = local(*ALL).ok().out.splitlines()
    assert table[0].split()[:3] == ["NAME", "KIND", "STATE"]
    assert len(table) == len(objects) + 1
    assert "DISPLAY NAME" in local(*ALL, "-o", "wide").ok().out.splitlines()[0]
    assert local(*ALL, "-o", "table").out.splitlines() == table


def test_one_thing_in_each_format(local: Run) -> None:
    args = ("models", "get", "accounts/fireworks/models/deepseek-v3")
    found = local(*args, "-o", "json").ok().json
    assert yaml.safe_load(local(*args, "-o", "yaml").ok().out) == found
    assert json.loads(local(*args, "-o", "jsonl").ok().out) == found
    assert local(*args, "-o", "name").ok().out == "accounts/fireworks/models/deepseek-v3\n"
    text = local(*args).ok().out.splitlines()
    assert text[0] == "Name: accounts/fireworks/models/deepseek-v3"
    assert "State: READY" in text
    assert f"  Parameter Count: {found['baseModelDetails']['parameterCount']}" in text


def test_an_empty_list_is_an_answer_and_the_reason_is_said(local: Run) -> None:
    assert local("models", "list", "-o", "json").ok().out == "[]\n"
    assert local("models", "list", "-o", "yaml").ok().out == "[]\n"
    table = local("models", "list").ok()
    assert (table.out, "No models in accounts/local" in table.err) == ("", True)


@pytest.fixture
def snake(local: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The local profile with the default case of keys, and a deployment `d`."""
    monkeypatch.delenv("FIRECTL_JSON_CASE")
    made = ("deployments", "create", "llama-v3p1-8b-instruct", "--gpu-type", "h100", "--name", "d")
    local(*made, "--annotations", "custom/teamName=x").ok()
    return local


def test_keys_are_in_snake_case_as_the_official_tool_prints_them(snake: Run) -> None:
    found = snake("deployments", "get", "d", "-o", "json").ok().json
    assert found["base_model"] == "accounts/fireworks/models/llama-v3p1-8b-instruct"
    assert found["annotations"] == {"custom/teamName": "x"}, "keys a user chose stay as they are"
    assert yaml.safe_load(snake("deployments", "list", "-o", "yaml").ok().out)[0]["base_model"] == found["base_model"]
    assert "base_model" in snake("deployments", "list", "-o", "csv").ok().out.splitlines()[0].split(",")
    assert "account_id" in snake("whoami", "-o", "json").ok().json


def test_the_case_of_the_api_is_a_setting(snake: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRECTL_JSON_CASE", "camel")
    assert "baseModel" in snake("deployments", "get", "d", "-o", "json").ok().json


def test_a_request_and_a_raw_reply_are_shown_as_they_are(snake: Run) -> None:
    request = snake("deployments", "create", "qwen3-8b", "--gpu-type", "h100", "--dry-run", "-o", "json").ok().json
    assert request["body"]["acceleratorType"] == "NVIDIA_H100_80GB"
    assert "baseModel" in snake("api", "GET", "/v1/accounts/local/deployments/d", "-o", "json").ok().json


def test_a_query_takes_either_case(snake: Run) -> None:
    for query in ("base_model", "baseModel", "{m: baseModel}.m"):
        assert snake("deployments", "get", "d", "--query", query).ok().out.endswith("/llama-v3p1-8b-instruct\n")
    chosen = (
        snake("deployments", "list", "--query", "[].{baseModel: base_model, at: createTime}", "-o", "json").ok().json
    )
    assert list(chosen[0]) == ["baseModel", "at"], "keys of the query stay as they are typed"
    assert snake("deployments", "get", "d", "--query", "create_time").ok().out.endswith("Z\n"), "values are the API's"


def test_limits_pages_and_filters(local: Run) -> None:
    every = local(*ALL, "-o", "name").ok().out.split()
    assert local(*ALL, "-o", "name", "--limit", "3").ok().out.split() == every[:3]
    assert local(*ALL, "-o", "name", "--page-size", "2").ok().out.split() == every
    assert local(*ALL, "-o", "name", "--limit", "0").ok().out == ""
    backwards = local(*ALL, "-o", "name", "--order-by", "name desc").ok().out.split()
    assert backwards == every[::-1]
    serverless = local("models", "list", "--category", "serverless", "-o", "name").ok().out.split()
    experimental = local("models", "list", "--category", "experimental", "-o", "name").ok().out.split()
    assert sorted(serverless + experimental) == sorted(every)
    assert local("models", "list", "-a", "fireworks", "--search", "deepseek", "-o", "name").ok().out.count("\n") >= 3
    bad = local(*ALL, "--filter", "state ~ x")
    assert (bad.code, bad.out) == (7, "")


def test_errors_for_programs_are_one_object_on_the_last_line(local: Run) -> None:
    done = local("models", "get", "nothing", "-o", "json")
    assert (done.code, done.out) == (4, "")
    assert done.error["code"] == "NOT_FOUND"
    assert done.error["exitCode"] == 4
    assert done.error["hint"]
    noted = local("models", "get", "deepseek-v3", "-o", "json").ok()
    assert "public model" in json.loads(noted.err)["note"]


def test_quiet_leaves_the_answer_and_errors_only(local: Run) -> None:
    assert local("models", "get", "deepseek-v3", "-q").ok().err == ""
    failed = local("models", "get", "nothing", "-q")
    assert (failed.code, failed.err.startswith("Error: ")) == (4, True)


def test_why_a_thing_failed_is_read_first(local: Run) -> None:
    local("deployments", "create", "llama-v3p1-8b-instruct", "--name", "d", "--display-name", "D").ok()
    text = [line.split(":")[0] for line in local("deployments", "get", "d").ok().out.splitlines()]
    assert text[:3] == ["Name", "Display Name", "State"]


def test_dry_run_prints_the_request_and_sends_nothing(local: Run) -> None:
    args = ("sftj", "create", "--base-model", "llama-v3p1-8b-instruct", "--dataset", "d", "--job-id", "j")
    wandb = ("--wandb-api-key", "sesame", "--wandb-entity", "e", "--wandb-project", "p")
    shown = local(*args, *wandb, "--dry-run", "-o", "json").ok()
    assert shown.json["method"] == "POST"
    assert shown.json["url"].endswith("/v1/accounts/local/supervisedFineTuningJobs?supervisedFineTuningJobId=j")
    assert shown.json["body"]["dataset"] == "accounts/local/datasets/d"
    assert "sesame" not in shown.out + shown.err
    assert local("sftj", "list", "-o", "json").ok().json == []
    assert "nothing was sent" in local(*args, "--dry-run").ok().err


def test_debug_shows_calls_without_secrets(local: Run) -> None:
    done = local("models", "get", "accounts/fireworks/models/deepseek-v3", "--debug").ok()
    assert "debug: > GET http://firectl-local.invalid/v1/accounts/fireworks/models/deepseek-v3" in done.err
    assert "debug: < 200 in" in done.err


@pytest.mark.parametrize("output", ["text", "table", "json", "jsonl", "yaml", "csv", "name"])
def test_half_a_surrogate_pair_is_escaped_in_every_format(output: str) -> None:
    out = io.StringIO()
    show(Details([{"name": "a\ud800b"}]), Console(out, io.StringIO()), OutputOptions(output))
    assert "a\\ud800b" in out.getvalue().lower()


def test_csv_of_one_thing_and_of_a_list_have_the_same_head(
    local: Run, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIRECTL_JSON_CASE")
    local("datasets", "create", "d", rows).ok()
    listed = local("datasets", "list", "-o", "csv").ok().out
    got = local("datasets", "get", "d", "-o", "csv").ok().out
    assert got.splitlines()[0] == listed.splitlines()[0]
    assert "example_count" in got
