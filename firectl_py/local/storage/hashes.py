"""Checksums as storage states them: `x-goog-hash: crc32c=BASE64,md5=BASE64`."""

from __future__ import annotations

import base64
import binascii

from ..http.errors import RpcError

_BYTES = {"crc32c": 4, "md5": 16}


def stated(crc32c: int, md5: str | None) -> str:
    """The header's value for an object; `md5` is hex, or None where there is none."""
    parts = [f"crc32c={_encode(crc32c.to_bytes(4, 'big'))}"]
    if md5 is not None:
        parts.append(f"md5={_encode(bytes.fromhex(md5))}")
    return ",".join(parts)


def expected(header: str | None) -> dict[str, bytes]:
    """The digests a sender expects, by algorithm. Raises INVALID_ARGUMENT."""
    wanted: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in (header or "").split(","))):
        name, _, value = part.partition("=")
        try:
            digest = base64.b64decode(value, validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != _BYTES.get(name):
            raise RpcError(
                "INVALID_ARGUMENT", f"x-goog-hash: {part[:60]!r} is not crc32c= or md5= with a base64 digest"
            )
        wanted[name] = digest
    return wanted


def compare(wanted: dict[str, bytes], crc32c: int, md5: str | None) -> None:
    """Raises INVALID_ARGUMENT where an expected digest is another than that of the bytes that came."""
    have = {"crc32c": crc32c.to_bytes(4, "big"), "md5": bytes.fromhex(md5 or "")}
    for name, digest in wanted.items():
        if digest != have[name]:
            came = _encode(have[name])
            raise RpcError("INVALID_ARGUMENT", f"the {name} you state is {_encode(digest)}, what came has {came}")


def _encode(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
