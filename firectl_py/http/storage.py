"""Requests to signed URLs: no key, no redirects, exactly the signed headers. Imports errors only.

A signed URL is a secret of its own: it stands in no message, and --debug hides its query.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from ..errors import FirectlError, IntegrityError, ReplyError, Unreachable
from . import body
from .auth import NoAuth, origin
from .deadline import Deadline
from .send import LOOPBACK, Sender

STALL_SECONDS = 60.0
"""A transfer is given up when nothing moves for so long; there is no limit on the whole."""
_BLOCK = 1024 * 1024


class Storage:
    """Moves bytes to and from the signed URLs a control plane hands out."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def put(self, url: str, source: Any, headers: dict[str, str]) -> dict[str, str]:
        """PUT the bytes of `source` (a file, or anything with read and a length); lower-case reply headers."""
        with closing(self._open("PUT", url, headers, source)) as response:
            data = body.read(response, Deadline(STALL_SECONDS))
            if response.status_code not in (200, 201):
                raise body.error_of(response, data, urlsplit(url).netloc)
            return body.lower(response.headers)

    def get(self, url: str) -> Iterator[bytes]:
        """The object's bytes in blocks. Raises IntegrityError where fewer or more came than were announced."""
        with closing(self._open("GET", url, {"Accept-Encoding": "identity"}, None)) as response:
            if response.status_code != 200:
                data = body.read(response, Deadline(STALL_SECONDS))
                raise body.error_of(response, data, urlsplit(url).netloc)
            announced, count = response.headers.get("Content-Length"), 0
            try:
                while block := response.raw.read(_BLOCK, decode_content=False):
                    count += len(block)
                    yield block
            except (urllib3.exceptions.HTTPError, OSError):
                raise Unreachable(f"the download from {urlsplit(url).netloc} broke off") from None
            if announced is not None and announced.isdigit() and count != int(announced):
                raise IntegrityError(f"{count} bytes came, {announced} were announced")

    def _open(self, method: str, url: str, headers: dict[str, str], data: Any) -> requests.Response:
        self._demand_safe(url)
        request = requests.Request(method, url, headers=headers, data=data, auth=NoAuth())
        prepared = self._sender.session.prepare_request(request)
        try:
            response = self._sender.session.send(
                prepared,
                timeout=(STALL_SECONDS, STALL_SECONDS),
                allow_redirects=False,
                stream=True,
                **self._sender.environment(url),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._sender.transport_error(error, urlsplit(url).netloc) from None
        if 300 <= response.status_code < 400:
            response.close()
            raise ReplyError(f"the storage at {urlsplit(url).netloc} redirects ({response.status_code})")
        return response

    def _demand_safe(self, url: str) -> None:
        """Refuse what no storage hands out: another scheme, credentials in the URL, plain http to another machine."""
        parts = urlsplit(url)
        plain = parts.scheme == "http" and (parts.hostname in LOOPBACK or origin(url) == origin(self._sender.base_url))
        if (parts.scheme != "https" and not plain) or parts.username or not parts.hostname:
            problem: FirectlError = ReplyError(f"the signed URL for {parts.hostname or 'storage'} is not https")
            raise problem
