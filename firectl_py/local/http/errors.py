"""What can go wrong: an answer in google.rpc form, or a store that cannot be used."""

from __future__ import annotations

from pathlib import Path

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.wire import RPC_CODES


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
        return {
            "code": RPC_CODES[self.code].number,
            "message": self.message,
            "status": self.code,
            "details": self.details,
        }


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
