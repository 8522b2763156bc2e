"""What is sent and what came back, as values. Imports nothing of ours but their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .multipart import MultipartFile

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Call:
    """One API call. `url` is absolute or a path below the sender's base URL, such as "/v1/accounts"."""

    method: Method
    url: str
    params: dict[str, str] = field(default_factory=dict)
    json: Any = None
    upload: MultipartFile | None = None
    """A body that is read as it is sent, and can be sent only once."""
    timeout: float | None = None
    """Seconds for all of it: DNS, TLS, attempts, sleeps and reading. None takes the sender's."""


@dataclass(frozen=True)
class Reply:
    """A whole, decoded 2xx answer."""

    status: int
    headers: dict[str, str]
    """Lower-case names."""
    data: Any
    """The decoded JSON; {} for an empty body."""
    attempts: int = 1

    @property
    def request_id(self) -> str | None:
        """The server's id of the request."""
        return self.headers.get("x-request-id")
