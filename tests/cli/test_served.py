"""In this process or over HTTP: the same commands, the same answers, byte for byte; and signing in to a served one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ..helpers import Run, serving

TIMES = re.compile(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"')
RANDOM = re.compile(r'http://[^"\s]+|deployed-model-\w+|dm-\w+')

JOB = (
    "local clock speed 0 --data-dir {store}",
    "datasets create triage {rows}",
    "datasets get triage",
    "sftj create --base-model llama-v3p1-8b-instruct --dataset triage --output-model m1 --job-id job-1",
    "sftj create --base-model no-such-model --dataset triage --job-id job-2",
    "sftj create --base-model llama-v3p1-8b-instruct --dataset triage --job-id job-3 --lora-rank 7",
    "sftj get job-1",
    "local clock advance 3h --data-dir {store}",
    "sftj wait job-1",
    "models list",
    "models get m1",
    "deployments create m1 --name live --gpu-type h100",
    "deployments list --filter state=CREATING",
    "deployments update live --max-replicas 3",
    "deployments get live --metrics",
    "deployments delete live",
    "deployments get nothing",
    "deployments list --show-deleted",
    "quotas get h100-us-iowa-1",
    "regions list",
    "models list -a fireworks --limit 3",
    "accounts list",
)


def answers(run: Run, rows: Path, store: Path) -> list[tuple[str, int, str]]:
    out = []
    for line in JOB:
        words = [word.format(rows=rows, store=store) for word in line.split()]
        done = run(*words, "-o", "json")
        text = RANDOM.sub("VARIES", TIMES.sub('"TIME"', done.out))
        out.append((line, done.code, text))
    return out


def test_in_process_and_served_answers_are_the_same(
    run: Run, rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("FIRECTL_PROFILE", "local")
        patch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "near"))
        near = answers(run, rows, tmp_path / "near")
    with serving(tmp_path / "far") as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        far = answers(run, rows, tmp_path / "far")
    for here, there in zip(near, far, strict=True):
        assert here == there
    assert [code for _, code, _ in near].count(0) == len(JOB) - 3, "three of the commands are meant to fail"


def test_sign_in_with_a_key_from_stdin_then_out_again(run: Run, tmp_path: Path, empty_home: Path) -> None:
    with serving(tmp_path / "store") as variables:
        url, key = variables["FIREWORKS_BASE_URL"], variables["FIREWORKS_API_KEY"]
        assert run("whoami", "--base-url", url).code == 3

        refused = run("login", "--api-key-stdin", "--base-url", url, stdin="fw_wrong_key\n")
        assert (refused.code, "fw_wrong_key" in refused.err) == (3, False)

        signed_in = run("login", "--api-key-stdin", "--store", "file", "--base-url", url, stdin=f"{key}\n").ok()
        assert "Signed in to account local" in signed_in.out
        kept = next(empty_home.rglob("credentials.json"))
        assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)

        assert "Account ID: local" in run("whoami").ok().out
        elsewhere = run("whoami", "--base-url", "http://127.0.0.1:9")
        assert elsewhere.code == 3
        assert f"the stored key is for {url}" in elsewhere.err

        run("logout").ok()
        assert run("whoami").code == 3
        assert key not in kept.read_text()
        run("logout").ok()


def test_a_vpc_is_refused_where_nothing_would_honour_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firectl_py.api import Client

    with serving(tmp_path / "store") as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        args = ("vpc-deployment", "create", "--model", "custom-model", "--compliance-mode", "hipaa", "--name", "v")
        monkeypatch.setattr(Client, "is_local", lambda self: False)
        refused = run(*args)
        assert refused.code == 12
        assert "--compliance-mode" in refused.err
        assert run("deployments", "list", "-o", "json").ok().json == []
        monkeypatch.undo()


def test_without_a_key_it_stops_and_says_both_ways_on(run: Run) -> None:
    done = run("models", "list")
    assert done.code == 3
    assert "firectl login" in done.err
    assert "-p local" in done.err
    assert run("models", "list", "-o", "json").error["exitCode"] == 3


def test_the_local_profile_does_not_look_at_the_environment(local: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_production")
    monkeypatch.setenv("FIREWORKS_BASE_URL", "https://production.invalid")
    monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", "production")
    done = local("whoami").ok()
    assert "Account ID: local" in done.out
    assert "ignores FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID, FIREWORKS_BASE_URL" in done.err
    assert local("whoami", "--base-url", "https://production.invalid").code == 2
