"""Command lines, files and output as people know them from the official tool."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..helpers import Run


def test_a_noun_alone_shows_its_help(local: Run) -> None:
    done = local("models").ok()
    assert done.out.startswith("Usage: firectl models")
    assert done.out == local("models", "--help").ok().out


@pytest.mark.parametrize("line", ["", "models", "sftj create", "create sftj", "local faults", "version"])
def test_h_is_help_everywhere(local: Run, line: str) -> None:
    assert local(*line.split(), "-h").ok().out == local(*line.split(), "--help").ok().out


@pytest.mark.parametrize(
    "line",
    [
        "models list -a=fireworks -o=name",
        "-o=name models list -a fireworks",
        "models -o=name list -a=fireworks",
        "models list -a fireworks -oname --no-paginate=1",
        "models list -a fireworks -o name --no-paginate=false",
        "models list -a fireworks -o name --no-headers=T",
    ],
)
def test_values_after_an_equals_sign(local: Run, line: str) -> None:
    assert "accounts/fireworks/models/deepseek-v3" in local(*line.split()).ok().out.splitlines()


@pytest.mark.parametrize(
    ("flag", "sent"),
    [
        ("--enable-addons", True),
        ("--enable-addons=1", True),
        ("--enable-addons=t", True),
        ("--enable-addons=TRUE", True),
        ("--enable-addons=0", False),
        ("--enable-addons=F", False),
        ("--no-enable-addons=true", False),
        ("--no-enable-addons=false", True),
    ],
)
def test_switches_take_the_words_of_go(local: Run, flag: str, sent: bool) -> None:
    shown = local("deployments", "create", "qwen3-8b", "--gpu-type", "h100", flag, "--dry-run", "-o", "json").ok()
    assert shown.json["body"]["enableAddons"] is sent


def test_the_value_of_an_option_is_taken_as_it_stands(local: Run) -> None:
    shown = local("deployments", "create", "qwen3-8b", "--description", "-o=json", "--dry-run", "-o", "json").ok()
    assert shown.json["body"]["description"] == "-o=json"


def test_server_is_the_base_url(run: Run) -> None:
    refused = run("models", "list", "--server", "127.0.0.1:1", "--api-key", "fw_0123456789", "--request-timeout", "1s")
    assert refused.code == 9
    assert "127.0.0.1:1" in refused.err
    shown = run("-s", "gateway.fireworks.ai:443", "config", "get", "base_url").ok()
    assert shown.out == "https://api.fireworks.ai\n"
    assert "gRPC" in shown.err


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("load-lora tuned --deployment box", "load-lora"),
        ("deploy tuned --deployment box", "load-lora"),
        ("unload-lora tuned --deployment box", "unload-lora"),
        ("undeploy tuned --deployment box", "unload-lora"),
        ("prepare-model qwen3-8b --precision FP8 --dry-run", "prepare"),
    ],
)
def test_verbs_that_once_stood_alone_mean_models(local: Run, line: str, verb: str) -> None:
    _, *arguments = line.split()
    alone, with_noun = local(*line.split()), local("models", verb, *arguments)
    assert (alone.code, alone.out) == (with_noun.code, with_noun.out)
    assert "there is no command" not in alone.err


def test_snake_case_is_taken_at_every_level_of_a_file(local: Run) -> None:
    text = "base_model: qwen3-8b\naccelerator_type: NVIDIA_H100_80GB\nautoscaling_policy: {scale_up_window: 60s}\n"
    shown = local("deployments", "create", "-f", "-", "--dry-run", "-o", "json", stdin=text).ok()
    assert shown.json["body"]["autoscalingPolicy"] == {"scaleUpWindow": "60s"}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("learningRate: 1e-4", "learningRate", 0.0001),
        ("learningRate: '0.0001'", "learningRate", 0.0001),
        ("learningRate: 1E-4", "learningRate", 0.0001),
        ("epochs: '2'", "epochs", 2),
        ("epochs: 2.0", "epochs", 2),
        ("loraRank: 08", "loraRank", 8),
        ("displayName: no", "displayName", "no"),
        ("useReservation: yes", "useReservation", True),
        ("displayName: 2026-01-31", "displayName", "2026-01-31"),
    ],
)
def test_values_of_a_file_mean_what_people_mean(local: Run, text: str, field: str, value: object) -> None:
    job = f"base_model: accounts/fireworks/models/qwen3-8b\ndataset: rows\n{text}\n"
    shown = local("sftj", "create", "-f", "-", "--dry-run", "-o", "json", stdin=job).ok()
    assert shown.json["body"][field] == value


def test_aliases_of_yaml_are_followed(local: Run) -> None:
    text = "base_model: qwen3-8b\naccelerator_type: NVIDIA_H100_80GB\ndisplay_name: &n box\ndescription: *n\n"
    shown = local("deployments", "create", "-f", "-", "--dry-run", "-o", "json", stdin=text).ok()
    assert shown.json["body"]["description"] == "box"


def test_what_get_prints_makes_a_copy(local: Run, rows: Path, tmp_path: Path) -> None:
    local("datasets", "create", "rows", rows).ok()
    args = ("--base-model", "qwen3-8b", "--dataset", "rows", "--output-model", "m1", "--epochs", "3")
    local("sftj", "create", "--job-id", "first", *args).ok()
    for output in ("json", "yaml"):
        file = tmp_path / f"job.{output}"
        file.write_text(local("sftj", "get", "first", "-o", output).ok().out)
        made = local("sftj", "create", "-f", file, "--job-id", f"copy-{output}", "--output-model", f"m-{output}")
        assert json.loads(local("sftj", "get", f"copy-{output}", "-o", "json").ok().out)["epochs"] == 3, made.err


def test_an_id_that_begins_with_a_digit_is_left_to_the_platform(local: Run, rows: Path) -> None:
    refused = local("datasets", "create", "2026-q3-tickets", rows)
    assert refused.code == 7
    assert "ids that begin with a letter" in refused.err
    assert "HTTP 400" in refused.err
