"""The blocks of the topic pages run as they are printed, on the local control plane; `test_cron` runs those of cron."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from firectl_py.docs.topic_pages import TOPICS

from ..helpers import ROOT, Run
from . import blocks
from .plane import environ, made, written

TEXTS = {
    topic: (files("firectl_py.docs") / "topics" / f"{topic}.txt").read_text()
    for topic in TOPICS
    if topic not in ("config", "cron", "exit-codes")
}
BLOCKS = [
    (topic, block) for topic, text in TEXTS.items() for block in blocks.indented(text) if blocks.COMMAND.match(block)
]
FAST = "local clock speed 300"
DATASET = "datasets create my-dataset rows.jsonl"
DEPLOYMENT = "deployments create llama-v3p1-8b-instruct --name my-deployment --gpu-type h100"
BEFORE: dict[str, tuple[str, ...]] = {
    "firectl sftj create -f job.yaml": (DATASET,),
    "firectl deployments smoke-test": (DEPLOYMENT, "local clock advance 20m"),
    "firectl experiments create": ("datasets create my-evaluation-set rows.jsonl", FAST),
    "firectl datasets create my-dataset rows.jsonl\nfirectl models": (FAST,),
}
"""What is done first, by how a block begins."""


@pytest.mark.parametrize(("topic", "block"), BLOCKS, ids=lambda text: text.partition("\n")[0][:40])
def test_a_block_runs_as_printed(topic: str, block: str, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "job.yaml").write_text("baseModel: llama-v3p1-8b-instruct\ndataset: my-dataset\n")
    made(tmp_path, next((lines for start, lines in BEFORE.items() if block.startswith(start)), ()))
    plane = {} if block.startswith("export FIRECTL_PROFILE") else {"FIRECTL_PROFILE": "local"}
    blocks.run(block, tmp_path, environ(tmp_path) | plane)


def test_the_library_page_runs_as_printed(tmp_path: Path) -> None:
    written(tmp_path)
    made(tmp_path, (FAST,))
    (code,) = (block for block in blocks.indented(TEXTS["library"]) if block.startswith("from firectl_py"))
    blocks.python(code, tmp_path, environ(tmp_path))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_shown_and_listed(topic: str, run: Run) -> None:
    assert f"firectl-{topic} - " in run("help", topic).ok().out
    assert f"| `{topic}` |" in (ROOT / "README.md").read_text()
