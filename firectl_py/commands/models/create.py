"""`models create` and `models upload`: a folder of weights becomes a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...api.uploads import session
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import Duration
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import ConflictError, InvalidDataError, NotOfferedError, UsageError
from ...output.result import Result
from ..shared import dry_run, reads, references, writes
from ..shared.fields import options, param_options

if TYPE_CHECKING:
    from ...api.uploads.checkpoint import Checkpoint
    from ...api.uploads.models import How

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
        from ...api.uploads import checkpoint as checkpoint_module
        from ...api.uploads import models

        checkpoint = checkpoint_module.read(Path(path))
        body = references.expand(app, resource, _body(writes.body_of(app, resource, values), checkpoint, values))
        if values["dry_run"]:
            return dry_run.preview(app, resource, [app.client().create_call(resource, body, model_id)])
        weights = models.weights_of(checkpoint)
        with session.recording(app, app.client().name(resource, model_id)) as journal:
            existed: list[str] = []
            journal.begin()
            try:
                item = app.client().create(resource, body, model_id, on_found=existed.append)
                foreign = bool(existed) and not journal.known
                item = models.fill(app, resource, item, weights, journal, _how(values), foreign)
            except ConflictError:
                if not journal.known:
                    journal.remove()
                raise
            journal.remove()
        return writes.finished(app, resource, item, values)

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
        from ...api.uploads import checkpoint as checkpoint_module
        from ...api.uploads import models

        checkpoint = checkpoint_module.read(Path(path))
        weights, client = models.weights_of(checkpoint), app.client()
        name = client.name(resource, model)
        with session.recording(app, name) as journal:
            item = client.get(resource, name)
            _demand_rank(item, checkpoint)
            journal.begin()
            item = models.fill(app, resource, item, weights, journal, _how(values), foreign=False)
            journal.remove()
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
        session.parallel_option(),
        session.checksum_option(),
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


def _how(values: JsonObject) -> How:
    from ...api.uploads.models import How

    checks: JsonObject = {
        name: values[name] for name in ("skipHfConfigValidation", "trustRemoteCode") if name in values
    }
    return How(values["parallel"], values["resumable"], values["poll_duration"], checks, values["require_checksum"])


def _body(body: JsonObject, checkpoint: Checkpoint, values: JsonObject) -> JsonObject:
    """The model that the files and the flags describe together; what was given wins. Raises InvalidDataError."""
    if not checkpoint.is_adapter:
        if values["base_model"]:
            raise InvalidDataError("--base-model goes with a LoRA adapter, and the folder holds a base model")
        weights = sorted(checkpoint.files)
        details = {"checkpointFormat": "HUGGINGFACE", "worldSize": 1, "huggingfaceFiles": weights}
        kind = "EMBEDDING_MODEL" if values["embedding"] else "HF_BASE_MODEL"
        return {"kind": kind, **body, "baseModelDetails": {**details, **(body.get("baseModelDetails") or {})}}
    if values["embedding"]:
        raise InvalidDataError("--embedding goes with a base model, and the folder holds a LoRA adapter")
    config = checkpoint.config
    targets = config["target_modules"]
    given = body.get("peftDetails") or {}
    details = {"r": config["r"], "targetModules": [targets] if isinstance(targets, str) else targets, **given}
    if values["base_model"]:
        details["baseModel"] = values["base_model"]
    if not details.get("baseModel"):
        stated = config.get("base_model_name_or_path")
        hint = f"adapter_config.json says {stated!r}; name that model here." if stated else None
        raise InvalidDataError("a LoRA adapter needs --base-model", hint=hint)
    return {"kind": "HF_PEFT_ADDON", **body, "peftDetails": details}


def _demand_rank(item: JsonObject, checkpoint: Checkpoint) -> None:
    """Raises InvalidDataError where the files are not of the model that waits for them."""
    details = item.get("peftDetails") or {}
    if bool(details) != checkpoint.is_adapter and item.get("kind") in ("HF_PEFT_ADDON", "HF_BASE_MODEL"):
        held = "a LoRA adapter" if checkpoint.is_adapter else "a base model"
        raise InvalidDataError(f"the folder holds {held}, and the model is a {item.get('kind')}")
    if details and details.get("r") not in (None, checkpoint.config["r"]):
        raise InvalidDataError(f"adapter_config.json has r {checkpoint.config['r']}, the model says {details['r']}")
