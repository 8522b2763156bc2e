"""Bringing the weights of a model to the platform."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import ConflictError, FailedPreconditionError, ReplyError
from ...http.deadline import Deadline
from ...http.request import ApiRequest
from ...http.retry import RetryPolicy
from ...http.retrying import Retries, retrying
from ...transfer import pool, sets, source
from ...transfer.journal import Journal
from ...transfer.shards import ShardPart
from .. import downloads, references
from ..reporting import Reporter, SilentReporter
from . import checkpoint as checkpoints
from . import session as sessions
from .checkpoint import base_differs
from .model_fields import model_body, require_kind
from .options import ModelUploadOptions
from .weight_sender import WeightSender

if TYPE_CHECKING:
    from ..resources import ResourceClient


class ModelUpload:
    """A model and the folder of weights that goes into it: judged when this is made, sent by `run` or `fill`.

    `folder` is one of Hugging Face: a base model or a LoRA adapter. Raises InvalidDataError for files that the platform
    refuses, LocalIOError.
    """

    def __init__(
        self,
        client: ResourceClient,
        model: str,
        folder: Path,
        options: ModelUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> None:
        self._client, self._model = client, model
        self._options, self._reporter = options or ModelUploadOptions(), reporter or SilentReporter()
        self._resource = load("models")
        self.checkpoint = checkpoints.read(folder, skip_config_validation=self._options.skip_config_validation)
        for sentence in self.checkpoint.warnings:
            self._reporter.warn(sentence)
        self._files = self.checkpoint.files
        self._stats = source.stats_of(self._files.values())
        self._parts = [ShardPart(name, path, 0, self._stats[path].size) for name, path in self._files.items()]

    def body(self, given: JsonObject, *, base_model: str | None = None, embedding: bool = False) -> JsonObject:
        """The fields of the model, references as full names. Raises InvalidDataError, NotFoundError."""
        body = model_body(self.checkpoint, given, base_model=base_model, embedding=embedding)
        body = references.expand(self._client, self._resource, body)
        self._warn_of_base(body)
        return body

    def call(self, body: JsonObject) -> ApiRequest:
        """The request that makes the model."""
        return self._client.create_call(self._resource, body, self._model)

    def run(self, body: JsonObject) -> JsonObject:
        """Make the model with the fields `body`, send its files and have them checked; the model then.

        Run again after a stop it sends only what is missing. Raises ConflictError where the model holds other files, or
        is incomplete and was not begun on this machine; IntegrityError, PartialFailureError, TransportError,
        ApiError.
        """
        name, existed = self._client.name(self._resource, self._model), list[str]()
        with sessions.session(self._client, name, self._reporter) as journal:
            item = self._client.create(self._resource, body, self._model, on_found=existed.append)
            if not self._resource.is_ready(item) and existed and not journal.known:
                raise ConflictError(
                    f"model {last_segment(name)} exists, is incomplete, and was not begun on this machine",
                    hint=f"`firectl models upload {last_segment(name)} PATH` fills it.",
                )
            return self._fill(item, journal)

    def _warn_of_base(self, body: JsonObject) -> None:
        stated = str(self.checkpoint.config.get("base_model_name_or_path") or "")
        base = str((body.get("peftDetails") or {}).get("baseModel") or "")
        if self.checkpoint.is_adapter and base and base_differs(stated, base):
            self._reporter.warn(
                f"adapter_config.json was trained on {stated}, and the base model is {last_segment(base)}: "
                "an adapter fits only the weights it was trained on."
            )

    def fill(self) -> JsonObject:
        """Send the files to a model that waits for them; the model then. Raises as `run` does, NotFoundError."""
        name = self._client.name(self._resource, self._model)
        with sessions.session(self._client, name, self._reporter) as journal:
            item = self._client.get(self._resource, name)
            require_kind(item, self.checkpoint)
            return self._fill(item, journal)

    def _fill(self, item: JsonObject, journal: Journal) -> JsonObject:
        name = str(item["name"])
        if self._resource.is_ready(item):
            if not self._is_held_by(name):
                raise ConflictError(f"model {last_segment(name)} exists with other files", hint="Choose another id.")
            self._reporter.note(f"model {last_segment(name)} holds these files already; nothing was sent.")
            return item
        source.require_same_stats(self._stats)
        self._send(name, journal)
        sets.require_unchanged(self._stats, self._parts, journal)
        self._check(name, journal)
        return self._client.get(self._resource, name)

    def _send(self, name: str, journal: Journal) -> None:
        parts, parallel = self._parts, self._options.parallel
        todo = sets.missing(parts, journal.done, sets.local_crc)
        total = sum(part.length for part in parts)
        sender = WeightSender(self._client, name, parts, journal, self._options.resumable)
        with self._reporter.transfer(f"upload {last_segment(name)}", total, parallel) as progress:
            progress.start_at(total - sum(part.length for part in todo))
            if todo:
                sender.ask(todo[0].name)

            def put(part: ShardPart) -> None:
                with progress.file(part.name, part.length) as report:
                    sender.send(part, report)

            pool.raise_failures(sets.send(todo, journal, put, parallel, sender.stop), len(parts))
        sessions.require_checksums(sender.unverified, len(parts), self._options.require_checksum, self._reporter)

    def _check(self, name: str, journal: Journal) -> None:
        """Ask until the platform has seen all files and finds them good.

        Raises FailedPreconditionError when time is up.
        """
        patience = Retries(RetryPolicy(None, cap=15.0), Deadline(self._options.check_timeout))
        ask = partial(self._client.act, self._resource, name, "validateUpload", None, **self._options.checks)
        try:
            reply = retrying(ask, patience, lambda error: isinstance(error, FailedPreconditionError))
        except FailedPreconditionError:
            journal.forget_all()  # the next run sends everything once more
            raise
        warnings = reply.get("warnings") or []
        if not isinstance(warnings, list):
            raise ReplyError(f"the reply to the check of {name} has the wrong shape")
        for warning in warnings:
            self._reporter.warn(str(warning))

    def _is_held_by(self, name: str) -> bool:
        """Whether a READY model holds just these files."""
        stored = downloads.StoredFiles(self._client, self._resource, name)
        files = stored.files(join=False)
        if {file.name for file in files} != set(self._files):
            return False
        return all(stored.holds(file, self._files[file.name]) for file in files)
