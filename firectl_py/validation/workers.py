"""Pieces judged by two processes, handed back in order.

The helper is spawned, not forked: a fork of a process with threads can hang. What it cannot do, for whatever reason,
this process does itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from .part import Slice, judge
from .stats import Stats

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

AHEAD = 2
"""Pieces the helper has: one it works on, one that waits."""


def judge_all(
    parts: Iterator[Slice], format_name: str, limit: int, helped: bool
) -> Generator[tuple[Slice, Stats], None, None]:
    """Each part with its stats, in order. `helped` says whether a second process takes a share. Raises OSError."""
    if not helped:
        for part in parts:
            yield part, judge(part, format_name, limit)
        return
    helper = _Helper(format_name, limit)
    try:
        yield from _shared(parts, helper, format_name, limit)
    finally:
        helper.stop()


def _shared(parts: Iterator[Slice], helper: _Helper, format_name: str, limit: int) -> Iterator[tuple[Slice, Stats]]:
    numbered = enumerate(parts)
    done: dict[int, tuple[Slice, Stats]] = {}
    sent: deque[tuple[int, Slice]] = deque()
    turn = 0
    while True:
        while len(sent) < AHEAD and (item := next(numbered, None)) is not None:
            helper.send(item[1])
            sent.append(item)
        own = next(numbered, None)
        if own is not None:
            done[own[0]] = own[1], judge(own[1], format_name, limit)
        while sent and (own is None or helper.ready()):
            index, part = sent.popleft()
            done[index] = part, helper.receive() or judge(part, format_name, limit)
        while turn in done:
            yield done.pop(turn)
            turn += 1
        if own is None and not sent:
            return


class _Helper:
    """The second process. When it is gone, `receive` answers None."""

    def __init__(self, format_name: str, limit: int) -> None:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, format_name, limit), daemon=True)
        self._gone = False
        try:
            self._process.start()
        except OSError:
            self._gone = True
        theirs.close()

    def send(self, part: Slice) -> None:
        """Give it a part."""
        try:
            self._pipe.send(part)
        except OSError:
            self._gone = True

    def ready(self) -> bool:
        """Whether `receive` would return at once."""
        return self._gone or self._pipe.poll()

    def receive(self) -> Stats | None:
        """The stats of the part that was sent first, or None where there will be none."""
        try:
            stats: Stats | None = None if self._gone else self._pipe.recv()
        except (EOFError, OSError):
            self._gone = True
            return None
        return stats

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._pipe.close()
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()


def _serve(pipe: Connection, format_name: str, limit: int) -> None:
    """What the helper does until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    while True:
        try:
            part: Slice = pipe.recv()
        except EOFError:
            return
        try:
            stats: Stats | None = judge(part, format_name, limit)
        except OSError:
            stats = None  # whoever asked meets the same error, and says it
        try:
            pipe.send(stats)
        except OSError:
            return
