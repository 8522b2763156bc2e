"""`models upload MODEL PATH`, and the options of sending weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click

from ...api.uploads.options import ModelUploadOptions
from ...cli.app import App
from ...cli.command import Command
from ...cli.options import FILES, Option
from ...cli.types import Duration
from ...contract import Resource, load
from ...contract.paths import call_of
from ...output.result import Details
from ..shared import upload_options
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.finish import finish, wait_params
from ..shared.wait_options import WaitFlags


@dataclass(frozen=True, kw_only=True)
class UploadModelOptions:
    """What `models upload` takes."""

    model: str
    path: str
    upload: ModelUploadOptions = field(default_factory=ModelUploadOptions)
    wait: WaitFlags = field(default_factory=WaitFlags)


def upload_model(app: App, options: UploadModelOptions) -> Details:
    """Send the files of a model that waits for them. Raises as `Client.fill_model` does."""
    resource = load("models")
    item = app.client().fill_model(options.model, Path(options.path), options=options.upload, reporter=app.console)
    return Details(finish(app, resource, [item], options.wait), resource)


def send_params(resource: Resource) -> list[click.Parameter]:
    """How the files are sent and checked, and --wait."""
    helps = {param.name: param.help for param in resource.action("validateUpload").params}
    return [
        Option(
            ["--enable-resumable-upload/--no-enable-resumable-upload", "resumable"],
            section=FILES,
            default=True,
            help="Resume inside a file after a break; on by default.",
        ),
        *upload_options.options(),
        Option(
            ["--poll-duration", "check_timeout"],
            section=FILES,
            type=Duration(),
            default="10m",
            show_default=True,
            help="Longest time for the platform to see and check the files.",
        ),
        Option(
            ["--skip-hf-config-validation", "skip_config_validation"],
            section=FILES,
            is_flag=True,
            help=helps["skipHfConfigValidation"],
        ),
        Option(["--trust-remote-code"], section=FILES, is_flag=True, help=helps["trustRemoteCode"]),
        *wait_params(resource),
    ]


def command(resource: Resource) -> Command:
    """The command."""
    return Command(
        "upload",
        upload_model,
        [click.Argument(["model"]), click.Argument(["path"]), *send_params(resource)],
        options=UploadModelOptions,
        help="Upload a Hugging Face folder into a model that waits for its files.",
        examples=examples(resource, "upload"),
        calls=(
            call_of(resource, "get"),
            call_of(resource, "getUploadEndpoint"),
            "PUT signed URLs",
            call_of(resource, "validateUpload"),
        ),
        exits=CHANGES,
    )
