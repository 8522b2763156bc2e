"""Runs with a terminal: a pseudo-terminal whose every byte is kept."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time

from ..helpers import DEADLINE
from .bench import FIRECTL, Bench, Ran


def on_terminal(bench: Bench, *argv: str, types: str = "", **environ: str | None) -> Ran:
    """Run with all streams on one terminal; `out` is what it showed, `types` is typed at the first prompt."""
    master, slave = pty.openpty()
    started = time.monotonic()
    variables = bench.environ(**{"TERM": "xterm-256color", **environ})
    process = subprocess.Popen(
        [*FIRECTL, *argv],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=variables,
        cwd=bench.root,
        start_new_session=True,
    )
    os.close(slave)
    shown = _read_all(master, process, types.encode())
    os.close(master)
    ran = Ran(argv, process.wait(DEADLINE), shown.decode("utf-8", "surrogateescape"), "", time.monotonic() - started, 0)
    return bench.keep(ran)


def _read_all(master: int, process: subprocess.Popen[bytes], types: bytes) -> bytes:
    shown, deadline = bytearray(), time.monotonic() + DEADLINE
    while True:
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"still running, and shown is {bytes(shown)!r}")
        if not select.select([master], [], [], 0.05)[0]:
            if process.poll() is not None:
                return bytes(shown)
            continue
        try:
            block = os.read(master, 65536)
        except OSError:  # how Linux says that the other end is closed
            return bytes(shown)
        if not block:
            return bytes(shown)
        shown += block
        if types and shown.endswith((b": ", b"? [y/N] ")):
            os.write(master, types)
            types = b""
