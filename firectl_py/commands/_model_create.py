"""`models create` and `models upload`: a folder of weights becomes a model. Imports contract and errors; click."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..contract import Resource
from ..errors import Conflict, InvalidData, NotOffered, UsageProblem
from ..output.result import Result
from . import _dry_run, _reads, _refs, _uploads, _writes
from ._app import App
from ._base import Leaf
from ._fields import Object, options, param_options
from ._params import Duration

if TYPE_CHECKING:
    from ._checkpoint import Checkpoint
    from ._model_upload import How

_CLOUD = ("s3://", "gs://", "https://")
_SKIPPED = ("kind",)
"""What the files say themselves."""


def create_model(resource: Resource) -> Leaf:
    """`models create ID PATH`."""

    def run(app: App, model_id: str | None, path: str | None, new_id: str | None, **values: Any) -> Result:
        if new_id and path is None:
            model_id, path = new_id, model_id
        if not model_id or not path:
            raise UsageProblem("which id, and which folder?", hint="firectl models create my-model ./my-model")
        if path.startswith(_CLOUD):
            raise NotOffered(f"importing from {path.partition('://')[0]} is not built yet", hint="firectl api --help")
        from . import _checkpoint, _model_upload

        checkpoint = _checkpoint.read(Path(path))
        body = _refs.expand(app, resource, _body(_writes.body_of(app, resource, values), checkpoint, values))
        if values["dry_run"]:
            return _dry_run.preview(app, resource, [app.client().create_call(resource, body, model_id)])
        weights = _model_upload.weights_of(checkpoint)
        with _uploads.recording(app, app.client().name(resource, model_id)) as journal:
            existed: list[str] = []
            journal.begin()
            try:
                item = app.client().create(resource, body, model_id, on_found=existed.append)
                foreign = bool(existed) and not journal.known
                item = _model_upload.fill(app, resource, item, weights, journal, _how(values), foreign)
            except Conflict:
                if not journal.known:
                    journal.remove()
                raise
            journal.remove()
        return _writes.finished(app, resource, item, values)

    params: list[click.Parameter] = [
        click.Argument(["model_id"], required=False),
        click.Argument(["path"], required=False),
        click.Option(["--name", "--model-id", "new_id"], help="The id, instead of the argument."),
        _writes.file_option(),
        click.Option(["--base-model"], metavar="BASE_MODEL", help="Model that a LoRA adapter belongs to."),
        click.Option(["--embedding"], is_flag=True, help="It is an embedding model."),
        *options(resource, skip=_SKIPPED),
        *_sending(resource),
        _dry_run.option(),
    ]
    help = "Create a model from a Hugging Face folder. Run it again after a stop: it sends only what is missing."
    return Leaf(
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
        examples=_reads.examples(resource, "create"),
    )


def upload_model(resource: Resource) -> Leaf:
    """`models upload MODEL PATH`."""

    def run(app: App, model: str, path: str, **values: Any) -> Result:
        from . import _checkpoint, _model_upload

        checkpoint = _checkpoint.read(Path(path))
        weights, client = _model_upload.weights_of(checkpoint), app.client()
        name = client.name(resource, model)
        with _uploads.recording(app, name) as journal:
            item = client.get(resource, name)
            _demand_rank(item, checkpoint)
            journal.begin()
            item = _model_upload.fill(app, resource, item, weights, journal, _how(values), foreign=False)
            journal.remove()
        return _writes.finished(app, resource, item, values)

    params: list[click.Parameter] = [click.Argument(["model"]), click.Argument(["path"]), *_sending(resource)]
    help = "Upload a Hugging Face folder into a model that waits for its files."
    return Leaf(
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
        examples=_reads.examples(resource, "upload"),
    )


def _sending(resource: Resource) -> list[click.Parameter]:
    checks = tuple(param for param in resource.action("validateUpload").params if param.name != "configOnly")
    return [
        click.Option(
            ["--enable-resumable-upload/--no-enable-resumable-upload", "resumable"],
            default=True,
            help="Go on inside a file after a break; on by default.",
        ),
        _uploads.parallel_option(),
        _uploads.checksum_option(),
        click.Option(
            ["--poll-duration"],
            type=Duration(),
            default="10m",
            show_default=True,
            help="Longest time for the platform to see and check the files.",
        ),
        *param_options(checks),
        *_writes.wait_options(resource),
    ]


def _how(values: Object) -> How:
    from ._model_upload import How

    checks: Object = {name: values[name] for name in ("skipHfConfigValidation", "trustRemoteCode") if name in values}
    return How(values["parallel"], values["resumable"], values["poll_duration"], checks, values["require_checksum"])


def _body(body: Object, checkpoint: Checkpoint, values: Object) -> Object:
    """The model that the files and the flags describe together; what was given wins. Raises InvalidData."""
    if not checkpoint.is_adapter:
        if values["base_model"]:
            raise InvalidData("--base-model goes with a LoRA adapter, and the folder holds a base model")
        weights = sorted(checkpoint.files)
        details = {"checkpointFormat": "HUGGINGFACE", "worldSize": 1, "huggingfaceFiles": weights}
        kind = "EMBEDDING_MODEL" if values["embedding"] else "HF_BASE_MODEL"
        return {"kind": kind, **body, "baseModelDetails": {**details, **(body.get("baseModelDetails") or {})}}
    if values["embedding"]:
        raise InvalidData("--embedding goes with a base model, and the folder holds a LoRA adapter")
    config = checkpoint.config
    targets = config["target_modules"]
    given = body.get("peftDetails") or {}
    details = {"r": config["r"], "targetModules": [targets] if isinstance(targets, str) else targets, **given}
    if values["base_model"]:
        details["baseModel"] = values["base_model"]
    if not details.get("baseModel"):
        stated = config.get("base_model_name_or_path")
        hint = f"adapter_config.json says {stated!r}; name that model here." if stated else None
        raise InvalidData("a LoRA adapter needs --base-model", hint=hint)
    return {"kind": "HF_PEFT_ADDON", **body, "peftDetails": details}


def _demand_rank(item: Object, checkpoint: Checkpoint) -> None:
    """Raises InvalidData where the files are not of the model that waits for them."""
    details = item.get("peftDetails") or {}
    if bool(details) != checkpoint.is_adapter and item.get("kind") in ("HF_PEFT_ADDON", "HF_BASE_MODEL"):
        held = "a LoRA adapter" if checkpoint.is_adapter else "a base model"
        raise InvalidData(f"the folder holds {held}, and the model is a {item.get('kind')}")
    if details and details.get("r") not in (None, checkpoint.config["r"]):
        raise InvalidData(f"adapter_config.json has r {checkpoint.config['r']}, the model says {details['r']}")
