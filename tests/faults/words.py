"""Faults as data: which request, what goes wrong, how often.

The words are those of the storage test benches, with a few more for what control planes and proxies do:

    return-503                         a google.rpc error of that status
    return-503-after-256K              the same, once that much of the request body was read; then the line is cut
    return-reset-connection            RST before a byte of the reply
    return-broken-stream-after-23      Content-Length and 23 bytes, then RST
    return-short-stream-after-23       Content-Length and 23 bytes, then a clean end
    return-cut-stream-after-23         no length, 23 bytes, then a clean end
    return-cut-chunks-after-23         chunked, 23 bytes, then a clean end without the last chunk
    stall-for-60s-after-0K             so many bytes of the reply, then silence, then the rest
    drip-every-2s                      the reply, one byte each 2 s
    stall-unread, stall-undone         silence for ever, before the body is read or once it is; not carried out
    lose-reply                         carried out, then RST
    lose-reply-503, lose-reply-stall   carried out, then 503, or silence for ever
    page-200                           a login page with that status
    redirect-302-to-URL                so
    close-after                        answered, then the line is closed without a word
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field

ALWAYS = 1_000_000
"""For `times`."""


@dataclass(frozen=True)
class Answer:
    """A reply written byte for byte. The body may be made from the request number."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Callable[[], bytes] = b""
    raw: bytes | None = None
    """Instead of all that: what is written to the socket."""

    def content(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else self.body()


@dataclass
class Fault:
    """`word` (or `answer`) for the next `times` requests that `match`, such as "GET */models*"."""

    match: str
    word: str = "answer"
    times: int = 1
    answer: Answer | None = None
    skip: int = 0
    """Requests that match and are let through first."""
    met: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether it is meant for such a request."""
        wanted, _, glob = self.match.partition(" ")
        return wanted in ("*", method) and fnmatch.fnmatchcase(path, glob or "*")

    def takes(self, method: str, path: str) -> bool:
        """Whether this fault has this request; counts it if so."""
        if not self.matches(method, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.met >= self.times:
            return False
        self.met += 1
        return True

    @property
    def was_met(self) -> bool:
        """Whether it happened as often as planted; one planted for ALWAYS at least once."""
        return self.met >= 1 if self.times == ALWAYS else self.met == self.times


@dataclass(frozen=True)
class Deed:
    """A fault word taken apart: what the server does with the request."""

    effect: bool = True
    """Whether the request is carried out."""
    read: int | None = None
    """Bytes of the request body that are read; None is all of them."""
    status: int | None = None
    page: bool = False
    location: str = ""
    reset: bool = False
    """RST at the end, instead of a clean one."""
    after: int | None = None
    """Bytes of the reply's body that are sent before it goes wrong."""
    framing: str = "length"
    """How the reply says where it ends: length, chunks or close."""
    stall: float = 0.0
    drip: float = 0.0
    close: bool = False


def _size(text: str) -> int:
    return int(text.rstrip("K")) * (1024 if text.endswith("K") else 1)


def deed(word: str) -> Deed:
    """What a word asks for. Raises ValueError for one that is none."""
    if match := re.fullmatch(r"return-(\d{3})", word):
        return Deed(effect=False, status=int(match[1]))
    if match := re.fullmatch(r"return-(\d{3})-after-(\d+K?)", word):
        return Deed(effect=False, status=int(match[1]), read=_size(match[2]), close=True)
    if word == "return-reset-connection":
        return Deed(effect=False, reset=True, after=-1)
    if match := re.fullmatch(r"return-(broken|short|cut)-(stream|chunks)-after-(\d+K?)", word):
        framing = "chunks" if match[2] == "chunks" else "close" if match[1] == "cut" else "length"
        return Deed(after=_size(match[3]), reset=match[1] == "broken", framing=framing, close=True)
    if match := re.fullmatch(r"stall-for-([\d.]+)s-after-(\d+K?)", word):
        return Deed(stall=float(match[1]), after=_size(match[2]))
    if word in ("stall-unread", "stall-undone"):
        return Deed(effect=False, read=0 if word == "stall-unread" else None, stall=3600.0, after=0)
    if match := re.fullmatch(r"drip-every-([\d.]+)s", word):
        return Deed(drip=float(match[1]))
    if match := re.fullmatch(r"lose-reply(?:-(\d{3}|stall))?", word):
        if match[1] is None:
            return Deed(reset=True, after=-1)
        return Deed(stall=3600.0, after=0) if match[1] == "stall" else Deed(status=int(match[1]))
    if match := re.fullmatch(r"page-(\d{3})", word):
        return Deed(effect=False, status=int(match[1]), page=True)
    if match := re.fullmatch(r"redirect-(\d{3})-to-(.+)", word):
        return Deed(effect=False, status=int(match[1]), location=match[2])
    if word == "close-after":
        return Deed(close=True)
    raise ValueError(f"{word!r} is no fault word")
