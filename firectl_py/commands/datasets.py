"""What datasets have beyond the declaration: upload and download. Imports api, transfer, contract and errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..contract import Resource
from ..contract._names import last_segment
from ..contract._wire import LENGTH_RANGE_HEADER, MULTIPART_LIMIT, UPLOAD_CONTENT_TYPE
from ..errors import Conflict, InvalidData, ReplyError, UsageProblem
from ..output.progress import Progress
from ..output.result import Lines, Result
from . import _download, _dry_run, _reads, _refs, _writes
from ._app import App
from ._base import Leaf
from ._fields import Object, options


def create_dataset(resource: Resource) -> Leaf:
    """`datasets create ID [FILE]`: make it, send the rows, have them checked, READY."""

    def run(app: App, dataset_id: str | None, file: str | None, **values: Any) -> Result:
        chosen = dataset_id or values["new_id"]
        if not chosen:
            raise UsageProblem("which id shall the dataset have?", hint="firectl datasets create my-dataset rows.jsonl")
        body = _writes.body_of(app, resource, values)
        extra: Object = {}
        if values["source"]:
            extra = {"sourceDatasetId": values["source"], "filter": values["filter"] or ""}
        rows, digest = _rows(Path(file)) if file else (0, "")
        if file:
            body = {"userUploaded": {}, "exampleCount": str(rows), **body}
        body = _refs.expand(app, resource, body)
        if values["dry_run"]:
            return _dry_run.preview(app, resource, [app.client().create_call(resource, body, chosen, extra)])
        existed: list[str] = []
        item = app.client().create(resource, body, chosen, extra=extra or None, on_found=existed.append)
        if file:
            item = _fill(app, resource, item, Path(file), digest, existed)
        return _writes.finished(app, resource, item, values)

    params: list[click.Parameter] = [
        click.Argument(["dataset_id"], required=False),
        click.Argument(["file"], required=False),
        click.Option(["--name", "--dataset-id", "new_id"], help="The id, instead of the argument."),
        _writes.file_option(),
        *options(resource, skip=("exampleCount",)),
        click.Option(["--source"], help="Dataset to derive this one from."),
        click.Option(["--filter"], help="SQL-like condition on the rows of --source."),
        *_writes.wait_options(resource),
        _dry_run.option(),
    ]
    help = "Create a dataset and upload its rows."
    return Leaf("create", run, params, help=help, examples=_reads.examples(resource, "create"))


def download_dataset(resource: Resource) -> Leaf:
    """`datasets download ID`."""

    def run(app: App, dataset: str, output_dir: str, overwrite: bool, download_lineage: bool) -> Lines:
        name = app.client().name(resource, dataset)
        reply = app.client().act(resource, name, "getDownloadEndpoint", downloadLineage=download_lineage)
        return _download.into(app, name, reply, Path(output_dir), overwrite)

    params: list[click.Parameter] = [
        click.Argument(["dataset"]),
        click.Option(["--output-dir"], metavar="DIR", default=".", show_default=True, help="Folder to write to."),
        click.Option(["--overwrite"], is_flag=True, help="Replace files that exist."),
        click.Option(["--download-lineage"], is_flag=True, help="Ancestor datasets too."),
    ]
    examples = ["firectl -p local datasets download my-dataset --output-dir ./rows"]
    return Leaf("download", run, params, help="Download a dataset's files into a folder.", examples=examples)


def _rows(path: Path) -> tuple[int, str]:
    from ..transfer import source

    if path.suffix != ".jsonl":
        raise InvalidData(f"{path}: datasets are .jsonl files", hint="One JSON object a line; name it *.jsonl.")
    return source.count_rows(path)


def _fill(app: App, resource: Resource, item: Object, path: Path, digest: str, existed: list[str]) -> Object:
    """Upload the rows of `path` unless the dataset holds them already."""
    name = str(item["name"])
    if item.get("state") == "READY":
        if _stored_digest(app, resource, name) != digest:
            raise Conflict(
                f"dataset {last_segment(name)} exists with other rows than {path}",
                hint="Choose another id, or delete the dataset first.",
            )
        for sentence in existed:
            app.console.note(sentence)
        return item
    _upload(app, resource, name, path)
    return app.client().get(resource, name)


def _upload(app: App, resource: Resource, name: str, path: Path) -> None:
    from ..http import Call
    from ..http.multipart import MultipartFile
    from ..http.storage import Storage
    from ..transfer import source

    client = app.client()
    with source.open_file(path) as file:
        size = path.stat().st_size
        if size <= MULTIPART_LIMIT:
            with Progress(app.console, f"upload {path.name}", size) as progress:
                part = MultipartFile(path.name, file, progress.add)
                client.sender.send(Call("POST", f"/v1/{name}:upload", upload=part, timeout=_upload_seconds(size)))
            return
        reply = client.act(resource, name, "getUploadEndpoint", {"filenameToSize": {path.name: str(size)}})
        url = (reply.get("filenameToSignedUrls") or {}).get(path.name)
        if not isinstance(url, str):
            raise ReplyError(f"no upload address came for {path.name}")
        headers = {"Content-Type": UPLOAD_CONTENT_TYPE, LENGTH_RANGE_HEADER: f"{size},{size}"}
        with Progress(app.console, f"upload {path.name}", size) as progress:
            Storage(client.sender).put(url, source.Counted(file, progress.add), headers)
    client.act(resource, name, "validateUpload", {})


def _upload_seconds(size: int) -> float:
    """Time for one `:upload`: a slow line of 128 KiB/s, and a minute for the check of the rows."""
    return 60.0 + size / (128 * 1024)


def _stored_digest(app: App, resource: Resource, name: str) -> str | None:
    """SHA-256 of the one file of a READY dataset; None where it has another number of files."""
    import hashlib

    from ..http.storage import Storage

    urls = app.client().act(resource, name, "getDownloadEndpoint").get("filenameToSignedUrls") or {}
    if len(urls) != 1:
        return None
    digest = hashlib.sha256()
    for block in Storage(app.client().sender).get(next(iter(urls.values()))):
        digest.update(block)
    return digest.hexdigest()


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": create_dataset, "download": download_dataset}
