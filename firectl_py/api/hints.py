"""What to try next after the API said no, from the error and from what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..contract import Resource
from ..contract.names import PUBLIC_ACCOUNT, resource_name
from ..errors import (
    ApiError,
    FailedPreconditionError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
)

_FORCE = "ignoreChecks"
"""The parameter of a delete that does it although the server's checks fail."""


@contextmanager
def hinted(resource: Resource, verb: str) -> Iterator[None]:
    """Give an ApiError that has no hint the one that fits `verb` on `resource`; it is raised on."""
    try:
        yield
    except ApiError as error:
        error.hint = error.hint or _hint(error, resource, verb) or general_hint(error)
        raise


def _hint(error: ApiError, resource: Resource, verb: str) -> str | None:
    if verb == "delete" and isinstance(error, FailedPreconditionError) and error.status != 412:
        forced = any(param.name == _FORCE for param in resource.delete_params)
        return "--ignore-checks deletes it all the same." if forced else None
    if verb in ("update", "delete") and isinstance(error, NotFoundError) and resource.public:
        public = resource_name(PUBLIC_ACCOUNT, resource.collection, "ID")
        return f"A bare id is a {resource.title} of yours. A public one is {public}, and only its owner changes it."
    return None


def general_hint(error: ApiError) -> str | None:
    """What to try next whatever was asked for; None where nothing is known."""
    if isinstance(error, UnauthenticatedError):
        return "The key was refused: `firectl login` stores another, `firectl config list` shows where it comes from."
    if isinstance(error, ResourceExhaustedError):
        return _quota_hint(error)
    if error.status == 412:
        return "The account may be suspended: `firectl accounts get` shows why."
    if isinstance(error, PermissionDeniedError) and error.status == 402:
        return "The account has no paid plan, or a spending limit is reached: `firectl quotas list`."
    return None


def _quota_hint(error: ResourceExhaustedError) -> str:
    info = error.info()
    required, available = info.get("quota_required"), info.get("quota_available")
    if required and available:
        name = f" of {info['quota']}" if info.get("quota") else ""
        return f"{required}{name} needed, {available} available; `firectl quotas list` shows all."
    if error.retry_after is not None:
        return f"The server asks to wait {error.retry_after:g} s."
    return "`firectl quotas list` shows what the account may use."
