"""Sending the files of one model, several at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...contract import load
from ...errors import InvalidArgumentError, UnimplementedError
from ...http.storage import Storage
from ...transfer import plain, session
from ...transfer.journal import Journal
from ...transfer.shards import ShardPart
from ...transfer.source import ProgressCallback
from . import session as sessions

if TYPE_CHECKING:
    from ..resources import ResourceClient


class WeightSender:
    """Sends files through resumable sessions, or by a plain PUT where there are none."""

    def __init__(
        self, client: ResourceClient, name: str, parts: Sequence[ShardPart], journal: Journal, resumable: bool
    ) -> None:
        sizes, resource = {part.name: part.length for part in parts}, load("models")
        self.stop = threading.Event()
        self.unverified: list[str] = []
        self._storage, self._journal, self._resumable = Storage(client.sender), journal, resumable

        def urls(resumable: bool) -> plain.Urls:
            def ask() -> dict[str, str]:
                try:
                    return sessions.upload_urls(client, resource, name, sizes, enableResumableUpload=resumable)
                except (UnimplementedError, InvalidArgumentError):
                    if not resumable:
                        raise
                    raise session.NoSessions from None

            return plain.Urls(ask, sizes, Journal(None, name, lambda text: None))

        self._sessions, self._puts = urls(True), urls(False)

    def ask(self, name: str) -> None:
        """Ask for the signed URLs, of which `name` has one, before anything is sent. Raises ReplyError, ApiError."""
        if self._resumable:
            try:
                self._sessions.get(name)
                return
            except session.NoSessions:
                self._resumable = False
        self._puts.get(name)

    def send(self, part: ShardPart, report: ProgressCallback) -> None:
        """Send one file. Raises as `session.send` and `plain.send` do."""
        verified = None
        if self._resumable:
            try:
                verified = session.send(self._upload(part, report))
            except session.NoSessions:
                self._resumable = False
        if verified is None:
            headers = sessions.signed_headers
            verified = plain.send(
                plain.PutSender(self._storage, self._puts, self._journal, headers, report, self.stop), part
            )
        if not verified:
            self.unverified.append(part.name)

    def _upload(self, part: ShardPart, report: ProgressCallback) -> session.Upload:
        def address(stale: str | None) -> str:
            return self._sessions.get(part.name, stale)

        return session.Upload(
            self._storage,
            self._journal,
            part.name,
            part.path,
            part.length,
            address,
            sessions.signed_headers,
            report,
            self.stop,
        )
