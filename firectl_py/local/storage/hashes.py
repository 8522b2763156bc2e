"""Checksums as storage states them: `x-goog-hash: crc32c=BASE64,md5=BASE64`."""

from __future__ import annotations

import base64
import binascii

from werkzeug.datastructures import Headers

from firectl_py.contract.wire import HASH_HEADER

from .errors import StorageError

_BYTES = {"crc32c": 4, "md5": 16}


def stated(crc32c: int, md5: str | None) -> str:
    """The header's value for an object; `md5` is hex, or None where there is none."""
    parts = [f"crc32c={_encode(crc32c.to_bytes(4, 'big'))}"]
    if md5 is not None:
        parts.append(f"md5={_encode(bytes.fromhex(md5))}")
    return ",".join(parts)


def expected(header: str | None) -> dict[str, bytes]:
    """The digests a sender expects, by algorithm. Raises StorageError."""
    wanted: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in (header or "").split(","))):
        name, _, value = part.partition("=")
        try:
            digest = base64.b64decode(value, validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != _BYTES.get(name):
            message = f"x-goog-hash: {part[:60]!r} is not crc32c= or md5= with a base64 digest"
            raise StorageError(400, "InvalidDigest", message)
        wanted[name] = digest
    return wanted


def sent_with(headers: Headers) -> dict[str, bytes]:
    """The digests a request states, in x-goog-hash and in Content-MD5. Raises StorageError for a malformed one."""
    wanted = expected(headers.get(HASH_HEADER))
    if (text := headers.get("Content-MD5")) is not None:
        try:
            digest = base64.b64decode(text, validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != _BYTES["md5"]:
            raise StorageError(400, "InvalidDigest", f"Content-MD5: {text[:60]!r} is not a base64 MD5")
        if wanted.setdefault("md5", digest) != digest:
            raise StorageError(400, "InvalidDigest", f"Content-MD5 and {HASH_HEADER} state two MD5s")
    return wanted


def compare(wanted: dict[str, bytes], crc32c: int, md5: str | None) -> None:
    """Raises StorageError where an expected digest is another than that of the bytes that came."""
    have = {"crc32c": crc32c.to_bytes(4, "big"), "md5": bytes.fromhex(md5 or "")}
    for name, digest in wanted.items():
        if digest != have[name]:
            came = _encode(have[name])
            message = f"Provided {name} hash {_encode(digest)!r} does not match calculated {name} hash {came!r}."
            raise StorageError(400, "BadDigest", message)


def _encode(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
