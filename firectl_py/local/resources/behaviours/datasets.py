"""Datasets: registered, uploaded, read row by row, and fixed from then on.

Rows are read outside of transactions, so that a large file blocks no other request.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import last_segment
from firectl_py.contract.rfc3339 import format_time
from firectl_py.contract.rows import ROW_KINDS
from firectl_py.contract.wire import MULTIPART_LIMIT

from ...http.context import RequestContext
from ...http.errors import RpcError, invalid, precondition
from ...storage import multipart, uploads
from ...store.tx import File, Row
from .. import rows, split
from ..behaviour import Behaviour

_ORIGINS = ("userUploaded", "evaluationResult", "transformed", "splitted", "evalProtocol", "externalUrl")
_CHANGEABLE = ("displayName", "updateTime")


class DatasetBehaviour(Behaviour):
    """The hooks of datasets."""

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """A dataset waits for its bytes, unless it only points to them."""
        if extra.get("sourceDatasetId") or extra.get("filter"):
            raise RpcError("UNIMPLEMENTED", "the local control plane does not derive datasets from others")
        origins = [name for name in _ORIGINS if name in row.body]
        if len(origins) > 1:
            raise invalid("dataset", f"has two origins: {', '.join(origins)}")
        if not row.body.get("externalUrl") and not row.body.get("exampleCount"):
            message = "error validating dataset: example_count is required for uploaded datasets"
            raise RpcError("INVALID_ARGUMENT", message)
        row.body["state"] = "READY" if row.body.get("externalUrl") else "UPLOADING"

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """Only what people read can change."""
        for name in {*row.body, *old}:
            if name not in _CHANGEABLE and row.body.get(name) != old.get(name):
                raise invalid(name, "cannot change: the data of a dataset are fixed")

    def do_get_upload_endpoint(self, call: RequestContext) -> JsonObject:
        """Signed URLs; the files named are from now on the whole set."""
        with call.writing():
            row = call.row()
            uploads.check_uploading(row)
            sizes = uploads.wanted_files(call, folders=False, smallest=1)
            for name in sizes:
                if not name.endswith(".jsonl"):
                    raise invalid(f"filenameToSize.{name}", "has to end in .jsonl")
            uploads.replace_files(call, row, sizes)
            return {"filenameToSignedUrls": uploads.put_urls(call, row, set(sizes))}

    def do_validate_upload(self, call: RequestContext) -> JsonObject:
        """Read every row, and make the dataset READY; a repeat on a READY dataset changes nothing."""
        with call.reading():
            row = call.row()
            if row.body["state"] == "READY":
                return {}
            files = uploads.stored_files(call, row)
        self._accept(call, row, files)
        return {}

    def do_upload(self, call: RequestContext) -> JsonObject:
        """Take one file as multipart form data, read every row, and make the dataset READY."""
        with call.reading():
            uploads.check_uploading(call.row())
        with call.plane.blobs.writer() as writer:
            sent_name = multipart.receive(call.environ, writer, MULTIPART_LIMIT)
            if writer.size == 0:
                raise invalid("file", "is empty")
            name = _file_name(sent_name, call.id or "")
            with call.writing():
                row = call.row()
                uploads.check_uploading(row)
                uploads.replace_files(call, row, {name: writer.size})
                (file,) = call.tx.files(row.name)
                file.blob, file.md5, file.crc32c = writer.commit(), writer.md5, writer.crc32c
                call.tx.put_file(file)
        self._accept(call, row, [file])
        return {
            "bytes": file.size,
            "created_at": int(row.created),
            "filename": name,
            "id": row.name,
            "object": "file",
            "purpose": "dataset",
        }

    def do_get_download_endpoint(self, call: RequestContext) -> JsonObject:
        """Signed URLs of the files, as dataset/ID/FILE; with lineage those of the datasets it came from, too."""
        with call.reading():
            row = call.row()
            urls: JsonObject = {}
            for ancestor in _lineage(call, row) if call.params.get("downloadLineage") else [row]:
                urls |= uploads.download_urls(call, ancestor, f"dataset/{ancestor.id}/")
            return {"filenameToSignedUrls": urls}

    def do_split_dataset(self, call: RequestContext) -> JsonObject:
        """Cut the rows into datasets of `chunkSize`."""
        with call.reading():
            row = call.row()
            if row.body["state"] != "READY":
                raise precondition(f"{row.name} is {row.body['state']}, not READY")
            files = uploads.stored_files(call, row)
        with _opened(call, files) as streams:
            return split.split(call, row, (stream for _, stream in streams))

    def _accept(self, call: RequestContext, row: Row, files: list[File]) -> None:
        """Read the rows and make the dataset READY. Raises INVALID_ARGUMENT with the bad rows by line."""
        with _opened(call, files) as streams:
            report = rows.read(streams, row.body.get("format", ""))
        if report.bad_count:
            raise report.error()
        if report.count == 0:
            raise invalid("file", "holds no rows")
        with call.writing():
            row = call.row()
            uploads.unchanged(call, row, files)
            row.body["state"] = "READY"
            row.body["updateTime"] = format_time(call.now)
            row.body["estimatedTokenCount"] = str(report.tokens)
            row.body["averageTurnCount"] = round(report.turns / report.count, 3)
            row.body.setdefault("format", ROW_KINDS[report.kind].format)
            if not row.body["format"]:
                del row.body["format"]
            # exampleCount stays what the client said, as on the platform: it is neither compared nor corrected.
            row.internal |= {"kind": report.kind, "silent": report.silent, "rows": report.count}
            call.tx.put(row)


@contextlib.contextmanager
def _opened(call: RequestContext, files: list[File]) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The files one after the other, never more than one of them open."""

    def each() -> Generator[tuple[str, BinaryIO], None, None]:
        for file in files:
            assert file.blob is not None
            with call.plane.blobs.open(file.blob) as stream:
                yield file.name, stream

    with contextlib.closing(each()) as streams:
        yield streams


def _lineage(call: RequestContext, row: Row) -> Iterator[Row]:
    """The dataset and, one after the other, those it was made from, as far as they are still there."""
    seen: set[str] = set()
    while row.name not in seen:
        seen.add(row.name)
        yield row
        source = (row.body.get("splitted") or row.body.get("transformed") or {}).get("sourceDatasetId", "")
        parent = call.tx.get("datasets", row.account, last_segment(source))
        if parent is None:
            return
        row = parent


def _file_name(sent: str, dataset_id: str) -> str:
    """The name a client gave its file, or one made of the id of the dataset where that is not a plain .jsonl name."""
    try:
        name = uploads.check_file_name(sent.rsplit("/", 1)[-1], folders=False)
    except RpcError:
        name = ""
    return name if name.endswith(".jsonl") else f"{dataset_id}.jsonl"
