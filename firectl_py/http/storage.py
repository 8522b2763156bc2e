"""Requests to signed URLs: no key, no redirects, exactly the signed headers.

A signed URL is a secret of its own: it stands in no message, and --debug shows nothing of it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from ..errors import (
    API_ERRORS,
    ApiError,
    FirectlError,
    IntegrityError,
    PermissionDeniedError,
    ReplyError,
    UnauthenticatedError,
    UnreachableError,
    code_of_status,
)
from . import body
from .auth import NoAuth, origin
from .connections import ConnectionAdapter
from .deadline import Deadline, now
from .retry import asked_wait
from .send import LOOPBACK, Sender
from .stall import StallGuard
from .transport import TRANSPORT_EXCEPTIONS, transport_error

STALL_SECONDS = 60.0
"""A request is given up when no byte moves for so long; there is no limit on the whole."""
BLOCK = 1024 * 1024
"""Bytes handed to the socket at once: urllib3's 16 KiB cost a third of the throughput."""
_READ = 256 * 1024
"""Bytes read at once: what a download that is killed or cut off loses at most."""
_FIRST_READ = 16 * 1024
_SLOW, _QUICK = 5.0, 0.5
"""Seconds for one block: above, the next is half as large; below, twice."""
_GOOD = (200, 201, 308)
_WRONG_BYTES = (b"BadDigest", b"InvalidDigest", b"XAmzContentSHA256Mismatch")
"""What storages call bytes that do not have the checksum which was announced for them."""


class StorageReply(NamedTuple):
    """A whole answer of the storage. `error` is None for 2xx and for 308, which means "go on" here."""

    status: int
    headers: dict[str, str]
    """Lower-case names."""
    error: FirectlError | None = None


class StoredObject(NamedTuple):
    """An object whose bytes are on their way: status 200, 206 or 416."""

    status: int
    headers: dict[str, str]
    """Lower-case names."""
    blocks: Iterator[bytes]
    """The bytes as stored. Raises UnreachableError where the line breaks off or falls silent."""


class Storage:
    """Moves bytes to and from the signed URLs a control plane hands out; may be used by several threads."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._session = _session(sender)

    def exchange(self, method: str, url: str, headers: dict[str, str], source: Any = None) -> StorageReply:
        """Send one request with the bytes of `source` (anything with read and a length); whatever is answered.

        Raises UnreachableError where nothing whole is, ReplyError for a URL or an answer no storage gives.
        """
        with closing(self._open(method, url, headers, source)) as response:
            status, host = response.status_code, urlsplit(url).netloc
            if 300 <= status < 400 and status != 308:
                raise ReplyError(f"the storage at {host} redirects ({status})")
            try:
                data = body.read(response, Deadline(STALL_SECONDS))
            except (urllib3.exceptions.HTTPError, OSError):
                raise UnreachableError(f"the reply from {host} broke off") from None
            error = None if status in _GOOD else _error_of(response, data, host)
            return StorageReply(status, body.lower(response.headers), error)

    @contextmanager
    def read(self, url: str, headers: dict[str, str] | None = None) -> Iterator[StoredObject]:
        """An object, or the rest of one where `headers` holds a Range. Raises ApiError for any other answer."""
        wanted = {"Accept-Encoding": "identity", **(headers or {})}
        with closing(self._open("GET", url, wanted, None)) as response:
            host = urlsplit(url).netloc
            if response.status_code not in (200, 206, 416):
                if 300 <= response.status_code < 400:
                    raise ReplyError(f"the storage at {host} redirects ({response.status_code})")
                raise _error_of(response, body.read(response, Deadline(STALL_SECONDS)), host)
            yield StoredObject(response.status_code, body.lower(response.headers), _blocks(response, host))

    def _open(self, method: str, url: str, headers: dict[str, str], data: Any) -> requests.Response:
        self._require_safe(url)
        request = requests.Request(method, url, headers=headers, data=data, auth=NoAuth())
        prepared = self._session.prepare_request(request)
        try:
            return self._session.send(
                prepared,
                timeout=(STALL_SECONDS, STALL_SECONDS),
                allow_redirects=False,
                stream=True,
                **self._sender.environment(url),
            )
        except TRANSPORT_EXCEPTIONS as error:
            raise transport_error(error, urlsplit(url).netloc, urlsplit(url).scheme) from None

    def _require_safe(self, url: str) -> None:
        """Refuse what no storage hands out: another scheme, credentials in the URL, plain http to another machine,
        and a machine of a private network that the control plane is not on.
        """
        parts = urlsplit(url)
        ours = urlsplit(self._sender.base_url).hostname
        plain = parts.scheme == "http" and (parts.hostname in LOOPBACK or origin(url) == origin(self._sender.base_url))
        if (parts.scheme != "https" and not plain) or parts.username or not parts.hostname:
            raise ReplyError(f"the signed URL for {parts.hostname or 'storage'} is not https")
        if parts.hostname != ours and _is_private(parts.hostname):
            raise ReplyError(f"the signed URL leads into a private network ({parts.hostname}); nothing was sent there")


def _is_private(host: str) -> bool:
    """Whether `host` is an address that means another machine in each network. Names are not looked up."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not (address.is_global or address.is_loopback)


