"""A night of an operator: one script, unattended, over a bad line, twice at once, killed and run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..helpers import DEADLINE, ROOT, Firectl, eventually, serving

SCRIPT = ROOT / "examples" / "nightly.sh"
BASE = "llama-v3p1-8b-instruct"


class Night:
    """The script, a control plane behind it, and what it left there."""

    def __init__(self, tmp_path: Path, store: Path, client: dict[str, str]) -> None:
        programs = tmp_path / "bin"
        programs.mkdir()
        (programs / "firectl").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m firectl_py "$@"\n')
        (programs / "firectl").chmod(0o755)
        self._store, self._firectl = store, Firectl()
        # cron's environment, and the key: nothing else.
        self.environ = {
            "HOME": str(tmp_path),
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "NIGHT": "20261124",
            "NIGHTLY_STATE": str(tmp_path / "night"),
            **client,
        }

    def start(self, rows: Path, **more: str) -> subprocess.Popen[str]:
        evaluation = rows.with_name("support-triage-eval.jsonl")
        words = ["/bin/sh", str(SCRIPT), str(rows), str(evaluation), BASE]
        return subprocess.Popen(
            words,
            env={**self.environ, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, rows: Path, **more: str) -> tuple[int, str]:
        process = self.start(rows, **more)
        out, _ = process.communicate(timeout=120)
        return process.returncode, out

    def local(self, *words: str) -> None:
        self._firectl("local", *words, "--data-dir", self._store).ok()

    def met_a_fault(self) -> bool:
        found = self._firectl("local", "faults", "list", "-o", "json", "--data-dir", self._store).ok().json
        return bool(found[0]["hits"])

    def there(self, noun: str, *more: str) -> list[tuple[str, str]]:
        found: list[dict[str, Any]] = self._firectl(noun, "list", *more, "-o", "json", **self.environ).ok().json
        return [(item["name"].rpartition("/")[2], item["state"]) for item in found]

    def is_one_of_everything(self) -> None:
        name = "nightly-20261124"
        sets = dict(self.there("datasets"))
        assert set(sets.values()) == {"READY"} and len(sets) == 6  # rows, evaluation, the experiment's own
        assert {name, f"{name}-eval"} < set(sets)
        assert self.there("sftj") == [(name, "JOB_STATE_COMPLETED")]
        assert self.there("models") == [(name, "READY")]
        arms = [(f"{name}-vs-base-r1-a{arm}", "JOB_STATE_COMPLETED") for arm in (1, 2)]
        assert sorted(self.there("batch-inference-jobs")) == arms
        assert self.there("deployments") == []


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    store = tmp_path / "store"
    with serving(store, "--speed", "600") as client:
        yield Night(tmp_path, store, client)


def test_a_night_over_a_bad_line_and_a_second_run_beside_it(night: Night, rows: Path) -> None:
    for match, fault in (
        ("POST */datasets", "lose-reply"),
        ("POST *:upload", "return-503"),
        ("POST */supervisedFineTuningJobs*", "lose-reply"),
        ("GET */supervisedFineTuningJobs/*", "return-reset-connection"),
        ("POST */deployments*", "return-503"),
        ("GET */deployments/*", "return-503"),
        ("POST */chat/completions", "return-503"),
        ("DELETE */deployments/*", "lose-reply"),
    ):
        night.local("faults", "add", "--match", match, "--fault", fault)
    first = night.start(rows)
    assert first.stdout is not None
    begun = first.stdout.readline()
    code, out = night.run(rows)
    assert (code, out) == (0, "another run is at it; nothing was done.\n")
    out = begun + first.communicate(timeout=120)[0]
    assert first.returncode == 0, out
    assert "What still bills:\nNo deployment has replicas now" in out
    steps = [line.split()[1] for line in out.splitlines() if line.endswith(": done")]
    assert steps == [
        "upload:",
        "upload-evaluation:",
        "train:",
        "wait:",
        "experiment:",
        "compare:",
        "results:",
        "deploy:",
        "smoke-test:",
        "bill:",
        "tear-down:",
    ]
    night.is_one_of_everything()
    code, out = night.run(rows)
    assert code == 0 and out.endswith("the night of 20261124 is done; nothing to do.\n")


@pytest.mark.parametrize("step", ["train", "deploy"])
def test_killed_anywhere_and_run_again(night: Night, rows: Path, step: str) -> None:
    process = night.start(rows)
    mark = Path(night.environ["NIGHTLY_STATE"]) / f"nightly-20261124.{step}"
    eventually(mark.exists, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    code, out = night.run(rows)
    assert code == 0, out
    night.is_one_of_everything()


@pytest.mark.parametrize(("fault", "code", "state"), [("fail-job", 10, "FAILED"), ("stall-job", 11, "CANCELLED")])
def test_a_job_that_goes_wrong(night: Night, rows: Path, fault: str, code: int, state: str) -> None:
    night.local("faults", "add", "--match", "POST */supervisedFineTuningJobs*", "--fault", fault)
    found, out = night.run(rows, STALL="2s")
    assert found == code, out
    assert out.splitlines()[-1].endswith(f"wait: failed with exit status {code}")
    assert "Error: nightly-20261124 " in out
    night.local("clock", "advance", "10m")
    assert night.there("sftj") == [("nightly-20261124", f"JOB_STATE_{state}")]
    assert night.there("deployments") == []


def test_what_would_cost_too_much_is_not_begun(night: Night, rows: Path) -> None:
    assert night.run(rows, MAX_JOB="2")[0] == 13
    assert night.there("sftj") == []


def test_whatever_happens_no_deployment_is_left(night: Night, rows: Path) -> None:
    """SIGTERM comes while the smoke test waits for an answer that never does."""
    night.local("faults", "add", "--match", "POST */chat/completions", "--fault", "delay-3600s")
    process = night.start(rows)
    eventually(night.met_a_fault, process)
    os.killpg(process.pid, signal.SIGTERM)
    out, _ = process.communicate(timeout=DEADLINE)
    assert process.returncode == 143, out
    assert "tear-down: done" in out
    assert night.there("deployments") == []
    assert night.run(rows)[0] == 0
    night.is_one_of_everything()
