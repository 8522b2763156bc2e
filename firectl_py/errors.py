"""Everything that can go wrong, as one tree.

FirectlError
├── UsageError                 flags, nouns, verbs; a kind or an action that does not exist
├── NotSignedInError           no key for this endpoint
├── ConfigError                a file of ours is unusable, or an extra is missing
├── LocalIOError               disk full, unwritable, closed stdout
├── InvalidDataError           an id, a value or a file that breaks the API's rules, noticed here
├── IntegrityError             bytes are not what they should be
├── ConflictError              another thing of that name is in the way
├── NotOfferedError            this endpoint does not have it
├── RefusedError               stopped on purpose before anything changed
├── PartialFailureError        of many, some failed
├── WaitError
│   ├── EndedOtherwiseError    terminal, but not the goal
│   ├── StalledError           no progress
│   ├── WaitTimeoutError       time is up
│   └── UnderWayError          `status`: not ended yet
├── TransportError             no answer from the API
│   ├── UnreachableError       DNS, TCP, TLS, reset
│   ├── CertificateRefusedError  the server's certificate is not trusted
│   ├── DeadlineExceededError  --request-timeout passed
│   ├── NotTheApiError         an answer, but a login page or the like
│   ├── ProxyRefusedError      407
│   └── OutcomeUnknownError    it may or may not have been carried out
├── ReplyError                 the API's answer has the wrong shape
└── ApiError                   the API said no: one class for each google.rpc code
"""

from __future__ import annotations

import re
from typing import Any

_QUOTA = re.compile(r"in use: \d+, quota: \d+")
"""How the platform says that a quota is used up."""


class FirectlError(Exception):
    """Base of all: one sentence that says what was wrong and where, and a hint that says what to do."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickle, whose own way calls the class with the message alone: errors cross process pools."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[FirectlError], args: tuple[Any, ...], members: dict[str, Any]) -> FirectlError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(members)
    return error


class UsageError(FirectlError):
    """The command line cannot mean anything."""


class NotSignedInError(FirectlError):
    """There is no key for this endpoint."""


class ConfigError(FirectlError):
    """Configuration unusable, or an optional part is not installed."""


class LocalIOError(FirectlError):
    """This machine's disk or terminal said no."""


class InvalidDataError(FirectlError):
    """An id, a value or a file breaks the API's rules; nothing was sent."""


class IntegrityError(FirectlError):
    """A checksum, size or content did not match."""


class ConflictError(FirectlError):
    """Another thing of that name, with other content, is in the way."""


class LockHeldError(FirectlError):
    """Another run holds the lock of --lock; nothing was done."""


class NotOfferedError(FirectlError):
    """The control plane at this endpoint does not offer this."""


class RefusedError(FirectlError):
    """Stopped on purpose before anything changed."""


