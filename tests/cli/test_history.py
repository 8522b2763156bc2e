"""`history`: what was changed from this machine, whoever ran it and however it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from firectl_py.api import audit_log
from firectl_py.output.secret_words import without_secrets as shown

from ..helpers import DEADLINE, ROOT, Firectl, Run, eventually, serving

LORA = ("--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage")


def test_the_morning_after(local: Run, rows: Path) -> None:
    assert "Nothing was changed" in local("history").ok().err
    local("datasets", "create", "triage", rows).ok()
    local(
        "sftj",
        "create",
        *LORA,
        "--job-id",
        "j",
        "--wandb",
        "--wandb-api-key",
        "wb0123456789",
        "--wandb-entity",
        "e",
        "--wandb-project",
        "p",
    ).ok()
    local("sftj", "create", *LORA, "--job-id", "k", "--dry-run").ok()
    local("sftj", "list").ok()
    local("sftj", "create", *LORA, "--job-id", "j", "--epochs", "3")
    local("sftj", "delete", "none", "-y")
    local("sftj", "cancel", "j", "-y").ok()
    local("api", "DELETE", "/v1/accounts/{account}/datasets/none")
    found = local("history", "-o", "json").ok().json
    changes = [(e["change"], e["name"].rpartition("/")[2], e["outcome"]) for e in found]
    assert changes[:2] == [("create", "triage", "done"), ("upload", "triage", "done")]
    assert changes[-5:] == [
        ("create", "j", "done"),
        ("create", "j", "refused"),
        ("delete", "none", "refused"),
        ("cancel", "j", "done"),
        ("DELETE", "none", "refused"),
    ]
    assert all(entry["requestId"] for entry in found if entry["outcome"] == "done")
    created = next(entry for entry in found if entry["command"].startswith("firectl sftj create"))
    assert "--wandb-api-key HIDDEN --wandb-entity e" in created["command"]
    assert "wb0123456789" not in json.dumps(found)
    assert len(local("history", "--limit", "2", "-o", "jsonl").ok().out.splitlines()) == 2
    assert local("history", "--since", "2000-01-01", "-o", "json").json == found
    assert local("history", "--since", "1h", "-o", "json").json == found
    assert local("history", "--since", "2100-01-01", "-o", "json").json == []
    assert local("history", "--since", "soon").code == 7


def test_a_run_that_was_killed_is_known_to_have_begun(firectl: Firectl, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with serving(store) as environ:
        planted = ("local", "faults", "add", "--match", "DELETE *", "--fault", "delay-3600s", "--data-dir", store)
        firectl(*planted, **environ).ok()
        words = [sys.executable, "-m", "firectl_py", "models", "delete", "m", "-y"]
        process = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(ROOT), **environ})
        eventually(lambda: firectl("history", "-o", "json", **environ).json, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        (entry,) = firectl("history", "-o", "json", **environ).ok().json
    assert (entry["outcome"], entry["command"]) == ("no end known", "firectl models delete m -y")


def test_many_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from firectl_py.api.audit_log import append\n"
        'for n in range(100): append(pathlib.Path(sys.argv[1]), b\'{"n": "%d %s"}\\n\' % (n, sys.argv[2].encode()))'
    )
    path = tmp_path / "history.log"
    words = [sys.executable, "-c", code, str(path)]
    writers = [subprocess.Popen([*words, str(n)], env={**os.environ, "PYTHONPATH": str(ROOT)}) for n in range(4)]
    assert [writer.wait(DEADLINE) for writer in writers] == [0] * 4
    assert len({json.loads(line)["n"] for line in path.read_text().splitlines()}) == 400
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_costs_itself_only_and_the_file_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "history.log"
    path.write_bytes(b'{"id": "a", "change": "create", "name": "x", "time": "t"}\n{"id": "b", "chan')
    audit_log.append(path, b'{"id": "a", "outcome": "done"}\n')
    assert [(e["name"], e["outcome"]) for e in audit_log.entries(tmp_path)] == [("x", "done")]
    for number in range(30):
        audit_log.append(path, b'{"id": "%d", "change": "%s"}\n' % (number, b"x" * 100_000))
    assert sum(file.stat().st_size for file in tmp_path.glob("history*.log")) <= 2 * audit_log.LIMIT
    assert audit_log.entries(tmp_path)[-1]["outcome"] == "no end known"


def test_a_history_that_cannot_be_written_keeps_nothing_from_being_done(local: Run, tmp_path: Path) -> None:
    (tmp_path / "store" / "client" / "history.log").mkdir(parents=True)
    done = local("models", "delete", "m", "-y")
    assert done.code == 4
    assert done.err.count("Warning: the history of changes cannot be written") == 1


def test_secrets_of_every_spelling_are_left_out() -> None:
    words = [
        "--api-key=abc",
        "api",
        "POST",
        "/v1/x?X-Signature=abc",
        "-d",
        '{"k": "abc"}',
        "--data={}abc",
        "-dabc",
        "--on-change",
        "curl abc",
        "--wandb-api-key",
        "abc",
        "https://u:abc@host/",
        "fw_abcdefghabc",
        "a b",
    ]
    assert "abc" not in shown(words)
    assert shown(words).endswith("'a b'")
