"""What every test starts from: an empty home, no variables of ours, the local control plane in a folder of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from .helpers import Firectl, Run

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With NO_SKIP=1, as in .ci/run, a test has failed where what it needs is not installed."""
    report = yield
    if report.skipped and "not installed" in str(report.longrepr) and os.environ.get("NO_SKIP") == "1":
        report.outcome, report.longrepr = "failed", f"NO_SKIP=1, but skipped: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """HOME and every folder of ours below the test's own; nothing from the machine's environment gets in."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.upper().startswith(("FIREWORKS_", "FIRECTL_", "WANDB_", "XDG_")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("FIRECTL_JSON_CASE", "camel")  # tests name the API's fields; test_output has the default
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield home
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def rows() -> Path:
    """A data set of 60 examples."""
    return EXAMPLES / "support-triage.jsonl"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("models", "list")`: a command line in this process."""
    return Run(capfd)


@pytest.fixture
def local(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The same on the local profile, with a fresh store."""
    monkeypatch.setenv("FIRECTL_PROFILE", "local")
    monkeypatch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "store"))
    return run


@pytest.fixture
def firectl() -> Firectl:
    """`firectl("models", "list")`: a command line as a process of its own."""
    return Firectl()
