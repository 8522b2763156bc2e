"""What uploads of data sets and of models share: the record, the addresses, the command that goes on."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ...cli.app import App
from ...contract import Resource
from ...contract.wire import LENGTH_RANGE_HEADER, UPLOAD_CONTENT_TYPE
from ...errors import FirectlError, IntegrityError, ReplyError

if TYPE_CHECKING:
    from ...transfer.journal import Journal

T = TypeVar("T")

_TRIES = 6


def parallel_option() -> click.Option:
    """`--parallel`."""
    return click.Option(
        ["--parallel"], type=click.IntRange(1, 32), default=4, show_default=True, help="Files sent at once."
    )


def checksum_option() -> click.Option:
    """`--require-checksum`."""
    help = "Fail (exit 14) where the storage does not state the checksum of what it holds."
    return click.Option(["--require-checksum"], is_flag=True, help=help)


def demand_checked(app: App, unchecked: Sequence[str], count: int, required: bool) -> None:
    """Say how many of `count` pieces the storage stated no checksum of. Raises IntegrityError where one is required."""
    if not unchecked:
        return
    if required:
        raise IntegrityError(
            f"{len(unchecked)} of {count} pieces are not verified by the server: no checksum of {unchecked[0]}",
            hint="Without --require-checksum they are taken as they are.",
        )
    app.console.note(f"{len(unchecked)} of {count} pieces are not verified by the server: no checksum is stated.")


@contextmanager
def recording(app: App, name: str) -> Iterator[Journal]:
    """The record of the upload to the resource `name`, which also keeps a second process off it. Raises BusyError.

    Whatever stops the upload, the command that goes on with it is said.
    """
    from ...http.send import is_transient
    from ...transfer.records import record

    with record(app.state_dir(), f"{app.client().sender.base_url} {name}", app.console.warn) as journal:
        try:
            yield journal
        except FirectlError as error:
            if is_transient(error) and error.hint is None:
                error.hint = f"What was sent is kept. Go on with: {_again(app)}"
            raise
        except BaseException as stop:
            if not isinstance(stop, Exception):  # SIGINT, SIGTERM, SIGHUP
                app.console.note(f"stopped; what was sent is kept. Go on with: {_again(app)}")
            raise


def signed_headers(size: int) -> dict[str, str]:
    """The headers that the control plane signs an upload URL with."""
    return {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}


def addresses(app: App, resource: Resource, name: str, sizes: dict[str, int], **more: Any) -> dict[str, str]:
    """Signed URLs for the whole set of files. Raises ReplyError where one is missing."""
    client = app.client()
    body = {"filenameToSize": {file: str(size) for file, size in sizes.items()}, **more}
    reply = persist(lambda: client.sender.send(client.act_call(resource, name, "getUploadEndpoint", body)).data)
    urls = reply.get("filenameToSignedUrls") if isinstance(reply, dict) else None
    if not isinstance(urls, dict) or not all(isinstance(urls.get(file), str) for file in sizes):
        raise ReplyError(f"the upload addresses of {name} have the wrong shape")
    return {file: urls[file] for file in sizes}


def persist(work: Callable[[], T]) -> T:
    """Do what can be repeated without harm, until an answer comes. Raises what the last of several tries raised."""
    from ...http.retry import RetryPolicy
    from ...http.send import is_transient

    policy = RetryPolicy()
    for failed in range(_TRIES):
        try:
            return work()
        except FirectlError as error:
            if not is_transient(error) or failed == _TRIES - 1:
                raise
            asked = min(60.0, getattr(error, "retry_after", None) or 0.0)
            time.sleep(max(policy.backoff(failed), asked))
    raise AssertionError("the last try returns or raises")


def _again(app: App) -> str:
    """The command line that was typed, without a key."""
    words, skip = [], False
    for word in app.words:
        if not skip and not word.startswith("--api-key"):
            words.append(word)
        skip = not skip and word == "--api-key"
    return shlex.join(["firectl", *words])
