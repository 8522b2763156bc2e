"""What can go wrong: an answer in google.rpc form, or a store that cannot be used."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.wire import RPC_CODES

from .positions import position_of


class RpcError(Exception):
    """An error the caller of the API is told about, as a google.rpc.Status."""

    def __init__(
        self, code: str, message: str, *, details: list[JsonObject] | None = None, http: int | None = None
    ) -> None:
        """`code` is a google.rpc code by name; `http` overrides the status that code normally travels under."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or []
        self.http = http or RPC_CODES[code].http

    def body(self) -> JsonObject:
        """The JSON object to send."""
        return {"code": RPC_CODES[self.code].number, "details": self.details, "message": self.message}


class WrongKeyError(RpcError):
    """The key is missing or another one: the platform answers 403, and in an envelope of its own."""

    def __init__(self) -> None:
        super().__init__("UNAUTHENTICATED", "The API key you provided is invalid.", http=403)

    def body(self) -> JsonObject:
        """The JSON object to send."""
        error = {"code": "UNAUTHORIZED", "message": self.message, "param": None, "type": "error"}
        return {"error": error, "request_id": str(uuid.uuid4())}


class MethodNotAllowedError(RpcError):
    """The path is known and takes other methods."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__("UNIMPLEMENTED", "Method Not Allowed", http=405)
        self.allowed = ", ".join(sorted(allowed))


class UnknownFieldError(RpcError):
    """A body has a member that is not declared. `path` leads to it, from the body's root."""

    def __init__(self, path: tuple[str | int, ...]) -> None:
        self.path = path
        super().__init__("INVALID_ARGUMENT", f'proto: unknown field "{path[-1]}"')

    def at(self, text: str) -> RpcError:
        """The error with the line and column of the member in `text`, the body as it came."""
        place = position_of(text, self.path)
        where = f" (line {place[0]}:{place[1]}):" if place else ""
        return RpcError(self.code, f'proto:{where} unknown field "{self.path[-1]}"')


class LocalStoreError(Exception):
    """The data directory cannot be used; its files have not been touched."""

    def __init__(self, path: Path, reason: str, *, foreign: bool = False) -> None:
        """`path` is the file or directory at fault; `foreign` says that another program made it."""
        super().__init__(f"{path}: {reason}")
        self.foreign = foreign
        self.path = path
        self.reason = reason


def invalid(field: str, problem: str) -> RpcError:
    """INVALID_ARGUMENT about one field, which is named in the message and in a google.rpc.BadRequest."""
    violation = {"field": field, "description": problem}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return RpcError("INVALID_ARGUMENT", f"{field}: {problem}", details=[detail])


def not_found(name: str) -> RpcError:
    """NOT_FOUND about a resource."""
    return RpcError("NOT_FOUND", f"{name} not found")


def precondition(message: str) -> RpcError:
    """FAILED_PRECONDITION: the request is right, the state of things is not."""
    return RpcError("FAILED_PRECONDITION", message)
