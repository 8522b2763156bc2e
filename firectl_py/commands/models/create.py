"""`models create ID PATH`: a folder of weights becomes a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from ...api.uploads.options import ModelUploadOptions
from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import Resource, load
from ...contract.paths import call_of
from ...errors import NotOfferedError, UsageError
from ...output.result import Details, Result
from ..shared import dry_run
from ..shared.body import file_option, read_body
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.fields import field_options
from ..shared.finish import finish
from ..shared.wait_options import WaitFlags
from .upload import send_params

_CLOUD = ("s3://", "gs://", "https://")


@dataclass(frozen=True, kw_only=True)
class CreateModelOptions:
    """What `models create` takes. With --name, the first argument is the path."""

    model_id: str | None = None
    path: str | None = None
    new_id: str | None = None
    file: str | None = None
    base_model: str | None = None
    embedding: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    upload: ModelUploadOptions = field(default_factory=ModelUploadOptions)
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def create_model(app: App, options: CreateModelOptions) -> Result:
    """Make a model and send its files. Raises UsageError, NotOfferedError, and as `Client.upload_model` does."""
    resource = load("models")
    named = options.new_id is not None and options.path is None
    path = options.model_id if named else options.path
    body = read_body(app, resource, options.fields, options.file, new_id=options.new_id if named else options.model_id)
    if not body.id or not path:
        raise UsageError("name the model and its folder", hint="firectl models create my-model ./my-model")
    if path.startswith(_CLOUD):
        raise NotOfferedError(f"importing from {path.partition('://')[0]} is not built yet", hint="firectl api --help")
    client = app.client()
    if options.dry_run:
        call = client.upload_model_call(
            body.id,
            Path(path),
            body.fields,
            base_model=options.base_model,
            embedding=options.embedding,
            options=options.upload,
            reporter=app.console,
        )
        return dry_run.preview(app, resource, [call])
    item = client.upload_model(
        body.id,
        Path(path),
        body.fields,
        base_model=options.base_model,
        embedding=options.embedding,
        options=options.upload,
        reporter=app.console,
    )
    return Details(finish(app, resource, [item], options.wait), resource)


def command(resource: Resource) -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["model_id"], required=False),
        click.Argument(["path"], required=False),
        Option(["--name", "--model-id", "new_id"], help="The id, instead of the argument."),
        file_option(),
        Option(["--base-model"], metavar="BASE_MODEL", help="Model that a LoRA adapter belongs to."),
        Option(["--embedding"], is_flag=True, help="It is an embedding model."),
        *field_options(resource, skip=("kind",)),  # the files say what kind it is
        *send_params(resource),
        dry_run.option(),
    ]
    return Command(
        "create",
        create_model,
        params,
        options=CreateModelOptions,
        help="Create a model from a Hugging Face folder. Run it again after a stop: it sends only what is missing.",
        examples=examples(resource, "create", "--dry-run"),
        calls=(
            call_of(resource, "create"),
            call_of(resource, "getUploadEndpoint"),
            "PUT signed URLs",
            call_of(resource, "validateUpload"),
        ),
        exits=CHANGES,
    )
