"""`datasets download ID [DIR]`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import FILES, Option
from ...contract import Resource, load
from ...contract.paths import call_of
from ...output.result import TextResult
from ..shared.download import DownloadOptions, download_params, downloaded


@dataclass(frozen=True, kw_only=True)
class DownloadDatasetOptions(DownloadOptions):
    """What `datasets download` takes beside what every download takes."""

    dataset: str
    shards: bool = False
    download_lineage: bool = False


def download_dataset(app: App, options: DownloadDatasetOptions) -> TextResult:
    """The files of a data set, here or in the folder that was named. Raises as `Client.download` does."""
    client = app.client()
    name = client.name(load("datasets"), options.dataset)
    written = client.download(
        "datasets",
        name,
        Path(options.output_dir or options.folder or "."),
        overwrite=options.overwrite,
        skip_existing=options.skip_existing,
        join=not options.shards,
        reporter=app.console,
        downloadLineage=options.download_lineage,
    )
    return downloaded(name, written)


def command(resource: Resource) -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["dataset"]),
        *download_params(),
        Option(["--shards"], section=FILES, is_flag=True, help="Keep the parts of a file that was cut."),
        Option(["--download-lineage"], section=FILES, is_flag=True, help="Ancestor datasets too."),
    ]
    return Command(
        "download",
        download_dataset,
        params,
        options=DownloadDatasetOptions,
        help="Download a dataset's files into a folder, the current one by default.",
        examples=[
            "firectl -p local datasets download my-dataset --output-dir ./rows",
            "firectl -p local datasets download my-dataset --output-dir ./rows --shards",
        ],
        calls=(call_of(resource, "getDownloadEndpoint"), "GET signed URLs"),
    )
