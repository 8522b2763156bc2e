"""Bringing the weights of a model to the platform."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import ConflictError, FailedPreconditionError, InvalidArgumentError, ReplyError, UnimplementedError
from ...http.deadline import now
from ...http.retry import RetryPolicy
from ...http.storage import Storage
from ...output.progress import Progress
from ...transfer import plain, pool, session, sets, source
from ...transfer.journal import Journal
from ...transfer.partial_files import StalePartials
from ...transfer.same import same
from ...transfer.shards import ShardPart
from ...transfer.source import FileStat, ProgressCallback
from .. import downloads
from . import session as session_module
from .checkpoint import Checkpoint


class Weights(NamedTuple):
    """The files of a model, by the names they will have, and what they looked like before they were judged."""

    files: dict[str, Path]
    looks: dict[Path, FileStat]

    @property
    def pieces(self) -> list[ShardPart]:
        """Each file, whole."""
        return [ShardPart(name, path, 0, self.looks[path].size) for name, path in self.files.items()]


class How(NamedTuple):
    """How they are sent and checked."""

    parallel: int
    resumable: bool
    patience: float
    """Seconds for the platform to see and check the files."""
    checks: JsonObject
    """Parameters of `:validateUpload`."""
    demand_checksum: bool


def weights_of(checkpoint: Checkpoint) -> Weights:
    """The files of a model as they are now."""
    return Weights(checkpoint.files, {path: source.look(path) for path in checkpoint.files.values()})


def fill(
    app: App, resource: Resource, item: JsonObject, weights: Weights, journal: Journal, how: How, foreign: bool
) -> JsonObject:
    """Bring the weights into the model `item`; the model then.

    `foreign` is whether it is there and this machine did not make it. Raises ConflictError where it holds other
    files, or
    where it is foreign and incomplete.
    """
    name = str(item["name"])
    if item.get("state") == "READY":
        if not _holds(app, resource, name, weights):
            raise ConflictError(f"model {last_segment(name)} exists with other files", hint="Choose another id.")
        app.console.note(f"model {last_segment(name)} holds these files already; nothing was sent.")
        return item
    if foreign:
        raise ConflictError(
            f"model {last_segment(name)} exists, is incomplete, and was not begun on this machine",
            hint=f"`firectl models upload {last_segment(name)} PATH` fills it.",
        )
    _send(app, resource, name, weights, journal, how)
    sets.demand_unchanged(weights.looks, weights.pieces, journal)
    _check(app, resource, name, journal, how)
    return app.client().get(resource, name)


def _send(app: App, resource: Resource, name: str, weights: Weights, journal: Journal, how: How) -> None:
    pieces = weights.pieces
    todo = sets.missing(pieces, journal.done, sets.local_crc)
    total = sum(piece.length for piece in pieces)
    sender = _Sender(app, resource, name, pieces, journal, how.resumable)
    with Progress(app.console, f"upload {last_segment(name)}", total, how.parallel) as progress:
        progress.start_at(total - sum(piece.length for piece in todo))

        def put(piece: ShardPart) -> None:
            with progress.file(piece.name, piece.length) as report:
                sender.send(piece, report)

        failures = sets.send(todo, journal, put, how.parallel, sender.stop)
    pool.raise_failures(failures, len(pieces))
    session_module.demand_checked(app, sender.unverified, len(pieces), how.demand_checksum)


class _Sender:
    """Sends files through resumable sessions, or by a plain PUT where there are none."""

    def __init__(
        self, app: App, resource: Resource, name: str, pieces: Sequence[ShardPart], journal: Journal, resumable: bool
    ) -> None:
        sizes = {piece.name: piece.length for piece in pieces}
        self.stop = threading.Event()
        self.unverified: list[str] = []
        self._storage, self._journal, self._resumable = Storage(app.client().sender), journal, resumable

        def urls(resumable: bool) -> plain.Urls:
            def ask() -> dict[str, str]:
                try:
                    return session_module.addresses(app, resource, name, sizes, enableResumableUpload=resumable)
                except (UnimplementedError, InvalidArgumentError):
                    if not resumable:
                        raise
                    raise session.NoSessions from None

            return plain.Urls(ask, sizes, Journal(None, name, app.console.warn))

        self._sessions, self._puts = urls(True), urls(False)

    def send(self, piece: ShardPart, report: ProgressCallback) -> None:
        """Send one file. Raises as `session.send` and `plain.send` do."""
        verified = None
        if self._resumable:
            try:
                verified = session.send(self._upload(piece, report))
            except session.NoSessions:
                self._resumable = False
        if verified is None:
            to = plain.PutSender(
                self._storage, self._puts, self._journal, session_module.signed_headers, report, self.stop
            )
            verified = plain.send(to, piece)
        if not verified:
            self.unverified.append(piece.name)

    def _upload(self, piece: ShardPart, report: ProgressCallback) -> session.Upload:
        def address(stale: str | None) -> str:
            return self._sessions.get(piece.name, stale)

        return session.Upload(
            self._storage,
            self._journal,
            piece.name,
            piece.path,
            piece.length,
            address,
            session_module.signed_headers,
            report,
            self.stop,
        )


def _check(app: App, resource: Resource, name: str, journal: Journal, how: How) -> None:
    """Ask until the platform has seen all files and finds them good. Raises FailedPreconditionError when time is up."""
    end, failed, policy = now() + how.patience, 0, RetryPolicy(cap=15.0)
    while True:
        try:
            reply = app.client().act(resource, name, "validateUpload", **how.checks)
            break
        except FailedPreconditionError:
            failed += 1
            pause = policy.backoff(failed)
            if now() + pause > end:
                journal.forget_all()  # the next run sends everything once more
                raise
            time.sleep(pause)
    warnings = reply.get("warnings") or []
    if not isinstance(warnings, list):
        raise ReplyError(f"the reply to the check of {name} has the wrong shape")
    for warning in warnings:
        app.console.warn(str(warning))


def _holds(app: App, resource: Resource, name: str, weights: Weights) -> bool:
    """Whether a READY model holds just these files."""
    to, wholes = downloads.source_of(app, resource, name, lambda count: None, StalePartials(), join=False)
    if {whole.name for whole in wholes} != set(weights.files):
        return False
    return all(same(to, whole, weights.files[whole.name]) for whole in wholes)
