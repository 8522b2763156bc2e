"""`datasets create ID [FILE...]`: rows checked, sent, and READY."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from ...api.uploads.options import DatasetUploadOptions
from ...cli.app import App
from ...cli.command import Command
from ...cli.options import EXTERNAL, FILES, Option
from ...cli.types import ByteSize
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.paths import call_of
from ...errors import UsageError
from ...output.result import Details, Result
from ..shared import dry_run, upload_options
from ..shared.body import RequestBody, file_option, read_body
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.fields import field_options
from ..shared.finish import finish, wait_params
from ..shared.wait_options import WaitFlags
from .formats import format_option, split_format

_ORIGINS = ("externalUrl", "evaluationResult", "transformed", "splitted", "evalProtocol")
"""Fields that say where the rows of a data set come from, if not from a file."""


@dataclass(frozen=True, kw_only=True)
class CreateDatasetOptions:
    """What `datasets create` takes. With --name, the argument for the id is a file as well."""

    dataset_id: str | None = None
    files: Sequence[str] = ()
    new_id: str | None = None
    file: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    format: str | None = None
    source: str | None = None
    filter: str | None = None
    upload: DatasetUploadOptions = field(default_factory=DatasetUploadOptions)
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def create_dataset(app: App, options: CreateDatasetOptions) -> Result:
    """Make a data set, and send its rows where files are named.

    Raises UsageError where it is not said what the rows are, and as `Client.upload_dataset` does.
    """
    resource = load("datasets")
    typed_id, files = _id_and_files(options)
    api_format, row_format = split_format(options.format)
    body = read_body(app, resource, options.fields, options.file, new_id=typed_id)
    if api_format:
        body = replace(body, fields={**body.fields, "format": api_format})
    if not body.id:
        raise UsageError("the dataset needs an id", hint="firectl datasets create my-dataset rows.jsonl")
    elsewhere = options.source or any(body.fields.get(name) for name in _ORIGINS)
    if not files:
        if not elsewhere and not body.fields.get("exampleCount"):
            raise UsageError(
                "the dataset needs rows: FILE, --external-url or --source",
                hint=f"firectl datasets create {body.id} rows.jsonl",
            )
        return _register(app, resource, body, options)
    if elsewhere:
        raise UsageError("rows come from FILE, from --external-url or from --source: give one of them")
    client = app.client()
    paths = [Path(file) for file in files]
    if options.dry_run:
        call = client.upload_dataset_call(
            body.id, paths, body.fields, row_format=row_format, options=options.upload, reporter=app.console
        )
        return dry_run.preview(app, resource, [call])
    item = client.upload_dataset(
        body.id, paths, body.fields, row_format=row_format, options=options.upload, reporter=app.console
    )
    return Details(finish(app, resource, [item], options.wait), resource)


def _id_and_files(options: CreateDatasetOptions) -> tuple[str | None, Sequence[str]]:
    if options.new_id and options.dataset_id and options.dataset_id != options.new_id:
        return options.new_id, (options.dataset_id, *options.files)
    return options.new_id or options.dataset_id, options.files


def _register(app: App, resource: Resource, body: RequestBody, options: CreateDatasetOptions) -> Result:
    """A data set that nothing is sent to: its rows are elsewhere."""
    extra: JsonObject = {}
    if options.source:
        extra = {"sourceDatasetId": options.source, "filter": options.filter or ""}
    client = app.client()
    if options.dry_run:
        return dry_run.preview(app, resource, [client.create_call(resource, body.fields, body.id or "", extra)])
    item = client.create(resource, body.fields, body.id, extra=extra or None, on_found=app.console.note)
    return Details(finish(app, resource, [item], options.wait, made=True), resource)


def command(resource: Resource) -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["dataset_id"], required=False),
        click.Argument(["files"], nargs=-1, metavar="FILE..."),
        Option(["--name", "--dataset-id", "new_id"], help="The id, instead of the argument."),
        file_option(),
        *field_options(resource, skip=("exampleCount", "format")),
        format_option("What a row is; found out from the rows by default."),
        Option(["--source"], section=EXTERNAL, help="Dataset to derive this one from."),
        Option(["--filter"], section=EXTERNAL, help="SQL-like condition on the rows of --source."),
        Option(
            ["--shard-size"],
            section=FILES,
            type=ByteSize(1 << 20),
            help="Bytes, about, of the parts that large files are cut into; 32MiB by default.",
        ),
        *upload_options.options(),
        *wait_params(resource),
        dry_run.option(),
    ]
    return Command(
        "create",
        create_dataset,
        params,
        options=CreateDatasetOptions,
        help="Create a dataset and upload its rows, from files or a folder; run again, it sends only what is missing.",
        examples=examples(resource, "create", "--dry-run"),
        # A small file needs the first two, a large one the others.
        calls=(
            call_of(resource, "create"),
            call_of(resource, "upload"),
            call_of(resource, "getUploadEndpoint"),
            "PUT signed URLs",
            call_of(resource, "validateUpload"),
        ),
        exits=CHANGES,
    )
