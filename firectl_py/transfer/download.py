"""Files from signed URLs onto the disk: whole and under the right name, or not at all.

`ranges` decides what an answer is good for, `partial_files` who writes what.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import FirectlError, IntegrityError, LocalIOError, UnreachableError
from ..files import io_error
from ..http.retry import RetryPolicy
from ..http.retrying import Retries, is_transient
from ..http.storage import Storage, StoredObject, is_expired
from . import checksum, pool, ranges, source
from .partial_files import PartialFile, Segment, StalePartials
from .ranges import Held
from .shards import ShardedFile

ATTEMPTS = 6
"""Requests in a row that brought nothing."""
ENOUGH = 64 * 1024
"""Bytes that a request which broke off must have brought not to count as one that brought nothing."""

UrlOf = Callable[[str, str | None], str]
"""The signed URL of an object by its name, another one than that given."""


class DownloadSource(NamedTuple):
    """What fetching needs, whatever the file."""

    storage: Storage
    url_of: UrlOf
    report: Callable[[int], None]
    stale: StalePartials


def fetch(to: DownloadSource, file: ShardedFile, target: Path) -> None:
    """Download the objects of `file`, one behind the other, to `target`, which appears only complete and on disk.

    What a killed run left is resumed. Raises IntegrityError, LocalIOError, UnreachableError, or what the storage
    refused with.
    """
    partial = to.stale.take(target, list(file.parts))
    try:
        partial.save()
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(partial.part, flags, 0o666), "r+b", buffering=0) as part:
            base = 0
            for index, name in enumerate(file.parts):
                base += _ObjectDownload(to, partial, part, index, name, base, target).fetch()
            part.truncate(base)
            os.fsync(part.fileno())
        os.replace(partial.part, target)
        partial.remove()
    except OSError as error:
        partial.remove()
        raise io_error(target, error) from None
    except (IntegrityError, LocalIOError):
        partial.remove()
        raise
    except BaseException:
        partial.release()
        raise


class _ObjectDownload:
    """One object, written into the part from `base` on."""

    def __init__(
        self, to: DownloadSource, partial: PartialFile, file: BinaryIO, index: int, name: str, base: int, target: Path
    ) -> None:
        self._to, self._partial, self._file, self._index = to, partial, file, index
        self._name, self._base, self._target = name, base, target
        self._digest = checksum.Digest("crc32c")
        self._stated: checksum.Stated | None = None
        self._held = self._left_over()
        self._resumed = self._held.length > 0
        to.report(self._held.length)

    def fetch(self) -> int:
        """Bring all of it; its length.

        Raises IntegrityError, LocalIOError, UnreachableError, or what the storage refused with.
        """
        renewed, useless, before = 0, 0, self._held.length
        retries = Retries(RetryPolicy(ATTEMPTS), longest_asked=pool.LONGEST_ASKED)
        stale: str | None = None
        while True:
            url = self._to.url_of(self._name, stale)
            stale = None
            try:
                if self._request(url):
                    if self._is_right():
                        return self._held.length
                    self._drop()
                else:
                    useless += 1
                    if useless > 2:
                        raise IntegrityError(f"{self._name}: the storage sends other ranges than it is asked for")
                continue
            except FirectlError as error:
                moved = self._held.length - before >= ENOUGH
                before = self._held.length
                if is_expired(error) and (moved or renewed < 2):
                    renewed = 1 if moved else renewed + 1
                    stale = url
                    continue
                if not is_transient(error):
                    raise
                if moved:
                    retries.progress()
                retries.pause(error)

    def _left_over(self) -> Held:
        """What an earlier run left of this object, its checksum taken along."""
        if self._index >= len(self._partial.segments):
            return Held()
        segment = self._partial.segments[self._index]
        there = max(0, os.fstat(self._file.fileno()).st_size - self._base)
        held = Held(min(there, segment.size or 0), segment.etag, segment.generation, segment.size)
        if not ranges.can_resume(held):
            return Held()
        self._digest = checksum.Digest(segment.kind)
        self._stated = checksum.Stated(segment.kind, segment.digest) if segment.digest else None
        for block in source.blocks(self._partial.part, self._base, held.length):
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
            if verdict == "whole":
                self._stated = checksum.stated(found.headers.get("x-goog-hash"))
                ranges.require_object(self._name, found.headers, self._stated is not None)
                self._begin(found, size)
            if verdict == "complete":
                return True
            self._require_space(size)
            self._take(found)
        if size is None and self._stated is None and not ranges.is_chunked(found.headers):
            size = self._size_from_elsewhere(url)
        if size is not None and self._held.length < size:
            raise UnreachableError(f"the download of {self._name} broke off")
        if size is not None and self._held.length > size:
            raise IntegrityError(f"{self._name}: more bytes came than the {size} that were announced")
        return True

    def _size_from_elsewhere(self, url: str) -> int:
        """Bytes of the object, where the answer that brought it does not say. Raises IntegrityError, ApiError."""
        with self._to.storage.read(url, {"Range": "bytes=0-0"}) as found:
            size = ranges.size_of(found.status, found.headers) if found.status == 206 else None
        if size is None:
            raise IntegrityError(
                f"{self._name}: the storage states neither its length nor a checksum, so that nothing shows whether "
                "it is whole; nothing was kept"
            )
        return size

    def _begin(self, found: StoredObject, size: int | None) -> None:
        """Make room for the whole object, and write down which one it is."""
        self._drop()
        etag, generation = ranges.identity(found.headers)
        kind, digest = self._stated or ("crc32c", "")
        self._digest = checksum.Digest(kind)
        self._held = Held(0, etag, generation, size)
        self._partial.segments[self._index :] = [Segment(self._name, etag, generation, size, kind, digest)]
        self._partial.save()

    def _take(self, found: StoredObject) -> None:
        self._file.seek(self._base + self._held.length)
        for number, block in enumerate(found.blocks):
            if not number and not self._held.length and self._stated is None:
                ranges.require_no_page(self._name, block)
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

    def _require_space(self, size: int | None) -> None:
        if size is None:
            return
        need, free = size - self._held.length, shutil.disk_usage(self._target.parent).free
        if need > free:
            raise LocalIOError(f"{self._target}: {need} more bytes are needed, and {free} are free on its disk")
