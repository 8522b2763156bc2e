"""What is sent and what came back, as values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from .multipart import MultipartFile

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class ApiRequest(NamedTuple):
    """One API call. `url` is absolute or a path below the sender's base URL, such as "/v1/accounts"."""

    method: Method
    url: str
    params: Mapping[str, str] = MappingProxyType({})
    json: Any = None
    upload: MultipartFile | None = None
    """A body that is read as it is sent, and can be sent only once."""
    timeout: float | None = None
    """Seconds for all of it: DNS, TLS, attempts, sleeps and reading. None takes the sender's."""


class Reply(NamedTuple):
    """A whole, decoded 2xx answer."""

    status: int
    headers: dict[str, str]
    """Lower-case names."""
    data: Any
    """The decoded JSON; None for an empty body."""
    attempts: int = 1

    @property
    def request_id(self) -> str | None:
        """The server's id of the request."""
        return self.headers.get("x-request-id")
