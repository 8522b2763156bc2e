"""Progress of a transfer: a bar on a terminal, a plain line each 10 s on a pipe, nothing under --quiet.

May be told by several threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TextIO

from .visible import visible

_EVERY = 10.0
_NAME = 40
"""Characters of a file's name beside its bar."""


class Progress:
    """Counts bytes of one transfer, on stderr only. With `lanes`, each of that many files has a line of its own."""

    def __init__(
        self, tell: Callable[[str], None], screen: TextIO | None, title: str, total: int | None, lanes: int = 0
    ) -> None:
        """`tell` prints one plain line; `screen` is the terminal to draw bars on, None where there is none."""
        self._tell, self._screen, self._title, self._total = tell, screen, title, total
        self._began = self._said = time.monotonic()
        self._done, self._moved = 0, 0
        self._free = list(range(lanes, 0, -1)) if lanes > 1 else []
        self._lock = threading.Lock()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if self._screen is not None:
            self._bar = self._new_bar(self._title, self._total, 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()
        elif kind is None:
            self._tell(f"{self._title}: {self._done} bytes, done")

    def add(self, count: int) -> None:
        """`count` more bytes went through; fewer than none where some have to go again."""
        with self._lock:
            self._done += count
            if self._bar is not None:
                self._bar.update(count)
                return
            self._moved += max(0, count)
            now = time.monotonic()
            if now - self._said >= _EVERY:
                self._said = now
                self._tell(f"{self._title}: {self._done}{self._rest(now)}")

    def start_at(self, count: int) -> None:
        """So many bytes need not go through any more: an earlier run saw to them."""
        with self._lock:
            self._done += count
            if self._bar is not None:
                self._bar.initial = self._bar.n = self._bar.n + count

    @contextmanager
    def file(self, name: str, size: int) -> Iterator[Callable[[int], None]]:
        """Counts one file of the transfer, on a line of its own where there are some."""
        with self._lock:
            lane = self._free.pop() if self._bar is not None and self._free else 0
            bar = self._new_bar(name[-_NAME:], size, lane) if lane else None

        def add(count: int) -> None:
            if bar is not None:
                bar.update(count)
            self.add(count)

        try:
            yield add
        finally:
            if bar is not None:
                bar.close()
                with self._lock:
                    self._free.append(lane)

    def _rest(self, now: float) -> str:
        """How much there is, how fast it goes and how long it will take."""
        rate = self._moved / max(1e-3, now - self._began)
        of = f" of {self._total}" if self._total else ""
        left = max(0, (self._total or 0) - self._done) / rate if rate and self._total else None
        eta = f", {left:.0f} s left" if left is not None else ""
        return f"{of} bytes, {rate / 1e6:.1f} MB/s{eta}"

    def _new_bar(self, title: str, total: int | None, position: int) -> Any:
        from tqdm import tqdm

        return tqdm(
            total=total,
            unit="B",
            unit_scale=True,
            desc=visible(title),
            file=self._screen,
            position=position,
            leave=not position,
            dynamic_ncols=True,
            miniters=1,
        )
