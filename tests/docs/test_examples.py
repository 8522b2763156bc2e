"""Every example of every command runs as it is printed, on the local control plane.

An example finds what `MADE` has made, the files of `FILES`, and what `BEFORE` does for its command. It needs no entry
here where that is enough: use the names that stand there.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..helpers import serving
from .conftest import read
from .plane import MADE, environ, made, written

ADAPTER = "models create my-adapter ./my-adapter --base-model llama-v3p1-8b-instruct"
RUN = ("experiments run model-comparison", "local clock advance 24h")
BEFORE: dict[str, tuple[str, ...]] = {
    "models load-lora": (ADAPTER,),
    "models prepare": ("models create my-base-model ./my-base-model",),
    "models upload": (ADAPTER,),
    "deployments undelete": ("deployments delete my-deployment --yes",),
    "experiments results": RUN,
    "sftj create": ("models delete my-tuned-model --yes",),
    "sftj cancel": (
        "local clock speed 1",
        "sftj create --job-id my-running-job --base-model llama-v3p1-8b-instruct --dataset my-dataset",
    ),
    "profiles delete": ("profiles create staging",),
}
"""What the examples of a command want done, beyond MADE."""
ENDS = {
    "firectl -p local sftj resume my-fine-tuning-job": 6,  # nothing pauses a job there
}
"""Exit codes other than 0, which the example shows."""
ELSEWHERE = {
    "firectl login": "asks on a terminal",
    "firectl local serve --port 8642 --speed 60": "goes on until it is stopped, and the port may be taken",
    "firectl local serve --tls": "goes on until it is stopped",
}
"""Tested where their kind is."""

EXAMPLES = sorted({(" ".join(node.path), e) for node in read().walk() for e in node.examples if e not in ELSEWHERE})


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files and a store with what MADE makes."""
    folder = tmp_path_factory.mktemp("examples")
    written(folder)
    made(folder, MADE)
    return folder


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    """The example's own copy."""
    return Path(shutil.copytree(template, tmp_path / "place"))


@pytest.fixture(scope="session")
def served(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A control plane behind an endpoint, for examples that name no profile: the variables that lead to it."""
    store = shutil.copytree(template / ".store", tmp_path_factory.mktemp("served") / "store")
    with serving(Path(store)) as variables:
        yield variables


@pytest.mark.parametrize(("command", "example"), EXAMPLES)
def test_an_example_runs_as_printed(command: str, example: str, place: Path, served: dict[str, str]) -> None:
    made(place, BEFORE.get(command, ()))
    (place / "key-file").write_text(served["FIREWORKS_API_KEY"] + "\n")
    variables = environ(place) | ({} if "-p local" in example else served)
    done = subprocess.run(
        ["sh", "-c", example],
        cwd=place,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == ENDS.get(example, 0), done.stderr


def test_every_command_has_two_examples_or_three() -> None:
    counts = {" ".join(node.path): len(node.examples) for node in read().walk() if not node.is_group}
    assert {name: count for name, count in counts.items() if count not in (2, 3)} == {}
