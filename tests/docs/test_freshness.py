"""What is committed under man/ and completions/ is what the commands say."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from firectl_py.docs import release
from firectl_py.docs.__main__ import FOLDERS, main

from ..helpers import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The two folders, somewhere they may be spoiled."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_what_is_committed_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_a_missing_and_a_left_over_file_are_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (copy / "man" / "firectl.1").open("a") as page:
        page.write("More.\n")
    (copy / "completions" / "_firectl").unlink()
    (copy / "man" / "firectl-gone.1").touch()
    assert main(["--check", "--root", str(copy)]) == 1
    assert capsys.readouterr().err.splitlines()[:-1] == [
        "completions/_firectl: missing",
        "man/firectl-gone.1: left over",
        "man/firectl.1: stale",
    ]


def test_write_puts_it_right(copy: Path) -> None:
    (copy / "completions" / "_firectl").write_text("")
    (copy / "man" / "firectl-gone.1").touch()
    assert main(["--write", "--root", str(copy)]) == 0
    assert main(["--check", "--root", str(copy)]) == 0


def test_a_page_bears_the_day_of_the_release() -> None:
    newest = release.newest()
    day = f".Dd {newest.day:%B} {newest.day.day}, {newest.day.year}"
    assert day in (ROOT / "man" / "firectl.1").read_text()
    assert f".Os firectl\\-py {newest.version}" in (ROOT / "man" / "firectl.1").read_text()


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed: apt install mandoc")
def test_mandoc_has_nothing_to_warn_about() -> None:
    pages = sorted((ROOT / "man").iterdir())
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *pages], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("", 0)
