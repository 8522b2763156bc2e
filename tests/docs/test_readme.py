"""README.md says what is so: its commands run as printed, its recording prints what it shows, its tables are complete.

A block of commands runs line by line in bash, with nothing there but the files of `plane.FILES` and what `BEFORE` made.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from firectl_py.cli import registry
from firectl_py.docs.tree import Node

from ..helpers import ROOT, serving
from . import blocks
from .plane import environ, made, written

README = (ROOT / "README.md").read_text()
FAST = "local clock speed 300"
DATASET = "datasets create my-dataset rows.jsonl"
DEPLOYMENT = "deployments create llama-v3p1-8b-instruct --name my-deployment --gpu-type h100"
BEFORE = {
    "firectl login": (FAST,),
    "*/15 * * * *": (DATASET, "sftj create --job-id my-job --base-model qwen3-8b --dataset my-dataset", FAST),
}
"""By how a block begins."""
SERVED = "firectl config set output json"
"""How a block begins whose settings the local profile does not take: it has an endpoint."""
SHELL = blocks.fenced(README, "sh")
(RECORDING,) = blocks.fenced(README, "console")
(PYTHON,) = blocks.fenced(README, "python")


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.partition("\n")[0][:40])
def test_a_block_runs_as_printed(block: str, tmp_path: Path) -> None:
    written(tmp_path)
    made(tmp_path, next((lines for start, lines in BEFORE.items() if block.startswith(start)), ()))
    with (
        serving(tmp_path / ".store") if block.startswith(SERVED) else nullcontext({"FIRECTL_PROFILE": "local"}) as plane
    ):
        blocks.run(block, tmp_path, environ(tmp_path) | plane)


def test_the_recording_prints_what_it_shows(tmp_path: Path) -> None:
    """`...` stands for lines that are left out. Each command must succeed but the one that shows a refusal."""
    written(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    steps = [step.split("\n", 1) for step in RECORDING.removeprefix("$ ").split("\n$ ")]
    script = "".join(f"echo '@{number}'\n{step[0]}\n" for number, step in enumerate(steps))
    printed = re.split(r"^@\d+\n", blocks.bash(script, tmp_path, environ(tmp_path)).stdout, flags=re.MULTILINE)[1:]
    for (command, *shown), out in zip(steps, printed, strict=True):
        pattern = re.escape("".join(shown)).replace(re.escape("...\n"), "(?s:.*)")
        assert re.fullmatch(pattern, out.rstrip("\n")), f"{command}\n{out}"


def test_the_library_runs_as_printed(tmp_path: Path) -> None:
    written(tmp_path)
    made(tmp_path, (DATASET, DEPLOYMENT, "local clock advance 20m"))
    with serving(tmp_path / ".store") as variables:
        code = PYTHON + "\nassert job['state'] and client.get('sftj', 'nightly-2026-11-20')"
        blocks.python(code, tmp_path, environ(tmp_path) | variables)


def test_the_table_of_commands_is_complete(root: Node) -> None:
    section = README.partition("## Commands")[2].partition("```")[0]
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*) \|$", section, re.MULTILINE))
    nouns = {node.name: {child.name for child in node.children} for node in root.children if node.is_group}
    assert {noun: set(verbs.split(", ")) for noun, verbs in rows.items()} == nouns
    others = re.findall(r"`([\w-]+)`", section.partition("Commands without a noun:")[2])
    assert set(others) == {node.name for node in root.children if not node.is_group}


def test_the_table_of_what_is_missing_is_complete() -> None:
    rows = re.findall(r"^\| missing \| (.*?) \|", README, re.MULTILINE)
    missing = {noun for row in rows for noun in re.findall(r"`([\w-]+)`", row)}
    aliases = {"ds", "dpoj", "rftj", "ts", "skill-event"}
    assert missing == set(registry.OFFICIAL_NOUNS) - aliases


def test_nothing_is_left_out_that_is_not_there() -> None:
    """A line that was changed in the README must not go on being excused here."""
    assert all(any(block.startswith(start) for block in SHELL) for start in BEFORE)
