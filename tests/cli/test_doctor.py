"""A set-up that is looked over, profiles, and completion put in its place."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from ..helpers import Firectl, Outcome, Run


def statuses(done: Outcome) -> dict[str, str]:
    """Each check's status."""
    return {row["check"]: row["status"] for row in done.json}


def test_a_rehearsal_is_sound(local: Run) -> None:
    done = local("doctor", "-o", "json").ok()
    assert statuses(done)["endpoint"] == "ok"
    assert {"version", "configuration", "sqlite", "state", "cache", "data", "completion"} <= set(statuses(done))
    assert "ok      endpoint: in this process answers" in local("doctor").ok().out


def test_what_is_wrong_is_said_with_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIRECTL_OUTPTU", "json")
    done = run("doctor", "-o", "json", "--base-url", "https://nowhere.invalid")
    assert done.code == 3, "the first problem names the exit code"
    rows = {row["check"]: row for row in done.json}
    assert rows["key"]["advice"] == "firectl login"
    assert rows["dns"]["status"] == "problem"
    assert rows["environment"]["advice"] == "Did you mean FIRECTL_OUTPUT?"
    assert "of 2 problems" in done.error["message"]


def test_an_endpoint_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_0123456789abcdef")
    done = run("doctor", "--base-url", f"http://127.0.0.1:{port}", "--request-timeout", "2")
    assert done.code == 9
    assert "key: from environment FIREWORKS_API_KEY, ...cdef" in done.out
    assert "fw_0123" not in done.out + done.err
    assert "PROBLEM endpoint" in done.out


def test_profiles_are_made_used_and_removed(run: Run) -> None:
    run("profiles", "create", "staging").ok()
    run("-p", "staging", "config", "set", "account_id", "acme").ok()
    run("profiles", "use", "staging").ok()
    assert run("config", "get", "account_id").ok().out == "acme\n"
    rows = {row["name"]: row for row in run("profiles", "list", "-o", "json").ok().json}
    assert (rows["staging"]["inUse"], rows["staging"]["account"], rows["local"]["key"]) == (True, "acme", "none needed")
    missing = run("profiles", "use", "stagign")
    assert (missing.code, "Did you mean staging?" in missing.err) == (2, True)
    assert run("profiles", "delete", "local").code == 2
    run("profiles", "use", "local").ok()
    assert len(run("models", "list", "-a", "fireworks", "-o", "json").ok().json) > 10
    run("profiles", "delete", "staging", "--yes").ok()
    assert "staging" not in run("profiles", "list").ok().out


def test_a_setting_nobody_knows_is_warned_of(run: Run) -> None:
    run("-p", "default", "config", "set", "output", "text").ok()
    path = Path(run("config", "path").ok().out.strip())
    path.write_text(path.read_text().replace("output:", "outptu:"))
    assert f"{path} line 5: there is no setting 'outptu'; did you mean output?" in run("config", "list").ok().err


@pytest.mark.parametrize("text", ['{"displayName": "a", "displayName": "b"}', "displayName: a\ndisplayName: b\n"])
def test_a_field_that_stands_twice_is_refused(local: Run, text: str) -> None:
    done = local("deployments", "create", "llama-v3p1-8b-instruct", "-f", "-", stdin=text)
    assert (done.code, "displayName stands" in done.err, "twice" in done.err) == (7, True, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_and_installed(run: Run, shell: str, tmp_path: Path) -> None:
    script = run("completion", shell).ok().out
    name = {"bash": "firectl.bash", "zsh": "_firectl", "fish": "firectl.fish"}[shell]
    assert script == (Path(__file__).parents[2] / "completions" / name).read_text()
    said = run("completion", shell, "--install").ok().out
    path = Path(said.splitlines()[0].removeprefix("Wrote ").rstrip("."))
    assert path.read_text() == script
    assert path.is_relative_to(os.environ["HOME"])
    assert run("completion", "tcsh").code == 2
    if shutil.which(shell):
        subprocess.run([shell, "-n", path], check=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIREWORKS_ACCOUNT_ID", "acme"),
        ("FIREWORKS_BASE_URL", "https://example.com"),
        ("FIRECTL_OUTPUT", "yaml"),
        ("FIRECTL_JSON_CASE", "snake"),
        ("FIRECTL_REQUEST_TIMEOUT", "7s"),
        ("FIRECTL_CACERT", "/tmp/ca.pem"),
        ("FIRECTL_PRICES_FILE", "/tmp/prices.json"),
        ("FIRECTL_LOCAL_DATA_DIR", "/tmp/plane"),
    ],
)
def test_each_setting_has_its_variable(run: Run, name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    shown = run("config", "list").ok().out
    assert f"environment {name}" in shown
    assert value in shown


def test_every_setting_is_tried_above() -> None:
    from firectl_py.config.settings import SPECS

    marks = test_each_setting_has_its_variable.pytestmark  # type: ignore[attr-defined]  # pytest puts it there
    assert {spec.env for spec in SPECS} == {name for name, _ in marks[0].args[1]}


def test_a_process_of_its_own_ends_in_time(firectl: Firectl, tmp_path: Path) -> None:
    done = firectl(
        "doctor", HOME=str(tmp_path), FIREWORKS_API_KEY="fw_0123456789abcdef", HTTPS_PROXY="http://u:pw@127.0.0.1:9"
    )
    assert done.code == 9
    assert "cannot reach the proxy http://127.0.0.1:9 (from HTTPS_PROXY)" in done.out
    assert "pw" not in done.out + done.err
