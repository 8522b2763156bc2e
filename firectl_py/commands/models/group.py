"""What models have beyond the declaration: the public catalogue, download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.names import PUBLIC_ACCOUNT
from ...contract.resources.models import KINDS
from ...errors import UsageError
from ...output.result import TextResult
from ..shared import download_options, reads, references
from . import create, serving

CATEGORIES = {
    "llm": "kind=HF_BASE_MODEL",
    "vision": "supports_image_input=true",
    "embedding": "kind=EMBEDDING_MODEL",
    "tunable": "supervised_lora_tunable=true",
    "lora": "supports_lora=true",
    "serverless": "supports_serverless=true",
    "experimental": "supports_serverless=false",
}
"""Each category of public models is this filter, and the command says so."""


def list_models(resource: Resource) -> Command:
    """`models list`, with the catalogue's categories."""
    extra: list[click.Parameter] = [
        click.Option(["--category"], type=click.Choice(tuple(CATEGORIES)), help="List public models of this kind."),
        click.Option(["--search"], help="Part of the name or the display name."),
        click.Option(["--kind"], type=click.Choice(KINDS, case_sensitive=False), help="What the weights are."),
        click.Option(["--state"], type=click.Choice(("UPLOADING", "READY"), case_sensitive=False), help="State."),
    ]
    return reads.list_(resource, extra=extra, narrow=_narrow)


def _narrow(app: App, values: dict[str, Any]) -> tuple[str | None, str | None]:
    parts = [f"({values['filter']})"] if values["filter"] else []
    if values["kind"]:
        parts.append(f"kind={values['kind'].upper()}")
    if values["state"]:
        parts.append(f"state={values['state'].upper()}")
    if values["search"]:
        quoted = values["search"].replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'(name:"{quoted}" OR display_name:"{quoted}")')
    if not values["category"]:
        return " AND ".join(parts) or None, None
    parts.append(CATEGORIES[values["category"]])
    account = app.flags.get("account_id") or PUBLIC_ACCOUNT
    app.console.note(f"{values['category']}: models of accounts/{account} with {CATEGORIES[values['category']]}.")
    return " AND ".join(parts), account


def get_model(resource: Resource) -> Command:
    """`models get`: yours, else the public one of that name."""
    return reads.get(resource, fetch=references.public_model)


def download_model(resource: Resource) -> Command:
    """`models download MODEL PATH`."""

    def run(app: App, model: str | None, path: str | None, model_flag: str | None, **how: bool) -> TextResult:
        if model_flag and path is None:
            model, path = model_flag, model
        chosen = model or model_flag
        if not chosen or not path:
            raise UsageError("which model, and where to?", hint="firectl models download MODEL ./folder")
        name = str(references.public_model(app, chosen)["name"])
        return download_options.download(app, resource, name, Path(path), join=False, **how)

    params: list[click.Parameter] = [
        click.Argument(["model"], required=False),
        click.Argument(["path"], required=False, metavar="DIR"),
        click.Option(["--model", "model_flag"], help="The model, instead of the argument."),
        *download_options.options(),
    ]
    examples = [
        "firectl -p local models download llama-v3p1-8b-instruct ./local_path",
        "firectl -p local models download my-tuned-model ./weights",
    ]
    return Command(
        "download",
        run,
        params,
        help="Download a model's files into a folder.",
        calls=(
            "GET /v1/accounts/{account}/models/{id}:getDownloadEndpoint",
            "GET signed URLs",
        ),
        examples=examples,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "list": list_models,
    "get": get_model,
    "download": download_model,
    "create": create.create_model,
    "upload": create.upload_model,
    "prepare": serving.prepare_model,
    "load-lora": serving.load_lora,
    "unload-lora": serving.unload_lora,
}
