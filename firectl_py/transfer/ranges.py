"""Resuming a download: what to ask for, and what the answer means. Pure: no sockets, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from ..errors import IntegrityError, UnreachableError

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xml", ".svg")
_PAGE = re.compile(rb"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)
_RANGE = re.compile(r"bytes (?:(\d{1,15})-(\d{1,15})|\*)/(\d{1,15}|\*)", re.ASCII)

Verdict = Literal["append", "whole", "complete", "afresh"]
"""append: the bytes follow those that are held. whole: they replace them. complete: all is held already.
afresh: the answer cannot be used, ask for the whole object."""


class Held(NamedTuple):
    """What is on disk of an object, and which object that is."""

    length: int = 0
    etag: str = ""
    """A strong one; without it a download is not resumed."""
    generation: str = ""
    size: int | None = None
    """Bytes of the whole object, where that is known."""


def request(held: Held) -> dict[str, str]:
    """The headers that ask for what is missing, on condition that it still is the same object."""
    if not can_resume(held):
        return {}
    return {"Range": f"bytes={held.length}-", "If-Range": held.etag}


def can_resume(held: Held) -> bool:
    """Whether the download can be resumed: never without an ETag that identifies the object."""
    return held.length > 0 and held.etag.startswith('"')


def identity(headers: Mapping[str, str]) -> tuple[str, str]:
    """(ETag, generation) of an answer."""
    return headers.get("etag", ""), headers.get("x-goog-generation", "")


def judge(held: Held, status: int, headers: Mapping[str, str]) -> Verdict:
    """What an answer to `request(held)` is good for."""
    if status == 200:
        return "whole"
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if not can_resume(held) or match is None or not _same(held, status, headers):
        return "afresh"
    total = None if match[3] == "*" else int(match[3])
    if held.size is not None and total not in (None, held.size):
        return "afresh"
    if status == 416:
        return "complete" if held.length == (total if total is not None else held.size) else "afresh"
    if match[1] is None or int(match[1]) != held.length or (total is not None and int(match[2]) != total - 1):
        return "afresh"
    return "append"


def size_of(status: int, headers: Mapping[str, str]) -> int | None:
    """Bytes of the whole object that an answer is about, where it says so.

    Raises UnreachableError for a length that is not a number: such an answer is broken.
    """
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if status in (206, 416):
        return int(match[3]) if match and match[3] != "*" else None
    length = headers.get("content-length")
    if length is None or is_chunked(headers):
        return None
    if not re.fullmatch(r"\d{1,15}", length.strip(), re.ASCII):
        raise UnreachableError(f"the storage states a length that is not a number: {length[:40]!r}")
    return int(length)


def is_chunked(headers: Mapping[str, str]) -> bool:
    """Whether the body says itself where it ends."""
    return "chunked" in headers.get("transfer-encoding", "").lower()


def require_object(name: str, headers: Mapping[str, str], vouched: bool) -> None:
    """Raises where an answer is not the object: UnreachableError for a page, IntegrityError for compressed bytes.

    `vouched` is whether the storage states a checksum: a login page or a proxy does not.
    """
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise IntegrityError(f"{name}: the storage sends it as {encoding[:40]}, and its plain bytes were asked for")
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if not vouched and kind in _PAGE_TYPES and not name.lower().endswith(_PAGE_NAMES):
        raise _page(name)


def require_no_page(name: str, head: bytes) -> None:
    """Raises UnreachableError where the first bytes of an object that nothing vouches for are those of a page."""
    if _PAGE.match(head) and not name.lower().endswith(_PAGE_NAMES):
        raise _page(name)


def _page(name: str) -> UnreachableError:
    return UnreachableError(
        f"{name}: a web page came instead of the file",
        hint="A login page, a filter or a proxy may be answering in place of the storage.",
    )


def _same(held: Held, status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer is about the object that is held. A part has to say so, as RFC 9110 asks of a 206."""
    etag, generation = identity(headers)
    unsaid = () if status == 206 else ("",)
    return etag in (held.etag, *unsaid) and (not generation or not held.generation or generation == held.generation)
