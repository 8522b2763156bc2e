"""Sending files by one PUT each: data sets, and models where the storage has no resumable sessions.

`after` decides what follows an answer; the rest does it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from ..errors import FirectlError, IntegrityError, TransportError, UnreachableError
from ..http.retry import RETRY_STATUSES
from ..http.storage import Storage, StorageReply, is_expired
from . import checksum, pool, source
from .journal import Done, Journal
from .shards import ShardPart
from .source import ProgressCallback, Window, open_file

FRESH_SECONDS = 45 * 60.0
"""Signed URLs live an hour; older than this they are asked for anew."""
ATTEMPTS = 6
RENEWALS = 2

Ask = Callable[[], dict[str, str]]
"""Asks the control plane for the signed URLs of the whole set, by name."""


class Tries(NamedTuple):
    """How often one PUT was tried, and how often for a new URL."""

    failed: int = 0
    renewed: int = 0


Next = Literal["done", "again", "renew", "fail"]


def after(tries: Tries, answer: StorageReply | None) -> tuple[Next, Tries]:
    """What to do after an answer to a PUT; None is no answer, or one that was cut off."""
    if answer is not None and answer.error is None and answer.status in (200, 201):
        return "done", tries
    if answer is None or answer.status in RETRY_STATUSES:
        tries = tries._replace(failed=tries.failed + 1)
        return ("again" if tries.failed < ATTEMPTS else "fail"), tries
    if is_expired(answer.error):
        tries = tries._replace(renewed=tries.renewed + 1)
        return ("renew" if tries.renewed <= RENEWALS else "fail"), tries
    return "fail", tries


class Urls:
    """The signed URLs of a set, asked for when they are first needed and before they expire."""

    def __init__(self, ask: Ask, sizes: dict[str, int], journal: Journal) -> None:
        self._ask, self._sizes, self._journal = ask, sizes, journal
        self._lock = threading.Lock()

    def get(self, name: str, stale: str | None = None) -> str:
        """The URL of `name`, another one than `stale`. Raises as the asking does."""
        with self._lock:
            given = self._journal.addresses
            usable = given is not None and given.sizes == self._sizes and name in given.urls
            old = given is None or not 0 <= time.time() - given.at < FRESH_SECONDS
            if not usable or old or (given is not None and given.urls[name] == stale):
                self._journal.store_addresses(self._sizes, self._ask())
            assert self._journal.addresses is not None
            return self._journal.addresses.urls[name]


class PutSender(NamedTuple):
    """What sending a part needs. `headers(size)` are those the URLs were signed with, and no others."""

    storage: Storage
    urls: Urls
    journal: Journal
    headers: Callable[[int], dict[str, str]]
    report: ProgressCallback
    stop: threading.Event


def send(to: PutSender, part: ShardPart) -> bool:
    """Send one part, as often as it takes; whether the storage stated its checksum, which then was the same.

    Raises IntegrityError where it was not or the file changed, UnreachableError, or what the storage refused with.
    """
    tries, url = Tries(), to.urls.get(part.name)
    while True:
        counted = _Counted(to.report)
        error: FirectlError | None = None
        answer, crc = None, 0
        try:
            answer, crc = _put(to, part, url, counted)
            error = answer.error
        except UnreachableError as broken:
            error = broken
        step, tries = after(tries, answer)
        if step == "done" and answer is not None:
            verified = verify(part.name, crc, answer.headers)
            to.journal.finish(part.name, Done(part.length, crc))
            return verified
        counted.take_back()
        if step == "fail":
            raise error or TransportError(f"{part.name} could not be sent")
        if step == "renew":
            url = to.urls.get(part.name, stale=url)
        else:
            pool.pause(tries.failed, error, to.stop)


def verify(name: str, crc: int, headers: Mapping[str, str]) -> bool:
    """Compare what was sent with what the storage says it has; False where it says nothing. Raises IntegrityError."""
    stated = checksum.stated(headers.get("x-goog-hash"))
    if stated is None or stated.kind != "crc32c":
        return False
    if stated.digest != checksum.encoded(crc):
        raise IntegrityError(f"{name}: the storage holds other bytes than were sent (crc32c)", hint="Run it again.")
    return True


def _put(to: PutSender, part: ShardPart, url: str, counted: ProgressCallback) -> tuple[StorageReply, int]:
    with open_file(part.path, empty=True) as file:
        crc = source.crc_of(part.path, part.start, part.length)
        window = Window(file, part.path, part.start, part.length, expected=crc, report=counted, stop=to.stop)
        answer = to.storage.exchange("PUT", url, to.headers(part.length), window)
        return answer, window.crc


class _Counted:
    """Reports bytes, and takes them back where they have to be sent again."""

    def __init__(self, report: ProgressCallback) -> None:
        self._report, self._count = report, 0

    def __call__(self, count: int) -> None:
        self._count += count
        self._report(count)

    def take_back(self) -> None:
        """Report that nothing of it arrived."""
        self._report(-self._count)
        self._count = 0
