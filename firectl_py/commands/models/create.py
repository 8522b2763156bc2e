"""`models create` and `models upload`: a folder of weights becomes a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ...api.uploads.options import ModelUploadOptions
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import Duration
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import NotOfferedError, UsageError
from ...output.result import Result
from ..shared import dry_run, reads, references, upload_options, writes
from ..shared.fields import options, param_options

_CLOUD = ("s3://", "gs://", "https://")
_SKIPPED = ("kind",)
"""What the files say themselves."""


def create_model(resource: Resource) -> Command:
    """`models create ID PATH`."""

    def run(app: App, model_id: str | None, path: str | None, new_id: str | None, **values: Any) -> Result:
        if new_id and path is None:
            model_id, path = new_id, model_id
        if not model_id or not path:
            raise UsageError("which id, and which folder?", hint="firectl models create my-model ./my-model")
        if path.startswith(_CLOUD):
            raise NotOfferedError(
                f"importing from {path.partition('://')[0]} is not built yet", hint="firectl api --help"
            )
        from ...api.uploads.model_fields import model_body
        from ...api.uploads.models import ModelUpload

        typed = writes.body_of(app, resource, values)
        upload = ModelUpload(app.client(), model_id, Path(path), _how(values), app.console)
        body = model_body(upload.checkpoint, typed, base_model=values["base_model"], embedding=values["embedding"])
        body = references.expand(app, resource, body)
        if values["dry_run"]:
            return dry_run.preview(app, resource, [upload.call(body)])
        return writes.finished(app, resource, upload.run(body), values)

    params: list[click.Parameter] = [
        click.Argument(["model_id"], required=False),
        click.Argument(["path"], required=False),
        click.Option(["--name", "--model-id", "new_id"], help="The id, instead of the argument."),
        writes.file_option(),
        click.Option(["--base-model"], metavar="BASE_MODEL", help="Model that a LoRA adapter belongs to."),
        click.Option(["--embedding"], is_flag=True, help="It is an embedding model."),
        *options(resource, skip=_SKIPPED),
        *_sending(resource),
        dry_run.option(),
    ]
    help = "Create a model from a Hugging Face folder. Run it again after a stop: it sends only what is missing."
    return Command(
        "create",
        run,
        params,
        help=help,
        calls=(
            "POST /v1/accounts/{account}/models",
            "POST /v1/accounts/{account}/models/{id}:getUploadEndpoint",
            "PUT signed URLs",
            "GET /v1/accounts/{account}/models/{id}:validateUpload",
        ),
        examples=reads.examples(resource, "create"),
    )


def upload_model(resource: Resource) -> Command:
    """`models upload MODEL PATH`."""

    def run(app: App, model: str, path: str, **values: Any) -> Result:
        item = app.client().fill_model(model, Path(path), options=_how(values), reporter=app.console)
        return writes.finished(app, resource, item, values)

    params: list[click.Parameter] = [click.Argument(["model"]), click.Argument(["path"]), *_sending(resource)]
    help = "Upload a Hugging Face folder into a model that waits for its files."
    return Command(
        "upload",
        run,
        params,
        help=help,
        calls=(
            "GET /v1/accounts/{account}/models/{id}",
            "POST /v1/accounts/{account}/models/{id}:getUploadEndpoint",
            "PUT signed URLs",
            "GET /v1/accounts/{account}/models/{id}:validateUpload",
        ),
        examples=reads.examples(resource, "upload"),
    )


def _sending(resource: Resource) -> list[click.Parameter]:
    checks = tuple(param for param in resource.action("validateUpload").params if param.name != "configOnly")
    return [
        click.Option(
            ["--enable-resumable-upload/--no-enable-resumable-upload", "resumable"],
            default=True,
            help="Go on inside a file after a break; on by default.",
        ),
        *upload_options.options(),
        click.Option(
            ["--poll-duration"],
            type=Duration(),
            default="10m",
            show_default=True,
            help="Longest time for the platform to see and check the files.",
        ),
        *param_options(checks),
        *writes.wait_options(resource),
    ]


def _how(values: JsonObject) -> ModelUploadOptions:
    return ModelUploadOptions(
        parallel=values["parallel"],
        require_checksum=values["require_checksum"],
        resumable=values["resumable"],
        check_timeout=values["poll_duration"],
        skip_config_validation=bool(values.get("skipHfConfigValidation")),
        trust_remote_code=bool(values.get("trustRemoteCode")),
    )
