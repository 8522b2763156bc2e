"""What to try next, for errors of the API whose cure is a command of ours."""

from __future__ import annotations

from ..errors import (
    ApiError,
    FailedPreconditionError,
    FirectlError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnauthenticatedError,
)

_DELETES = {"delete", "rm", "remove"}


def hint_for(error: FirectlError, words: list[str]) -> str | None:
    """The error's own hint, or one that fits it and the command (`words` as typed)."""
    if error.hint or not isinstance(error, ApiError):
        return error.hint
    if isinstance(error, UnauthenticatedError):
        return "The key was refused: `firectl login` stores another, `firectl config list` shows where it comes from."
    if isinstance(error, ResourceExhaustedError):
        return _quota(error)
    if error.status == 412:
        return "The account may be suspended: `firectl accounts get` shows why."
    if isinstance(error, FailedPreconditionError) and _DELETES & set(words):
        return "--ignore-checks deletes it all the same." if _deploys(words) else None
    if isinstance(error, PermissionDeniedError) and error.status == 402:
        return "The account has no paid plan, or a spending limit is reached: `firectl quotas list`."
    if isinstance(error, NotFoundError) and {"model", "models"} & set(words) and {"update", *_DELETES} & set(words):
        return "A bare id is a model of yours. A public one is accounts/fireworks/models/ID, and its owner's to change."
    return None


def _quota(error: ResourceExhaustedError) -> str:
    info = error.info()
    required, available = info.get("quota_required"), info.get("quota_available")
    if required and available:
        name = f" of {info['quota']}" if info.get("quota") else ""
        return f"{required}{name} needed, {available} available; `firectl quotas list` shows all."
    if error.retry_after is not None:
        return f"The server asks to wait {error.retry_after:g} s."
    return "`firectl quotas list` shows what the account may use."


def _deploys(words: list[str]) -> bool:
    return any(word.startswith("deployment") for word in words)
