"""The examples of firectl-cron(7) run as they stand, in the environment cron and systemd give."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from firectl_py.docs import topic_text
from firectl_py.docs.page import CodeBlock

from ..helpers import ROOT, Run

CRONTAB, SERVICE, TIMER = (
    block.lines
    for section in topic_text.read("cron", 7).sections
    for block in section.blocks
    if isinstance(block, CodeBlock)
)
FIELD = r"[\d*/,-]+"
LINES = [line for line in CRONTAB if re.match(FIELD + " ", line)]


@pytest.fixture
def bare(local: Run, rows: Path, tmp_path: Path) -> dict[str, str]:
    """cron's environment, and a night on the local control plane behind it."""
    local("datasets", "create", "triage", rows).ok()
    local("sftj", "create", "--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage", "--job-id", "my-job").ok()
    local("deployments", "create", "llama-v3p1-8b-instruct", "--name", "my-deployment", "--gpu-type", "h100").ok()
    local("local", "clock", "advance", "1d").ok()
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, line in {"firectl": f'exec "{sys.executable}" -m firectl_py "$@"', "logger": "cat >/dev/null"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    store = {name: os.environ[name] for name in ("FIRECTL_PROFILE", "FIRECTL_LOCAL_DATA_DIR")}
    paths = {"HOME": str(tmp_path), "PATH": f"{programs}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    return {**paths, **store, "SHELL": "/bin/sh", "LOGNAME": "ops"}


def said(command: list[str], environ: dict[str, str]) -> str:
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_crontab(bare: dict[str, str], line: str) -> None:
    assert "%" not in line.replace(r"\%", ""), "cron makes a line feed of it"
    command = re.sub(rf"^(?:{FIELD} +){{5}}", "", line)
    command = command.replace("--jitter 5m", "--jitter 0")  # the one thing nobody has to wait for
    printed = said(["/bin/sh", "-c", command], bare)
    assert bool(printed) == ("history" in line), "cron mails what is printed"


def test_the_service_of_systemd(bare: dict[str, str]) -> None:
    (start,) = (line.partition("=")[2] for line in SERVICE if line.startswith("ExecStart="))
    assert said(shlex.split(start), bare) == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, text in {"firectl-wait.service": SERVICE, "firectl-wait.timer": TIMER}.items():
        (tmp_path / name).write_text("\n".join(text) + "\n")
    names = [str(path) for path in tmp_path.glob("firectl-wait.*")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=60)
    assert "firectl-wait" not in done.stderr, done.stderr
