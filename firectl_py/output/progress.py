"""Progress of a transfer: a bar on a terminal, a plain line each 10 s on a pipe, nothing under --quiet.

Imports its neighbours only; tqdm when a bar is drawn.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from .console import Console
from .visible import visible

_EVERY = 10.0


class Progress:
    """Counts bytes of one transfer, on stderr only."""

    def __init__(self, console: Console, title: str, total: int | None) -> None:
        self._console, self._title, self._total = console, title, total
        self._done, self._said = 0, time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if self._console.err.isatty() and not self._console.quiet and not self._console.json_notes:
            from tqdm import tqdm

            self._bar = tqdm(
                total=self._total, unit="B", unit_scale=True, desc=visible(self._title), file=self._console.err,
                leave=True, dynamic_ncols=True,
            )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()
        elif kind is None:
            self._console.progress(f"{self._title}: {self._done} bytes, done")

    def add(self, count: int) -> None:
        """`count` more bytes went through."""
        self._done += count
        if self._bar is not None:
            self._bar.update(count)
        elif time.monotonic() - self._said >= _EVERY:
            self._said = time.monotonic()
            of = f" of {self._total}" if self._total else ""
            self._console.progress(f"{self._title}: {self._done}{of} bytes")
