"""What is seen of a transfer: a bar on a terminal, few lines on a pipe, nothing when nothing was asked for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from firectl_py.output import progress
from firectl_py.output.console import Console

from ..helpers import Run
from . import made
from .storage import World


class Terminal(io.StringIO):
    """A stderr that somebody looks at."""

    def isatty(self) -> bool:
        return True


def console(err: io.StringIO) -> Console:
    """A console that writes to `err`."""
    return Console(io.StringIO(), err)


def test_on_a_pipe_one_line_each_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])  # type: ignore[attr-defined]
    err = io.StringIO()
    with console(err).transfer("upload x", 100_000_000, 4) as shown:
        for _ in range(40):
            now[0] += 1.0
            shown.add(2_000_000)
    lines = err.getvalue().splitlines()
    assert lines[0] == "upload x: 20000000 of 100000000 bytes, 2.0 MB/s, 40 s left"
    assert len(lines) == 5
    assert "\r" not in err.getvalue()


def test_on_a_terminal_one_bar_and_one_line_for_each_file() -> None:
    err = Terminal()
    with console(err).transfer("upload", 100, 2) as shown, shown.file("a.bin", 60) as a, shown.file("b.bin", 40) as b:
        a(60)
        b(40)
    text = err.getvalue()
    assert "upload" in text
    assert "a.bin" in text
    assert "b.bin" in text


def test_bytes_that_go_again_are_not_counted_twice() -> None:
    err = io.StringIO()
    with console(err).transfer("upload", 100) as shown:
        shown.start_at(50)
        for count in (30, -30, 50):
            shown.add(count)
    assert err.getvalue() == "upload: 100 bytes, done\n"


def test_quiet_is_quiet_and_stdout_is_for_answers(run: Run, world: World, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(made.rows(300_000))
    done = run("datasets", "create", "rows", path, "--shard-size", "1MiB", "-q", "-o", "name").ok()
    assert (done.out.strip(), done.err) == ("accounts/acme/datasets/rows", "")
