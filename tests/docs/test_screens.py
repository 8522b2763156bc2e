"""The kept help screens say what the commands say, and stand back where they might not."""

from __future__ import annotations

from pathlib import Path

import pytest

from firectl_py import screens
from firectl_py.docs import screens as kept

from ..helpers import Firectl, Run


def test_what_is_kept_is_fresh() -> None:
    stale = [place for place, text in kept.files().items() if Path(place).read_text(encoding="utf-8") != text]
    assert not stale, "`make docs` puts it right"


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize(
    "words",
    [(), ("deployments",), ("sftj", "create"), ("create", "sftj"), ("sft", "ls"), ("ls", "model"), ("list",)],
    ids=" ".join,
)
def test_a_kept_screen_is_what_the_command_says(
    words: tuple[str, ...], columns: str, run: Run, firectl: Firectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screens.find(list(words)) == run(*words, "--help").ok().out
    assert firectl(*words, "--help").ok().out == run(*words, "--help").ok().out


def test_a_narrow_terminal_and_a_changed_command_are_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert screens.find([]) is None
    monkeypatch.setenv("COLUMNS", "80")
    assert screens.find([]) is not None
    monkeypatch.setattr(screens, "state", lambda: "0 files, 0 bytes\n")
    assert screens.find([]) is None


def test_the_root_help_fits_fifty_lines_of_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = (screens.find([]) or "").splitlines()
    assert 0 < len(lines) <= 50
    assert max(map(len, lines)) <= 80
    named = [line.split()[0] for line in lines if line.startswith("  ")][1:7]
    assert named == ["models", "datasets", "sftj", "deployments", "regions", "quotas"]
