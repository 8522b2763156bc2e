"""Taking up a download where it stopped: what to ask for, and what the answer means. Pure: imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

_RANGE = re.compile(r"bytes (?:(\d{1,15})-(\d{1,15})|\*)/(\d{1,15}|\*)", re.ASCII)

Verdict = Literal["append", "whole", "complete", "afresh"]
"""append: the bytes go behind those that are held. whole: they replace them. complete: all is held already.
afresh: the answer is of no use, ask for the whole object."""


class Held(NamedTuple):
    """What is on disk of an object, and which object that is."""

    length: int = 0
    etag: str = ""
    """A strong one; without it nothing is taken up."""
    generation: str = ""
    size: int | None = None
    """Bytes of the whole object, where that is known."""


def request(held: Held) -> dict[str, str]:
    """The headers that ask for what is missing, on condition that it still is the same object."""
    if not can_resume(held):
        return {}
    return {"Range": f"bytes={held.length}-", "If-Range": held.etag}


def can_resume(held: Held) -> bool:
    """Whether what is held can be gone on with: never without something to know the object by."""
    return held.length > 0 and held.etag.startswith('"')


def identity(headers: Mapping[str, str]) -> tuple[str, str]:
    """(ETag, generation) of an answer."""
    return headers.get("etag", ""), headers.get("x-goog-generation", "")


def judge(held: Held, status: int, headers: Mapping[str, str]) -> Verdict:
    """What an answer to `request(held)` is good for."""
    if status == 200:
        return "whole"
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if not can_resume(held) or match is None or not _same(held, headers):
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
    """Bytes of the whole object that an answer is about, where it says so."""
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if status in (206, 416):
        return int(match[3]) if match and match[3] != "*" else None
    length = headers.get("content-length", "")
    return int(length) if re.fullmatch(r"\d{1,15}", length, re.ASCII) else None


def _same(held: Held, headers: Mapping[str, str]) -> bool:
    etag, generation = identity(headers)
    return etag in ("", held.etag) and (not generation or not held.generation or generation == held.generation)
