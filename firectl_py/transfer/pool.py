"""Several transfers at once, all stopped together."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ..errors import FirectlError, IntegrityError, LocalIOError, PartialFailureError
from ..http.retry import RetryPolicy
from ..http.retrying import asked_seconds, is_transient
from .source import TransferStoppedError

Item = TypeVar("Item")

LONGEST_ASKED = 300.0
"""Seconds: a server that asks for a longer pause gets this one."""
_POLICY = RetryPolicy()
STOP_SECONDS = 1.0
"""Seconds to wait for transfers that are being stopped; one that hangs in the network is left behind."""


class Failure(Generic[Item]):
    """An item, and why it failed."""

    def __init__(self, item: Item, error: FirectlError) -> None:
        self.item, self.error = item, error


def each(
    items: Sequence[Item], work: Callable[[Item], None], parallel: int, stop: threading.Event
) -> list[Failure[Item]]:
    """Do `work` on every item, `parallel` at a time; those that failed for good.

    One that the storage refuses does not hold up the others. Raises the error of one that lost the network, or found
    a file changed: the others would fare no better. Threads are daemons, so that none can keep the process alive.
    """
    waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
    ended: queue.SimpleQueue[tuple[Item, BaseException | None]] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)

    def serve() -> None:
        while not stop.is_set():
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                work(item)
                ended.put((item, None))
            except BaseException as error:
                ended.put((item, error))

    threads = [threading.Thread(target=serve, daemon=True) for _ in range(min(parallel, len(items)))]
    for thread in threads:
        thread.start()
    failures: list[Failure[Item]] = []
    try:
        for _ in items:
            item, error = ended.get()
            if isinstance(error, FirectlError) and not _ends_all(error):
                failures.append(Failure(item, error))
            elif error is not None:
                raise error
    except BaseException:
        stop.set()
        end = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        raise
    return failures


def raise_failures(failures: Sequence[tuple[str, FirectlError]], total: int) -> None:
    """Raises the error of a transfer that was the only one, PartialFailureError for those that failed of several."""
    if failures and total == 1:
        raise failures[0][1]
    if failures:
        raise PartialFailureError(
            f"{len(failures)} of {total} files could not be sent",
            list(failures),
            hint="Run the same command again: it sends only what is missing.",
        )


def pause(failed: int, error: FirectlError | None, stop: threading.Event) -> None:
    """Wait after the `failed`-th failure in a row, as long as the server asked. Raises TransferStoppedError."""
    if stop.wait(max(_POLICY.backoff(failed - 1), asked_seconds(error, LONGEST_ASKED))):
        raise TransferStoppedError


def _ends_all(error: FirectlError) -> bool:
    return isinstance(error, IntegrityError | LocalIOError) or is_transient(error)
