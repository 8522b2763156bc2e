"""Bringing the rows of a data set to the platform: once, whole, and as often as it takes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.wire import MULTIPART_LIMIT
from ...errors import ConflictError, FailedPreconditionError, FirectlError, OutcomeUnknownError, WaitTimeoutError
from ...http.multipart import MultipartFile
from ...http.request import ApiRequest
from ...http.retry import RetryPolicy
from ...http.retrying import Retries, is_transient
from ...http.storage import Storage
from ...transfer import plain, pool, sets, shards, source
from ...transfer.shards import ShardPart
from .. import downloads
from ..reporting import Reporter, SilentReporter, TransferProgress
from ..waiting.loop import Wait, noted_on
from ..waiting.options import WaitOptions
from . import session as sessions
from .options import DatasetUploadOptions
from .rows import API_FORMATS, files_of, require_valid

if TYPE_CHECKING:
    from ...transfer.journal import Journal
    from ..resources import ResourceClient

CHECK_SECONDS = 3600.0
"""Longest wait for the platform to check the rows."""


class DatasetUpload:
    """A data set and the rows that go into it: judged when this is made, sent by `run`.

    `files` are .jsonl files and folders of them. `body` are fields of the data set; `exampleCount` is counted where
    it is missing. `row_format` is a key of `contract.rows.DATA_FORMATS`, found out from `body` or the rows where it is
    ""; with `check` false the rows are not judged. Raises InvalidDataError for files and rows that the platform
    refuses, LocalIOError.
    """

    def __init__(
        self,
        client: ResourceClient,
        dataset_id: str,
        files: Sequence[Path],
        body: JsonObject | None = None,
        options: DatasetUploadOptions | None = None,
        reporter: Reporter | None = None,
        *,
        row_format: str = "",
        check: bool = True,
        take_over: bool = False,
    ) -> None:
        self._client, self._id = client, dataset_id
        self._options, self._reporter = options or DatasetUploadOptions(), reporter or SilentReporter()
        self._resource, self._take_over = load("datasets"), take_over
        self._files = files_of(files, self._reporter)
        self._body: JsonObject = {"userUploaded": {}, **(body or {})}
        if check:
            row_format = row_format or API_FORMATS.get(str(self._body.get("format")), "")
            self._stats, report = require_valid(list(self._files.values()), row_format, self._reporter)
            self._body.setdefault("exampleCount", str(report.rows))
        else:
            self._stats = source.stats_of(self._files.values())
        self._size = sum(stat.size for stat in self._stats.values())

    def call(self) -> ApiRequest:
        """The request that makes the data set."""
        return self._client.create_call(self._resource, self._body, self._id)

    def run(self) -> JsonObject:
        """Make the data set, send its rows and have them checked; the data set, READY then.

        Run again after a stop, by this process or another of this machine, it sends only what is missing.
        Raises ConflictError where the data set holds other rows, or is incomplete and was not begun on this machine;
        IntegrityError, PartialFailureError, TransportError, ApiError.
        """
        name, existed = self._client.name(self._resource, self._id), list[str]()
        with sessions.session(self._client, name, self._reporter) as journal:
            item = self._client.create(self._resource, self._body, self._id, on_found=existed.append)
            try:
                return self._fill(item, journal, existed)
            except FailedPreconditionError:  # another machine was quicker: what it brought has to be the same
                item = self._client.get(self._resource, name)
                if not self._resource.is_ready(item):
                    raise
                return self._fill(item, journal, existed)

    def _fill(self, item: JsonObject, journal: Journal, existed: list[str]) -> JsonObject:
        """The data set with its rows. `existed` are sentences that say it was there before."""
        name = str(item["name"])
        if self._resource.is_ready(item):
            if not self._is_held_by(name):
                raise ConflictError(
                    f"dataset {last_segment(name)} exists with other rows than {self._title}",
                    hint="Choose another id, or delete the dataset first.",
                )
            for sentence in existed:
                self._reporter.note(sentence)
            return item
        if existed and not journal.known and not self._take_over:
            raise ConflictError(
                f"dataset {last_segment(name)} exists, is incomplete, and was not begun on this machine",
                hint="Choose another id, or delete the dataset first.",
            )
        source.require_same_stats(self._stats)
        if self._fits_one_request:
            self._send_at_once(name)
        else:
            self._send_parts(name, journal)
        limits = WaitOptions(timeout=self._seconds if self._fits_one_request else CHECK_SECONDS)
        wait = Wait(self._client, self._resource, [name], options=limits, on_trouble=noted_on(self._reporter.note))
        try:
            return wait.run()[0]
        except WaitTimeoutError as error:  # whatever the reply to the upload said, the rows are not there
            raise OutcomeUnknownError(
                f"the rows were sent, and {error.message}", hint="Run the same command again, or look at it later."
            ) from None

    @property
    def _title(self) -> str:
        return next(iter(self._files)) if len(self._files) == 1 else f"{len(self._files)} files"

    @property
    def _fits_one_request(self) -> bool:
        """Whether one `:upload` does it, whose answer states no checksum."""
        small = len(self._files) == 1 and self._options.shard_size is None and self._size <= MULTIPART_LIMIT
        return small and not self._options.require_checksum

    @property
    def _seconds(self) -> float:
        """Time for one `:upload`, or for the check: a slow line of 128 KiB/s, and a minute for the rows."""
        return 60.0 + self._size / (128 * 1024)

    def _send_at_once(self, name: str) -> None:
        """One `:upload`. After a lost reply the data set itself says whether it arrived."""
        ((sent_as, path),) = self._files.items()
        stop = threading.Event()
        retries = Retries(RetryPolicy(plain.ATTEMPTS), longest_asked=pool.LONGEST_ASKED)
        while True:
            try:
                with (
                    source.open_file(path) as file,
                    self._reporter.transfer(f"upload {self._id}", self._size) as progress,
                ):
                    crc = source.crc_of(path, 0, self._size)
                    window = source.Window(file, path, 0, self._size, expected=crc, report=progress.add, stop=stop)
                    body = MultipartFile(sent_as, window)
                    call = ApiRequest("POST", f"/v1/{name}:upload", upload=body, timeout=self._seconds)
                    with self._client.recorded("upload", name) as outcome:
                        outcome.request_id = self._client.sender.send(call).request_id
                break
            except FirectlError as error:
                if not is_transient(error):
                    raise
                retries.pause(error)
                if self._resource.is_ready(self._client.get(self._resource, name)) and self._is_held_by(name):
                    return

    def _send_parts(self, name: str, journal: Journal) -> None:
        """Parts by signed URLs, then `:validateUpload`; everything once more where bytes are missing then."""
        parts = sets.plan(self._files, self._options.shard_size or shards.SHARD_SIZE)
        sizes = {part.name: part.length for part in parts}
        ask = partial(sessions.upload_urls, self._client, self._resource, name, sizes)
        urls = plain.Urls(ask, sizes, journal)
        for last in (False, True):
            with self._reporter.transfer(f"upload {self._id}", self._size, self._options.parallel) as progress:
                unverified = self._put(parts, urls, journal, progress)
            sets.require_unchanged(self._stats, parts, journal)
            sessions.require_checksums(unverified, len(parts), self._options.require_checksum, self._reporter)
            try:
                self._check(name)
                return
            except FailedPreconditionError as error:
                if last:
                    raise
                self._reporter.note(f"{error.message}; everything is sent once more.")
                journal.forget_all()

    def _put(
        self, parts: Sequence[ShardPart], urls: plain.Urls, journal: Journal, progress: TransferProgress
    ) -> list[str]:
        """Send what is missing; the parts that the storage stated no checksum of. Raises PartialFailureError."""
        storage, stop, unverified = Storage(self._client.sender), threading.Event(), list[str]()
        todo = sets.missing(parts, journal.done, sets.local_crc)
        progress.start_at(self._size - sum(part.length for part in todo))
        if todo:
            urls.get(todo[0].name)  # those that make no sense are refused before anything is sent

        def send(part: ShardPart) -> None:
            with progress.file(part.name, part.length) as report:
                to = plain.PutSender(storage, urls, journal, sessions.signed_headers, report, stop)
                if not plain.send(to, part):
                    unverified.append(part.name)

        pool.raise_failures(sets.send(todo, journal, send, self._options.parallel, stop), len(parts))
        return unverified

    def _check(self, name: str) -> None:
        """`:validateUpload`, which may be repeated. Raises FailedPreconditionError where bytes are missing."""
        client = self._client
        call = client.act_call(self._resource, name, "validateUpload", {})._replace(timeout=self._seconds)

        def check() -> None:
            if not self._resource.is_ready(client.get(self._resource, name)):
                client.sender.send(call)

        sessions.repeat(check)

    def _is_held_by(self, name: str) -> bool:
        """Whether a READY data set holds just these rows. Of one file the name does not count."""
        stored = downloads.StoredFiles(self._client, self._resource, name)
        files = stored.files()
        if len(files) != len(self._files):
            return False
        if len(files) == 1:
            return stored.holds(files[0], next(iter(self._files.values())))
        # The platform puts the names below dataset/ID/.
        own = {file.name.rpartition("/")[2]: file for file in files}
        return set(own) == set(self._files) and all(stored.holds(own[name], path) for name, path in self._files.items())
