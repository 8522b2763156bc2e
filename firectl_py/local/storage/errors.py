"""Errors of the storage, as Google's XML API states them: `<Error><Code>ExpiredToken</Code>...`.

Source of the codes: https://cloud.google.com/storage/docs/xml-api/reference-status.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from ..http.errors import RpcError

_CODES = {400: "InvalidArgument", 403: "AccessDenied", 404: "NoSuchKey", 405: "MethodNotAllowed", 410: "NoSuchUpload"}
_CODES |= {412: "PreconditionFailed", 416: "InvalidRange", 503: "ServiceUnavailable"}


class StorageError(RpcError):
    """A refusal under a code of Google's storage."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        """`reason` is a word such as BadDigest."""
        super().__init__("INVALID_ARGUMENT", message, http=status)
        self.reason = reason


def xml_of(error: RpcError) -> str:
    """The document to send."""
    reason = error.reason if isinstance(error, StorageError) else _CODES.get(error.http, "InternalError")
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{reason}</Code>"
        f"<Message>{escape(error.message)}</Message></Error>"
    )
