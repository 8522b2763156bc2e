"""Replies no client should fall over: broken text, impossible numbers, bombs, wrong shapes, and what terminals obey."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .words import Answer

JSON = {"Content-Type": "application/json"}
ROW = b'{"models": [{"name": "accounts/acme/models/m", "description": %s}]}'

BODIES: dict[str, bytes] = {
    "number of 5000 digits": ROW % (b"9" * 5000),
    "number too large for a float": ROW % b"1e999",
    "NaN": ROW % b"NaN",
    "Infinity": ROW % b"-Infinity",
    "200000 open brackets": b"[" * 200_000,
    "200000 nested lists": ROW % (b"[" * 200_000 + b"]" * 200_000),
    "900 nested objects": ROW % (b'{"a":' * 900 + b"1" + b"}" * 900),
    "byte order mark": b"\xef\xbb\xbf" + ROW % b'"fine"',
    "UTF-16": (ROW % b'"x"').decode().encode("utf-16"),
    "bytes that are no UTF-8": ROW % b'"\xff\xfe\xc3("',
    "the same key twice": b'{"models": [], "models": [{"name": "m", "name": "accounts/acme/models/m"}]}',
    "lone surrogate": ROW % rb'"\ud800"',
    "NUL in a string": ROW % rb'"\u0000"',
    "raw control character in a string": ROW % b'"\x07"',
    "trailing comma": b'{"models": [],}',
    "two documents": b"{}{}",
    "white space": b"  \n ",
    "null": b"null",
    "a string": b'"ok"',
    "a number": b"7",
    "a list": b"[]",
    "rows that are no list": b'{"models": {"a": 1}}',
    "rows that are no objects": b'{"models": [1, "a", null]}',
    "rows that are null": b'{"models": null}',
    "another service's object": b'{"status": "ok", "version": "1.2"}',
    "an error under 200": b'{"error": {"code": 404, "message": "gone"}}',
    "a token that is no string": b'{"models": [], "nextPageToken": 7}',
    "a name that is no string": b'{"models": [{"name": {"a": [1]}}, {"name": null}, {"name": 5}, {}]}',
}
SHOWN = {
    "byte order mark",
    "the same key twice",
    "lone surrogate",
    "NUL in a string",
    "900 nested objects",
}

ERRORS: dict[str, bytes] = {
    "no message": b"{}",
    "message is an object": b'{"code": 3, "message": {"a": 1}}',
    "details are a number": b'{"code": 3, "message": "m", "details": 5}',
    "details are text": b'{"code": 3, "message": "m", "details": "abc"}',
    "details of details": b'{"code": 3, "message": "m", "details": [[1], null, {"@type": 5, "metadata": [1]}]}',
    "code is text": b'{"code": "INVALID", "message": "m"}',
    "code is an object": b'{"code": {}, "message": "m"}',
    "inference form": b'{"error": {"message": "m", "type": "x"}}',
    "error is text": b'{"error": "m"}',
    "a list": b"[1, 2]",
    "broken": b'{"code": 3, "mess',
    "message of a megabyte": json.dumps({"code": 3, "message": "m" * 1_000_000}).encode(),
    "NaN in it": b'{"code": NaN, "message": "m"}',
}

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    [],
    [[]],
    [1, "a", None],
    {},
    {"a": {"b": [1]}},
    "2026-13-99T99:99:99Z",
]


@lru_cache(maxsize=4)
def bomb(mebibytes: int) -> bytes:
    """So many MiB of spaces in one gzip stream of a thousandth."""
    block, total = b" " * (1 << 20), mebibytes << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(mebibytes):
        checksum = zlib.crc32(block, checksum)
    head = b"\x1f\x8b\x08\x00" + b"\0" * 6
    return head + once * mebibytes + packer.flush() + struct.pack("<II", checksum, total & 0xFFFFFFFF)


def encoded() -> Iterator[tuple[str, Answer, int]]:
    """Replies whose encoding is not what it says, or too much of it, and the exit code."""
    plain = ROW % b'"fine"'
    once = gzip.compress(plain)
    six = plain
    for _ in range(6):
        six = gzip.compress(six)
    yield "gzip that is none", Answer(200, {**JSON, "Content-Encoding": "gzip"}, plain), 9
    yield "gzip cut short", Answer(200, {**JSON, "Content-Encoding": "gzip"}, once[:-12]), 9
    yield "gzip without its checksum", Answer(200, {**JSON, "Content-Encoding": "gzip"}, once[:-8]), 9
    yield "gzip and rubbish", Answer(200, {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00rubbish"), 9
    yield "brotli", Answer(200, {**JSON, "Content-Encoding": "br"}, b"\x0b\x02\x80abc\x03"), 1
    yield "no such encoding", Answer(200, {**JSON, "Content-Encoding": "rot13"}, b"rot"), 1
    yield "six encodings", Answer(200, {**JSON, "Content-Encoding": ", ".join(["gzip"] * 6)}, six), 1


SEQUENCES = (
    "\x1b[2J",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1bP1;1|17/ab\x1b\\",
    "\x1b_apc\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bX sos\x1b\\",
    "\x1b[6n",
    "\x1b[?1049h",
    "\x1b(0",
    "\x1bc",
    "\x1b[1A\x1b[2K",
    "\x1b[8m",
    "\x1b[200~",
    "\x05",
    "\x07",
    "\x08\x08\x08",
    "\r over",
    "\x0b\x0c",
    "\x0e\x0f",
    "\x18\x1a",
    "\x7f",
    "\x84\x85",
    "\x9b31m",
    "\x9d0;t\x9c",
    "\x90q\x9c",
    "\u202egpj.exe",
    "\u202a\u202b\u202c\u202d",
    "\u2066\u2067\u2068\u2069",
    "\u200b\u200c\u200d\u200e\u200f",
    "\u061c",
    "\ufeff",
    "\u2028\u2029",
    "\u00ad",
    "\u2060\u2061\u2062\u2063\u2064",
    "\U000e0041\U000e007f",
    "\ufff9\ufffa\ufffb",
    "\u180e",
    "a\nError: forged",
    "\x00",
)
_RANGES = (
    (0x00, 0x0A),
    (0x0B, 0x20),
    (0x7F, 0xA0),
    (0x200B, 0x2010),
    (0x2028, 0x202F),
    (0x2066, 0x206A),
    (0x61C, 0x61D),
    (0xFEFF, 0xFF00),
    (0xE0000, 0xE0080),
)
OBEYED = frozenset(chr(code) for first, end in _RANGES for code in range(first, end))
"""What a terminal or an eye would obey; line feeds, which we write ourselves, aside."""


def obeyed(text: str) -> set[str]:
    """The characters of `text` that would be obeyed."""
    return {char for char in text if char in OBEYED}


def nasty() -> dict[str, str]:
    """Texts to put wherever a server can put text."""
    named = {f"{number:02x}": f"a{chr(number)}b" for number in range(0x100)}
    return named | {f"sequence {number}": f"a{text}b" for number, text in enumerate(SEQUENCES)}


def spoilt_rows(collection: str) -> list[dict[str, Any]]:
    """A row for each nasty text, with the text in every field people see."""
    shown = (
        "displayName",
        "description",
        "state",
        "kind",
        "baseModel",
        "outputModel",
        "email",
        "createTime",
        "dataset",
    )
    return [
        {
            "name": f"accounts/acme/{collection}/{text}",
            "status": {"code": text, "message": text},
            "annotations": {text: text},
            text: text,
            **dict.fromkeys(shown, text),
        }
        for text in nasty().values()
    ]
