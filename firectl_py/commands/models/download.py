"""`models download MODEL DIR`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import Resource
from ...contract.paths import call_of
from ...errors import UsageError
from ...output.result import TextResult
from ..shared import references
from ..shared.download import DownloadOptions, download_params, downloaded


@dataclass(frozen=True, kw_only=True)
class DownloadModelOptions(DownloadOptions):
    """What `models download` takes beside what every download takes. With --model, the first argument is the folder."""

    model: str | None = None
    model_flag: str | None = None


def download_model(app: App, options: DownloadModelOptions) -> TextResult:
    """The files of a model, the account's own or else the public one of that name. Raises as `Client.download`."""
    model, folder = options.model_flag or options.model, options.output_dir or options.folder
    if options.model_flag and not folder:
        folder = options.model
    if not model or not folder:
        raise UsageError("name the model and the folder to write to", hint="firectl models download MODEL ./folder")
    name = str(references.public_model(app, model)["name"])
    written = app.client().download(
        "models",
        name,
        Path(folder),
        overwrite=options.overwrite,
        skip_existing=options.skip_existing,
        join=False,
        reporter=app.console,
    )
    return downloaded(name, written)


def command(resource: Resource) -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["model"], required=False),
        *download_params(),
        Option(["--model", "model_flag"], metavar="MODEL", help="The model, instead of the argument."),
    ]
    return Command(
        "download",
        download_model,
        params,
        options=DownloadModelOptions,
        help="Download a model's files into a folder.",
        examples=[
            "firectl -p local models download llama-v3p1-8b-instruct ./local_path",
            "firectl -p local models download my-tuned-model ./weights",
        ],
        calls=(call_of(resource, "get"), call_of(resource, "getDownloadEndpoint"), "GET signed URLs"),
    )
