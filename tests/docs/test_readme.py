"""Every command that README.md shows in a block runs as it is printed, on the local control plane.

A block runs line by line in bash, with nothing there but the files of `plane.FILES` and what `BEFORE` has made.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from ..helpers import ROOT, serving
from .plane import environ, made, written

FAST = "local clock speed 300"
DATASET = "datasets create my-dataset rows.jsonl"
DEPLOYMENT = "deployments create llama-v3p1-8b-instruct --name my-deployment --gpu-type h100"
BEFORE = {
    "firectl login": (FAST,),
    "firectl sftj create -f job.yaml --dry-run": (DATASET, DEPLOYMENT, "local clock advance 20m"),
    "firectl experiments create": ("datasets create my-evaluation-set rows.jsonl", FAST),
    "*/15 * * * *": (DATASET, "sftj create --job-id my-job --base-model qwen3-8b --dataset my-dataset", FAST),
}
"""By how a block begins."""
SERVED = "firectl config set output json"
"""How a block begins whose settings the local profile does not take: it has an endpoint."""
ENDS = {"firectl api GET '/v1/accounts/{account}/routers'": 12}
"""Exit codes other than 0: there are no routers on the local control plane."""
ELSEWHERE = {
    "make quickstart": "continuous integration runs it",
    "make test": "runs this",
    "pip install .": "this is installed already",
    "pip install '.[local]'": "this is installed already",
    "firectl login": "asks for a key",
    "firectl -p staging login": "asks for a key",
    "firectl local serve --port 8642": "goes on until it is stopped, and the port may be taken",
    "firectl local serve --tls": "goes on until it is stopped",
}
"""Lines that are tested where their kind is, or by nobody but their reader."""
SCHEDULE = re.compile(r"(?:[\d*/,-]+ +){5}(?=\S)")
SHOWN = re.compile(r"rows\.jsonl:\d+:")
"""What begins a block that is an answer and no command."""


def blocks() -> list[str]:
    """The indented blocks of the README."""
    found: list[list[str]] = []
    before = ""
    for line in (ROOT / "README.md").read_text().splitlines():
        if line.startswith("    "):
            if not before.startswith("    "):
                found.append([])
            found[-1].append(line[4:])
        if line.strip() or not before.startswith("    "):
            before = line
    return ["\n".join(block) for block in found]


def lines_of(block: str) -> list[str]:
    """The commands of a block, without what cron wants before them and what is said behind them."""
    joined = re.sub(r" \\\n +", " ", block).splitlines()
    return [SCHEDULE.sub("", re.sub(r" {2,}# .*|  +#.*", "", line)).rstrip() for line in joined]


PYTHON = [block for block in blocks() if block.startswith("from firectl_py")]
SHELL = [block for block in blocks() if block not in PYTHON and not SHOWN.match(block)]


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.partition("\n")[0][:40])
def test_a_block_runs_as_printed(block: str, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "job.yaml").write_text("baseModel: llama-v3p1-8b-instruct\ndataset: my-dataset\n")
    made(tmp_path, next((lines for start, lines in BEFORE.items() if block.startswith(start)), ()))
    with (
        serving(tmp_path / ".store") if block.startswith(SERVED) else nullcontext({"FIRECTL_PROFILE": "local"}) as plane
    ):
        for line in lines_of(block):
            if line and line not in ELSEWHERE:
                run(line, tmp_path, environ(tmp_path) | plane)


def run(line: str, folder: Path, variables: dict[str, str]) -> None:
    """Run a line in bash; it must end as it should."""
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == ENDS.get(line, 0), f"{line}\n{done.stdout}{done.stderr}"


def test_the_library_runs_as_printed(tmp_path: Path) -> None:
    written(tmp_path)
    made(tmp_path, (DATASET, DEPLOYMENT, "local clock advance 20m"))
    (code,) = PYTHON
    with serving(tmp_path / ".store") as variables:
        done = subprocess.run(
            [sys.executable, "-c", code + "\nassert job['state'] and client.get('sftj', 'nightly-2026-11-20')"],
            cwd=tmp_path,
            env=environ(tmp_path) | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_left_out_that_is_not_there() -> None:
    """A line that was changed in the README must not go on being excused here."""
    shown = {line for block in SHELL for line in lines_of(block)}
    assert set(ELSEWHERE) | set(ENDS) <= shown
    assert all(any(block.startswith(start) for block in SHELL) for start in BEFORE)
