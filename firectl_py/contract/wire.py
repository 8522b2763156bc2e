"""Facts about the wire that client and control plane share: codes, limits, header names.

Standard library only, imports nothing of ours. Source: the Gateway REST API's published contract and google.rpc.
"""

from __future__ import annotations

from typing import NamedTuple


class RpcCode(NamedTuple):
    """A google.rpc code: its number in an error body and the HTTP status it travels under."""

    number: int
    http: int


RPC_CODES: dict[str, RpcCode] = {
    "OK": RpcCode(0, 200),
    "CANCELLED": RpcCode(1, 499),
    "UNKNOWN": RpcCode(2, 500),
    "INVALID_ARGUMENT": RpcCode(3, 400),
    "DEADLINE_EXCEEDED": RpcCode(4, 504),
    "NOT_FOUND": RpcCode(5, 404),
    "ALREADY_EXISTS": RpcCode(6, 409),
    "PERMISSION_DENIED": RpcCode(7, 403),
    "RESOURCE_EXHAUSTED": RpcCode(8, 429),
    "FAILED_PRECONDITION": RpcCode(9, 400),
    "ABORTED": RpcCode(10, 409),
    "OUT_OF_RANGE": RpcCode(11, 400),
    "UNIMPLEMENTED": RpcCode(12, 501),
    "INTERNAL": RpcCode(13, 500),
    "UNAVAILABLE": RpcCode(14, 503),
    "DATA_LOSS": RpcCode(15, 500),
    "UNAUTHENTICATED": RpcCode(16, 401),
}

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
MAX_DISPLAY_NAME = 63
MAX_DESCRIPTION = 999

MULTIPART_LIMIT = 150 * 1000 * 1000
"""Bytes one `:upload` request may carry; larger files go through signed URLs."""

SIGNED_URL_SECONDS = 600
"""How long a signed URL lives, in real time. The platform signs for ten minutes."""

UPLOAD_CONTENT_TYPE = "application/octet-stream"
LENGTH_RANGE_HEADER = "X-Goog-Content-Length-Range"
"""Signed along with the URL; its value is `SIZE,SIZE`."""
GENERATION_HEADER = "X-Goog-Generation"
"""Which version of an object it is: a number."""
GENERATION_MATCH_HEADER = "X-Goog-If-Generation-Match"
"""The generation an object has to have for the request to be carried out; 0: there is none yet."""
HASH_HEADER = "X-Goog-Hash"
"""`crc32c=BASE64,md5=BASE64`: what the sender expects of the object, and what the storage says of it."""
RESUMABLE_HEADER = "X-Goog-Resumable"
"""With the value `start` on a POST to a signed URL: open a session."""
RESUMABLE_UNIT = 256 * 1024
"""Bytes of which a session keeps multiples, until the last one."""
SESSION_SECONDS = 7 * 86400
"""How long a session lives, in real time."""

LOCAL_HEADER = "X-Firectl-Local"
"""Sent by the local control plane with every reply, so that a client knows a rehearsal from the real thing."""

STAND_IN_FINGERPRINT = "firectl-local-stand-in"
"""`system_fingerprint` of answers that no model gave: those of the local control plane."""