class PartialFailureError(FirectlError):
    """Of many, some failed; `failures` pairs each name with its error."""

    def __init__(self, message: str, failures: list[tuple[str, FirectlError]], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.failures = failures


class WaitError(FirectlError):
    """A wait ended without its goal."""


class EndedOtherwiseError(WaitError):
    """It ended in another terminal state."""


class StalledError(WaitError):
    """It made no progress."""


class WaitTimeoutError(WaitError):
    """The time given passed first."""


class UnderWayError(WaitError):
    """It has not ended yet."""


class TransportError(FirectlError):
    """No answer from the API. `maybe_sent` is whether a byte of the request may have arrived."""

    def __init__(self, message: str, *, hint: str | None = None, maybe_sent: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.maybe_sent = maybe_sent


class UnreachableError(TransportError):
    """DNS, TCP, TLS, reset."""


class DeadlineExceededError(TransportError):
    """The request's time passed."""


class NotTheApiError(TransportError):
    """Something answered, but not the API: a login page, a proxy's error page."""


class ProxyRefusedError(TransportError):
    """The proxy wants credentials (407)."""


class CertificateRefusedError(TransportError):
    """The server's certificate is not trusted; trying again does not change it."""


class OutcomeUnknownError(TransportError):
    """The request may or may not have been carried out."""


class ReplyError(FirectlError):
    """The API's answer has the wrong shape."""


class ApiError(FirectlError):
    """The API said no.

    `status` is the HTTP status, `code` the google.rpc code by name, `details` the error's details as sent,
    `request_id` the server's id of the request where it gave one, `retry_after` seconds it asked to wait.
    """

    code = "UNKNOWN"

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        details: list[dict[str, Any]] | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code or type(self).code
        self.details = details or []
        self.request_id = request_id
        self.retry_after = retry_after

    def info(self) -> dict[str, str]:
        """The metadata of a google.rpc.ErrorInfo among the details, or an empty mapping."""
        for detail in self.details:
            metadata = detail.get("metadata")
            if str(detail.get("@type", "")).endswith("google.rpc.ErrorInfo") and isinstance(metadata, dict):
                return {str(key): str(value) for key, value in metadata.items()}
        return {}


class InvalidArgumentError(ApiError):
    """The request itself is wrong (400)."""

    code = "INVALID_ARGUMENT"


class FailedPreconditionError(ApiError):
    """The resource is not in a state that allows it (400, 412)."""

    code = "FAILED_PRECONDITION"


class OutOfRangeError(InvalidArgumentError):
    """A value past the end (400)."""

    code = "OUT_OF_RANGE"


class UnauthenticatedError(ApiError):
    """The key is refused (401)."""

    code = "UNAUTHENTICATED"


class PermissionDeniedError(ApiError):
    """The key may not do this (403, 402)."""

    code = "PERMISSION_DENIED"


class NotFoundError(ApiError):
    """The resource does not exist (404)."""

    code = "NOT_FOUND"


class AlreadyExistsError(ApiError):
    """The id is taken (409)."""

    code = "ALREADY_EXISTS"


class AbortedError(AlreadyExistsError):
    """Somebody else changed it at the same time (409)."""

    code = "ABORTED"


class ResourceExhaustedError(ApiError):
    """Quota or rate limit (429)."""

    code = "RESOURCE_EXHAUSTED"

    @property
    def is_quota(self) -> bool:
        """Whether a quota is used up, which waiting for a moment does not change, and not a rate limit."""
        return "quota_required" in self.info() or _QUOTA.search(self.message) is not None


class UnimplementedError(ApiError):
    """The API does not have this (501)."""

    code = "UNIMPLEMENTED"


class UnavailableError(ApiError):
    """The API is down or failed inside (5xx, 408)."""

    code = "UNAVAILABLE"


class InternalError(UnavailableError):
    """The API failed inside (500)."""

    code = "INTERNAL"


API_ERRORS: dict[str, type[ApiError]] = {
    "INVALID_ARGUMENT": InvalidArgumentError,
    "FAILED_PRECONDITION": FailedPreconditionError,
    "OUT_OF_RANGE": OutOfRangeError,
    "UNAUTHENTICATED": UnauthenticatedError,
    "PERMISSION_DENIED": PermissionDeniedError,
    "NOT_FOUND": NotFoundError,
    "ALREADY_EXISTS": AlreadyExistsError,
    "ABORTED": AbortedError,
    "RESOURCE_EXHAUSTED": ResourceExhaustedError,
    "UNIMPLEMENTED": UnimplementedError,
    "UNAVAILABLE": UnavailableError,
    "INTERNAL": InternalError,
    "UNKNOWN": InternalError,
    "DATA_LOSS": InternalError,
    "DEADLINE_EXCEEDED": UnavailableError,
    "CANCELLED": UnavailableError,
}

_BY_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "PERMISSION_DENIED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "UNAVAILABLE",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    501: "UNIMPLEMENTED",
}


def code_of_status(status: int) -> str:
    """The google.rpc code that an HTTP status alone stands for."""
    return _BY_STATUS.get(status, "UNAVAILABLE" if status >= 500 else "INVALID_ARGUMENT")
