"""Exit codes: the one enum, and the one table from error class to code.

Nothing else in the package knows a number.
"""

from __future__ import annotations

from enum import IntEnum

from . import errors


class ExitCode(IntEnum):
    """What the exit status of firectl says; every member is in the man page and has a test."""

    OK = 0
    FAILED = 1
    USAGE = 2
    AUTH = 3
    NOT_FOUND = 4
    PERMISSION = 5
    CONFLICT = 6
    INVALID = 7
    QUOTA = 8
    UNAVAILABLE = 9
    WAIT_FAILED = 10
    WAIT_STALLED = 11
    NOT_OFFERED = 12
    REFUSED = 13
    INTEGRITY = 14
    PARTIAL = 15
    IO = 16
    CONFIG = 17
    UNDER_WAY = 18
    WAIT_TIMEOUT = 124
    SIGHUP = 129
    SIGINT = 130
    SIGPIPE = 141
    SIGTERM = 143


MEANING: dict[ExitCode, str] = {
    ExitCode.OK: "Done; for wait, the goal state was reached.",
    ExitCode.FAILED: "Unexpected failure: a bug of ours, or a reply of the wrong shape.",
    ExitCode.USAGE: "Usage: an unknown noun, verb or flag, or a flag's value of the wrong type.",
    ExitCode.AUTH: "Not signed in, or the key is refused (401, or a 403 that says so).",
    ExitCode.NOT_FOUND: "Not found (404).",
    ExitCode.PERMISSION: "Permission denied (403, 402).",
    ExitCode.CONFLICT: "Conflict or failed precondition (409, 412).",
    ExitCode.INVALID: "Invalid request or invalid data (400, or a data set that does not validate).",
    ExitCode.QUOTA: "Quota or rate limit, after retries (429).",
    ExitCode.UNAVAILABLE: "Unreachable or unavailable after retries, or the outcome is unknown: run it again.",
    ExitCode.WAIT_FAILED: "wait, status: ended in another terminal state; of several, one is enough.",
    ExitCode.WAIT_STALLED: "wait: no progress within --stall-timeout.",
    ExitCode.NOT_OFFERED: "The control plane at this endpoint does not offer this.",
    ExitCode.REFUSED: "Refused: over --max-cost, or a confirmation was needed and could not be asked.",
    ExitCode.INTEGRITY: "A checksum, size or content did not match, or a file changed while it was sent.",
    ExitCode.PARTIAL: "Of many, some failed; each is named.",
    ExitCode.IO: "Local input or output: disk full, unwritable, closed stdout.",
    ExitCode.CONFIG: "Configuration unusable, or an extra that is not installed.",
    ExitCode.UNDER_WAY: "status: still under way. --lock: another run holds the lock, and nothing was done.",
    ExitCode.WAIT_TIMEOUT: "wait: --wait-timeout passed.",
    ExitCode.SIGHUP: "Ended by SIGHUP.",
    ExitCode.SIGINT: "Ended by SIGINT (Ctrl-C).",
    ExitCode.SIGPIPE: "The reader of standard output closed it.",
    ExitCode.SIGTERM: "Ended by SIGTERM.",
}

# A subclass stands before its base: the first match wins.
_CODES: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (errors.UsageError, ExitCode.USAGE),
    (errors.NotSignedInError, ExitCode.AUTH),
    (errors.UnauthenticatedError, ExitCode.AUTH),
    (errors.ProxyRefusedError, ExitCode.AUTH),
    (errors.NotFoundError, ExitCode.NOT_FOUND),
    (errors.PermissionDeniedError, ExitCode.PERMISSION),
    (errors.AlreadyExistsError, ExitCode.CONFLICT),
    (errors.FailedPreconditionError, ExitCode.CONFLICT),
    (errors.ConflictError, ExitCode.CONFLICT),
    (errors.InvalidArgumentError, ExitCode.INVALID),
    (errors.InvalidDataError, ExitCode.INVALID),
    (errors.ResourceExhaustedError, ExitCode.QUOTA),
    (errors.UnimplementedError, ExitCode.NOT_OFFERED),
    (errors.NotOfferedError, ExitCode.NOT_OFFERED),
    (errors.UnavailableError, ExitCode.UNAVAILABLE),
    (errors.TransportError, ExitCode.UNAVAILABLE),
    (errors.EndedOtherwiseError, ExitCode.WAIT_FAILED),
    (errors.StalledError, ExitCode.WAIT_STALLED),
    (errors.WaitTimeoutError, ExitCode.WAIT_TIMEOUT),
    (errors.UnderWayError, ExitCode.UNDER_WAY),
    (errors.LockHeldError, ExitCode.UNDER_WAY),
    (errors.RefusedError, ExitCode.REFUSED),
    (errors.IntegrityError, ExitCode.INTEGRITY),
    (errors.PartialFailureError, ExitCode.PARTIAL),
    (errors.LocalIOError, ExitCode.IO),
    (errors.ConfigError, ExitCode.CONFIG),
)


def code_for(error: BaseException) -> ExitCode:
    """The exit code of an error; FAILED for what no row names."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.FAILED)
