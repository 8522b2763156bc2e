"""Files from signed URLs onto the disk: whole and under the right name, or not at all.

`ranges` decides what an answer is good for, `claims` who writes what.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import FirectlError, IntegrityError, LocalIOError, PermissionDeniedError, UnreachableError
from ..files import io_error
from ..http.retry import RetryPolicy
from ..http.send import is_transient
from ..http.storage import Storage, StoredObject
from . import checksum, ranges, source
from .partial_files import PartialFile, Segment, StalePartials
from .ranges import Held
from .shards import ShardedFile

ATTEMPTS = 6
"""Requests in a row that brought nothing."""
_POLICY = RetryPolicy(ATTEMPTS)

Address = Callable[[str, str | None], str]
"""The signed URL of an object by its name, another one than that given."""


class Download(NamedTuple):
    """What fetching needs, whatever the file."""

    storage: Storage
    address: Address
    report: Callable[[int], None]
    orphans: StalePartials


def fetch(to: Download, whole: ShardedFile, target: Path) -> None:
    """Download the objects of `whole`, one behind the other, to `target`, which appears only complete and on disk.

    What a killed run left is gone on with. Raises IntegrityError, LocalIOError, UnreachableError, or what was refused
    with.
    """
    claim = to.orphans.claim(target, list(whole.pieces))
    try:
        claim.save()
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(claim.part, flags, 0o666), "r+b", buffering=0) as file:
            base = 0
            for index, name in enumerate(whole.pieces):
                base += _Piece(to, claim, file, index, name, base, target).fetch()
            file.truncate(base)
            os.fsync(file.fileno())
        os.replace(claim.part, target)
        claim.remove()
    except OSError as error:
        claim.remove()
        raise io_error(target, error) from None
    except (IntegrityError, LocalIOError):
        claim.remove()
        raise
    except BaseException:
        claim.release()
        raise


class _Piece:
    """One object, written into the part from `base` on."""

    def __init__(
        self, to: Download, claim: PartialFile, file: BinaryIO, index: int, name: str, base: int, target: Path
    ) -> None:
        self._to, self._claim, self._file, self._index = to, claim, file, index
        self._name, self._base, self._target = name, base, target
        self._digest = checksum.Digest("crc32c")
        self._stated: checksum.Stated | None = None
        self._held = self._left_over()
        self._resumed = self._held.length > 0
        to.report(self._held.length)

    def fetch(self) -> int:
        """Bring all of it; its length.

        Raises IntegrityError, LocalIOError, UnreachableError, or what was refused with.
        """
        failed, stale, afresh, before = 0, None, 0, self._held.length
        while True:
            url = self._to.address(self._name, stale)
            stale = None
            try:
                if self._request(url):
                    if self._is_right():
                        return self._held.length
                    self._drop()
                else:
                    afresh += 1
                    if afresh > 2:
                        raise IntegrityError(f"{self._name}: the storage sends other ranges than it is asked for")
                continue
            except FirectlError as error:
                failed = 0 if self._held.length > before else failed + 1
                before = self._held.length
                if isinstance(error, PermissionDeniedError) and failed < 3:
                    stale = url  # it may have expired
                    continue
                if not is_transient(error) or failed >= ATTEMPTS:
                    raise
            time.sleep(_POLICY.backoff(failed))

    def _left_over(self) -> Held:
        """What an earlier run left of this object, its checksum taken along."""
        if self._index >= len(self._claim.segments):
            return Held()
        segment = self._claim.segments[self._index]
        there = max(0, os.fstat(self._file.fileno()).st_size - self._base)
        held = Held(min(there, segment.size or 0), segment.etag, segment.generation, segment.size)
        if not ranges.can_resume(held):
            return Held()
        self._digest = checksum.Digest(segment.kind)
        self._stated = checksum.Stated(segment.kind, segment.digest) if segment.digest else None
        for block in source.blocks(self._claim.part, self._base, held.length):
            self._digest.update(block)
        return held

    def _request(self, url: str) -> bool:
        """One request, its bytes written; False where the answer was of no use and the next asks for the whole."""
        with self._to.storage.read(url, ranges.request(self._held)) as found:
            verdict = ranges.judge(self._held, found.status, found.headers)
            if verdict == "afresh":
                self._drop()
                self._stated = None
                return False
            size = ranges.size_of(found.status, found.headers)
            stated = checksum.stated(found.headers.get("x-goog-hash"))
            self._stated = stated if verdict == "whole" else self._stated
            if verdict == "whole":
                self._begin(found, size)
            if verdict == "complete":
                return True
            self._demand_space(size)
            self._take(found)
            if size is not None and self._held.length < size:
                raise UnreachableError(f"the download of {self._name} broke off")
            if size is not None and self._held.length > size:
                raise IntegrityError(f"{self._name}: more bytes came than the {size} that were announced")
            return True

    def _begin(self, found: StoredObject, size: int | None) -> None:
        """Make room for the whole object, and write down which one it is."""
        self._drop()
        etag, generation = ranges.identity(found.headers)
        kind, digest = self._stated or ("crc32c", "")
        self._digest = checksum.Digest(kind)
        self._held = Held(0, etag, generation, size)
        self._claim.segments[self._index :] = [Segment(self._name, etag, generation, size, kind, digest)]
        self._claim.save()

    def _take(self, found: StoredObject) -> None:
        self._file.seek(self._base + self._held.length)
        for block in found.blocks:
            view = memoryview(block)
            while view:  # without a buffer, so that a kill loses at most the block that is being written
                view = view[self._file.write(view) :]
            self._digest.update(block)
            self._held = self._held._replace(length=self._held.length + len(block))
            self._to.report(len(block))

    def _drop(self) -> None:
        """Throw away what is there of this object and all behind it."""
        self._to.report(-self._held.length)
        self._file.truncate(self._base)
        self._held = Held()

    def _is_right(self) -> bool:
        """Compare the checksum; False where only what an earlier run left may be wrong. Raises IntegrityError."""
        if self._stated is None or self._stated.digest == self._digest.base64():
            return True
        if self._resumed:
            self._resumed = False
            return False
        raise IntegrityError(f"{self._name}: the bytes are not those the storage announced ({self._stated.kind})")

    def _demand_space(self, size: int | None) -> None:
        if size is None:
            return
        need, free = size - self._held.length, shutil.disk_usage(self._target.parent).free
        if need > free:
            raise LocalIOError(f"{self._target}: {need} more bytes are needed, and {free} are free on its disk")
