"""The key, and the one place it is put on a request.

As a requests AuthBase it also keeps requests from reading ~/.netrc, which would replace our header.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase


def origin(url: str) -> tuple[str, str, int | None]:
    """(scheme, host, port) of a URL, the default port filled in."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or {"http": 80, "https": 443}.get(parts.scheme)


class Secret:
    """A string that no repr, format or traceback shows."""

    def __init__(self, value: str) -> None:
        self._hidden = (value,)

    def reveal(self) -> str:
        """The string itself, for the wire only."""
        return self._hidden[0]

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<secret>"


class BearerAuth(AuthBase):
    """`Authorization: Bearer KEY`, for one origin only."""

    def __init__(self, key: Secret | None, base_url: str) -> None:
        self._key = key
        self._origin = origin(base_url)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._key is not None and origin(request.url or "") == self._origin:
            request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        return request


class NoAuth(AuthBase):
    """Nothing at all: for signed URLs, whose signature is their key."""

    def __call__(self, request: Any) -> Any:
        return request
