"""What datasets have beyond the declaration: upload and download.

The bytes are moved by `_dataset_upload` and `_download`, which are loaded when there are any.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ...api.uploads.options import DatasetUploadOptions
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import ByteSize
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import UsageError
from ...output.result import Result, TextResult
from ..shared import download_options, dry_run, reads, references, upload_options, writes
from ..shared.fields import options
from . import validate

_CREATE = (
    "POST /v1/accounts/{account}/datasets",
    "POST /v1/accounts/{account}/datasets/{id}:upload",
    "POST /v1/accounts/{account}/datasets/{id}:getUploadEndpoint",
    "PUT signed URLs",
    "POST /v1/accounts/{account}/datasets/{id}:validateUpload",
)
"""What `create` calls, of which a small file needs the first two and a large one the others."""


def create_dataset(resource: Resource) -> Command:
    """`datasets create ID [FILE...]`: judge the rows, make it, send them, have them checked, READY."""

    def run(app: App, dataset_id: str | None, files: tuple[str, ...], **values: Any) -> Result:
        chosen, files = _chosen(dataset_id, files, values["new_id"])
        body = writes.body_of(app, resource, values)
        extra: JsonObject = {}
        if values["source"]:
            extra = {"sourceDatasetId": values["source"], "filter": values["filter"] or ""}
        if not files:
            return _made(app, resource, chosen, body, extra, values)
        if body.get("externalUrl") or values["source"]:
            raise UsageError("rows come from FILE, from --external-url or from --source: give one of them")
        from ...api.uploads.datasets import DatasetUpload

        how = DatasetUploadOptions(values["parallel"], values["require_checksum"], values["shard_size"])
        body = references.expand(app, resource, body)
        upload = DatasetUpload(app.client(), chosen, [Path(file) for file in files], body, how, app.console)
        if values["dry_run"]:
            return dry_run.preview(app, resource, [upload.call()])
        return writes.finished(app, resource, upload.run(), values)

    params: list[click.Parameter] = [
        click.Argument(["dataset_id"], required=False),
        click.Argument(["files"], nargs=-1, metavar="FILE..."),
        click.Option(["--name", "--dataset-id", "new_id"], help="The id, instead of the argument."),
        writes.file_option(),
        *options(resource, skip=("exampleCount",)),
        click.Option(["--source"], help="Dataset to derive this one from."),
        click.Option(["--filter"], help="SQL-like condition on the rows of --source."),
        click.Option(
            ["--shard-size"],
            type=ByteSize(1 << 20),
            help="Cut large files into pieces of about so much; 32MiB by default.",
        ),
        *upload_options.options(),
        *writes.wait_options(resource),
        dry_run.option(),
    ]
    help = "Create a dataset and upload its rows, from files or a folder; run again, it sends only what is missing."
    return Command(
        "create",
        run,
        params,
        help=help,
        calls=_CREATE,
        examples=reads.examples(resource, "create"),
    )


def _chosen(first: str | None, files: tuple[str, ...], flag: str | None) -> tuple[str, tuple[str, ...]]:
    """The id and the files; with --name, the first argument is a file as well. Raises UsageError without an id."""
    if flag and first:
        return flag, (first, *files) if first != flag else files
    if not (flag or first):
        raise UsageError("which id shall the dataset have?", hint="firectl datasets create my-dataset rows.jsonl")
    return str(flag or first), files


def _made(app: App, resource: Resource, chosen: str, body: JsonObject, extra: JsonObject, values: JsonObject) -> Result:
    """A data set that nothing is sent to: one to be filled later, or one whose rows are elsewhere."""
    body = references.expand(app, resource, body)
    if values["dry_run"]:
        return dry_run.preview(app, resource, [app.client().create_call(resource, body, chosen, extra)])
    item = app.client().create(resource, body, chosen, extra=extra or None, on_found=app.console.note)
    return writes.finished(app, resource, item, values)


def download_dataset(resource: Resource) -> Command:
    """`datasets download ID`."""

    def run(app: App, dataset: str, output_dir: str, shards: bool, download_lineage: bool, **how: bool) -> TextResult:
        return download_options.download(
            app, resource, dataset, Path(output_dir), join=not shards, downloadLineage=download_lineage, **how
        )

    params: list[click.Parameter] = [
        click.Argument(["dataset"]),
        click.Option(["--output-dir"], metavar="DIR", default=".", show_default=True, help="Folder to write to."),
        *download_options.options(),
        click.Option(["--shards"], is_flag=True, help="Keep the pieces of a file that was cut apart."),
        click.Option(["--download-lineage"], is_flag=True, help="Ancestor datasets too."),
    ]
    examples = [
        "firectl -p local datasets download my-dataset --output-dir ./rows",
        "firectl -p local datasets download my-dataset --output-dir ./rows --shards",
    ]
    return Command(
        "download",
        run,
        params,
        help="Download a dataset's files into a folder.",
        calls=(
            "GET /v1/accounts/{account}/datasets/{id}:getDownloadEndpoint",
            "GET signed URLs",
        ),
        examples=examples,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "create": create_dataset,
    "download": download_dataset,
    "validate": validate.validate_datasets,
}
