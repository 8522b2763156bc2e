"""crc32c as Google's storage writes it, and md5 where it says nothing better.

crc32c is the one checksum that costs no time worth naming; a serial md5 would double the time of a transfer.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple


def extend(crc: int, data: bytes) -> int:
    """The crc32c of what had `crc`, with `data` after it."""
    import google_crc32c

    return int(google_crc32c.extend(crc, data))


def crc_of(blocks: Iterable[bytes], crc: int = 0) -> int:
    """The crc32c of all blocks, one after the other."""
    for block in blocks:
        crc = extend(crc, block)
    return crc


def encoded(crc: int) -> str:
    """A crc32c as x-goog-hash has it: base64 of its four bytes, the highest first."""
    return base64.b64encode(crc.to_bytes(4, "big")).decode()


class Stated(NamedTuple):
    """A checksum that a server stated: "crc32c" or "md5", and the digest in base64."""

    kind: str
    digest: str


def stated(header: str | None) -> Stated | None:
    """What an x-goog-hash header states, crc32c before md5; None where there is nothing that can be checked."""
    found = dict(re.findall(r"(crc32c|md5)=([A-Za-z0-9+/]+={0,2})", header or ""))
    for kind, size in (("crc32c", 4), ("md5", 16)):
        try:
            if len(base64.b64decode(found[kind], validate=True)) == size:
                return Stated(kind, found[kind])
        except (KeyError, binascii.Error):
            continue
    return None


class Digest:
    """A running checksum of one kind."""

    def __init__(self, kind: str) -> None:
        self._crc = 0
        self._md5 = hashlib.md5(usedforsecurity=False) if kind == "md5" else None

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        if self._md5 is not None:
            self._md5.update(data)
        else:
            self._crc = extend(self._crc, data)

    def base64(self) -> str:
        """The digest of all there was so far."""
        return base64.b64encode(self._md5.digest()).decode() if self._md5 is not None else encoded(self._crc)
