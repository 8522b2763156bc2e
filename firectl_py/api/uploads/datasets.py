"""Bringing the rows of a data set to the platform: once, whole, and as often as it takes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.wire import MULTIPART_LIMIT
from ...errors import ConflictError, FailedPreconditionError, FirectlError
from ...http.multipart import MultipartFile
from ...http.request import ApiRequest
from ...http.send import is_transient
from ...http.storage import Storage
from ...output.progress import Progress
from ...transfer import plain, pool, sets, shards, source
from ...transfer.journal import Done, Journal
from ...transfer.partial_files import StalePartials
from ...transfer.same import same
from ...transfer.shards import ShardPart
from .. import downloads
from . import session

if TYPE_CHECKING:
    from ...transfer.source import FileStat

CHECK_SECONDS = 3600.0
"""Longest wait for the platform to check the rows."""


class DatasetRows(NamedTuple):
    """The files of a data set, by the names they will have, and what they looked like before they were judged."""

    files: dict[str, Path]
    looks: dict[Path, FileStat]
    shard_size: int | None
    """Bytes; None where nobody asked for shards."""
    parallel: int
    demand_checksum: bool

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(look.size for look in self.looks.values())

    @property
    def fits_one_request(self) -> bool:
        """Whether one `:upload` does it, whose answer states no checksum."""
        small = len(self.files) == 1 and self.shard_size is None and self.size <= MULTIPART_LIMIT
        return small and not self.demand_checksum


def rows_of(files: dict[str, Path], values: JsonObject) -> DatasetRows:
    """The rows in `files` as they are now, and how the options `values` want them sent."""
    looks = {path: source.look(path) for path in files.values()}
    return DatasetRows(files, looks, values["shard_size"], values["parallel"], values["require_checksum"])


def fill(
    app: App, resource: Resource, item: JsonObject, rows: DatasetRows, journal: Journal, existed: Sequence[str]
) -> JsonObject:
    """Bring the rows into the data set `item`; the data set then.

    `existed` are sentences that say it was there before. Raises ConflictError where it holds other rows, or where it is
    incomplete and was not begun on this machine.
    """
    name = str(item["name"])
    if item.get("state") == "READY":
        if not _holds(app, resource, name, rows):
            raise ConflictError(
                f"dataset {last_segment(name)} exists with other rows than {_title(rows)}",
                hint="Choose another id, or delete the dataset first.",
            )
        for sentence in existed:
            app.console.note(sentence)
        return item
    if existed and not journal.known:
        raise ConflictError(
            f"dataset {last_segment(name)} exists, is incomplete, and was not begun on this machine",
            hint="Choose another id, or delete the dataset first.",
        )
    if rows.fits_one_request:
        _send_at_once(app, resource, name, rows)
    else:
        _send_set(app, resource, name, rows, journal)
        app.client().wait(resource, name, timeout=CHECK_SECONDS)
    return app.client().get(resource, name)


def _send_at_once(app: App, resource: Resource, name: str, rows: DatasetRows) -> None:
    """One `:upload`. After a lost reply the data set itself says whether it arrived."""
    (path,) = rows.files.values()
    client, stop, failed = app.client(), threading.Event(), 0
    journal = Journal(None, name, app.console.warn)
    whole = ShardPart(path.name, path, 0, rows.size)
    while True:
        try:
            with source.open_file(path) as file, Progress(app.console, f"upload {path.name}", rows.size) as progress:
                window = source.Window(file, path, 0, rows.size, report=progress.add, stop=stop)
                part = MultipartFile(path.name, window)
                call = ApiRequest("POST", f"/v1/{name}:upload", upload=part, timeout=_upload_seconds(rows.size))
                with client.recorded("upload", name):
                    client.sender.send(call)
                journal.finish(path.name, Done(rows.size, window.crc))
            break
        except FirectlError as error:
            failed += 1
            if not is_transient(error) or failed >= plain.ATTEMPTS:
                raise
            pool.pause(failed, error, stop)
            if client.get(resource, name).get("state") == "READY" and _holds(app, resource, name, rows):
                return
    sets.demand_unchanged(rows.looks, [whole], journal)


def _send_set(app: App, resource: Resource, name: str, rows: DatasetRows, journal: Journal) -> None:
    """Shards by signed URLs, then `:validateUpload`; everything once more where bytes are missing then."""
    pieces = sets.plan(rows.files, rows.shard_size or shards.SHARD_SIZE)
    sizes = {piece.name: piece.length for piece in pieces}
    storage, stop, unverified = Storage(app.client().sender), threading.Event(), list[str]()
    urls = plain.Urls(lambda: session.addresses(app, resource, name, sizes), sizes, journal)
    for last in (False, True):
        with Progress(app.console, f"upload {_title(rows)}", rows.size, rows.parallel) as progress:
            todo = sets.missing(pieces, journal.done, sets.local_crc)
            progress.start_at(rows.size - sum(piece.length for piece in todo))

            def send(piece: ShardPart, progress: Progress = progress) -> None:
                with progress.file(piece.name, piece.length) as report:
                    to = plain.PutSender(storage, urls, journal, session.signed_headers, report, stop)
                    if not plain.send(to, piece):
                        unverified.append(piece.name)

            failures = sets.send(todo, journal, send, rows.parallel, stop)
        pool.raise_failures(failures, len(pieces))
        sets.demand_unchanged(rows.looks, pieces, journal)
        session.demand_checked(app, unverified, len(pieces), rows.demand_checksum)
        try:
            _check(app, resource, name, rows.size)
            return
        except FailedPreconditionError as error:
            if last:
                raise
            app.console.note(f"{error.message}; everything is sent once more.")
            journal.forget_all()


def _check(app: App, resource: Resource, name: str, size: int) -> None:
    """`:validateUpload`, which may be repeated. Raises FailedPreconditionError where bytes are missing."""
    client = app.client()
    call = client.act_call(resource, name, "validateUpload", {})._replace(timeout=_upload_seconds(size))

    def check() -> None:
        if client.get(resource, name).get("state") != "READY":
            client.sender.send(call)

    session.persist(check)


def _holds(app: App, resource: Resource, name: str, rows: DatasetRows) -> bool:
    """Whether a READY data set holds just these rows. Of one file the name does not count."""
    to, wholes = downloads.source_of(app, resource, name, lambda count: None, StalePartials())
    if len(wholes) != len(rows.files):
        return False
    if len(wholes) == 1:
        return same(to, wholes[0], next(iter(rows.files.values())))
    return all(whole.name in rows.files and same(to, whole, rows.files[whole.name]) for whole in wholes)


def _title(rows: DatasetRows) -> str:
    paths = list(rows.files.values())
    return str(paths[0].name) if len(paths) == 1 else f"{len(paths)} files"


def _upload_seconds(size: int) -> float:
    """Time for one `:upload`, or for the check: a slow line of 128 KiB/s, and a minute for the rows."""
    return 60.0 + size / (128 * 1024)
