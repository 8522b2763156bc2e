"""The options of commands that download files, and the download itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.options import FILES, Option
from ...contract import Resource
from ...output.result import TextResult


def options() -> list[click.Parameter]:
    """What becomes of files that exist."""
    return [
        Option(["--overwrite"], section=FILES, is_flag=True, help="Replace files that exist."),
        Option(["--skip-existing"], section=FILES, is_flag=True, help="Keep files that exist with the same content."),
    ]


def download(app: App, resource: Resource, name: str, folder: Path, **how: Any) -> TextResult:
    """Every file of `name` in `folder`. Raises as `Client.download` does."""
    client = app.client()
    full = client.name(resource, name)
    written = [str(path) for path in client.download(resource, full, folder, reporter=app.console, **how)]
    return TextResult(written, {"name": full, "files": written})