def _session(sender: Sender) -> requests.Session:
    """A session without the sender's headers and cookies; an endpoint inside this process stays inside it."""
    session = requests.Session()
    session.headers.clear()
    session.headers["User-Agent"] = str(sender.session.headers["User-Agent"])
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", ConnectionAdapter(pool_maxsize=32, blocksize=BLOCK))
    session.mount("http://", ConnectionAdapter(pool_maxsize=32, blocksize=BLOCK))
    adapter = sender.session.get_adapter(sender.base_url)
    if not isinstance(adapter, HTTPAdapter):
        session.mount(sender.base_url, adapter)
    return session


def _blocks(response: requests.Response, host: str) -> Iterator[bytes]:
    """The body as it is stored: neither decoded nor counted.

    Blocks are small on a slow line, so that one which only drips can be told: it brings none in STALL_SECONDS.
    """
    size = _FIRST_READ
    try:
        with StallGuard(STALL_SECONDS, response.raw.shutdown) as guard:
            started = now()
            while block := response.raw.read(size, decode_content=False):
                guard.progress()
                size = _next_size(size, now() - started)
                yield block
                started = now()
            if guard.stalled:
                raise UnreachableError(f"the download from {host} came to a standstill")
    except (urllib3.exceptions.HTTPError, OSError):
        raise UnreachableError(f"the download from {host} broke off") from None


def _next_size(size: int, seconds: float) -> int:
    """Bytes to read at once after a block of `size` took so long."""
    if seconds > _SLOW:
        return max(_FIRST_READ, size // 2)
    return min(_READ, size * 2) if seconds < _QUICK else size


def is_expired(error: FirectlError | None) -> bool:
    """Whether another signed URL may help: Google's expired ones are a 400 or a 403, S3's a 403."""
    return isinstance(error, PermissionDeniedError | UnauthenticatedError) or "Expired" in str(error or "")


def _error_of(response: requests.Response, data: bytes | bytearray, host: str) -> FirectlError:
    """The error of an answer. Of XML only the code is told: its message may repeat what was signed."""
    if "json" in response.headers.get("Content-Type", ""):
        return body.error_of(response, data, host)
    code = code_of_status(response.status_code)
    named = re.search(rb"<Code>(\w{1,60})</Code>", bytes(data[:4096]))
    why = f": {named[1].decode()}" if named else ""
    message = f"the storage at {host} answered {response.status_code}{why}"
    if named and named[1] in _WRONG_BYTES:
        return IntegrityError(f"{message}: other bytes arrived than were announced")
    skewed = named is not None and named[1] == b"RequestTimeTooSkewed"
    return API_ERRORS.get(code, ApiError)(
        message,
        status=response.status_code,
        code=code,
        retry_after=asked_wait(body.lower(response.headers), []),
        hint="This machine's clock is wrong: set it (chrony, systemd-timesyncd), then run again." if skewed else None,
    )
