"""What uploads of data sets and of models share: the journal, the signed URLs, what is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

from ...contract import Resource
from ...contract.wire import LENGTH_RANGE_HEADER, UPLOAD_CONTENT_TYPE
from ...errors import ConflictError, FirectlError, IntegrityError, NotFoundError, ReplyError
from ...http.retry import RetryPolicy
from ...http.retrying import Retries, is_transient, retrying
from ...transfer.records import record
from ..reporting import Reporter

if TYPE_CHECKING:
    from ...transfer.journal import Journal
    from ..resources import ResourceClient

T = TypeVar("T")

_TRIES = 6
_LONGEST_ASKED = 60.0
"""Seconds: a server that asks for a longer pause gets this one."""
_SIGNATURE = ("x-goog-", "x-amz-", "signature", "expires", "googleaccessid", "awsaccesskeyid")
"""How the query parameters begin that sign a URL and do not say what it leads to."""

RESUME = "What was sent is kept: the same command sends the rest."


@contextmanager
def session(client: ResourceClient, name: str, reporter: Reporter) -> Iterator[Journal]:
    """The journal of the upload to the resource `name`, held by this process alone and removed when it is complete.

    It is waited for where another process holds it. Whatever stops the upload, the caller is told how to resume it.
    """
    with record(client.state_dir, f"{client.sender.base_url} {name}", reporter.warn) as journal:
        journal.begin()
        try:
            yield journal
        except (ConflictError, NotFoundError):
            if not journal.known:
                journal.remove()
            raise
        except FirectlError as error:
            if is_transient(error) and error.hint is None:
                error.hint = RESUME
            raise
        except BaseException as stop:
            if not isinstance(stop, Exception):  # SIGINT, SIGTERM, SIGHUP
                reporter.note(f"the upload to {name} is not complete. {RESUME}")
            raise
        journal.remove()


def require_checksums(unverified: Sequence[str], count: int, required: bool, reporter: Reporter) -> None:
    """Say how many of `count` parts the storage stated no checksum of. Raises IntegrityError where one is required."""
    if not unverified:
        return
    what = f"{len(unverified)} of {count} parts are not verified by the server: it states no checksum"
    if required:
        raise IntegrityError(
            f"{what} of {unverified[0]}", hint="Without --require-checksum they are accepted as they are."
        )
    reporter.note(f"{what}.")


def signed_headers(size: int) -> dict[str, str]:
    """The headers that the control plane signs an upload URL with."""
    return {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}


def upload_urls(
    client: ResourceClient, resource: Resource, name: str, sizes: dict[str, int], **more: Any
) -> dict[str, str]:
    """Signed URLs for a whole set of files, by name.

    Raises ReplyError where one is missing, leads to the same object as another, or is for a file nobody asked for.
    """
    body = {"filenameToSize": {file: str(size) for file, size in sizes.items()}, **more}
    reply = repeat(lambda: client.sender.send(client.act_call(resource, name, "getUploadEndpoint", body)).data)
    urls = reply.get("filenameToSignedUrls") if isinstance(reply, dict) else None
    return checked_urls(urls, name, sizes)


def checked_urls(urls: Any, name: str, wanted: dict[str, int] | None = None) -> dict[str, str]:
    """A map of signed URLs, every one to an object of its own, and for just the files `wanted` where that is given.

    Raises ReplyError.
    """
    if not isinstance(urls, dict) or not all(isinstance(url, str) for url in urls.values()):
        raise ReplyError(f"the signed URLs of {name} have the wrong shape")
    if wanted is not None and set(urls) != set(wanted):
        missing, extra = sorted(set(wanted) - set(urls)), sorted(set(urls) - set(wanted))
        what = f"none is for {missing[0]}" if missing else f"one is for {extra[0]}, which nobody asked for"
        raise ReplyError(f"the signed URLs of {name} are not for the files: {what}; nothing was sent")
    places: dict[object, str] = {}
    for file, url in urls.items():
        other = places.setdefault(_object_of(url), file)
        if other != file:
            raise ReplyError(f"the signed URLs of {name} lead to one object for {other} and {file}; nothing was moved")
    return dict(urls)


def _object_of(url: str) -> object:
    """What a signed URL leads to, spelled as requests sends it: all of it but the signature.

    Raises ReplyError for what is not a URL.
    """
    from requests.utils import requote_uri
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        parts = parse_url(requote_uri(url))
    except (ValueError, LocationParseError):
        raise ReplyError("the server gave a signed URL that is not a URL; nothing was moved") from None
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme or "")
    query = [(key, value) for key, value in parse_qsl(parts.query or "") if not key.lower().startswith(_SIGNATURE)]
    return parts.host, port, parts.path, tuple(query)


def repeat(work: Callable[[], T]) -> T:
    """Do what can be repeated without harm, until an answer comes. Raises what the last of several tries raised."""
    return retrying(work, Retries(RetryPolicy(_TRIES), longest_asked=_LONGEST_ASKED))
