"""Downloading all files of a resource into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..cli.app import App
from ..contract import Resource
from ..errors import ConflictError, ReplyError
from ..output.progress import Progress
from ..output.result import TextResult

if TYPE_CHECKING:
    from ..transfer.download import Download
    from ..transfer.partial_files import StalePartials
    from ..transfer.shards import ShardedFile


def options() -> list[click.Parameter]:
    """What to do with files that exist."""
    return [
        click.Option(["--overwrite"], is_flag=True, help="Replace files that exist."),
        click.Option(["--skip-existing"], is_flag=True, help="Leave files that exist with the same content."),
    ]


def into(
    app: App,
    resource: Resource,
    name: str,
    folder: Path,
    *,
    overwrite: bool,
    skip_existing: bool,
    join: bool = False,
    **params: Any,
) -> TextResult:
    """Fetch every file of `name` into `folder`; with `join`, pieces of a file that was cut come back as that file."""
    from ..transfer import download, places
    from ..transfer.names import safe_names
    from ..transfer.partial_files import StalePartials
    from ..transfer.same import same

    with Progress(app.console, f"download {name.rpartition('/')[2]}", None) as progress:
        to, wholes = source_of(app, resource, name, progress.add, StalePartials(), join=join, **params)
        paths = safe_names([whole.name for whole in wholes])
        written: list[str] = []
        for whole in wholes:
            target = places.place(folder, paths[whole.name])
            if skip_existing and target.is_file() and not target.is_symlink():
                if same(to, whole, target):
                    app.console.note(f"{target} is there already, with the same content.")
                    continue
                if not overwrite:
                    raise ConflictError(f"{target} exists with other content", hint="--overwrite replaces it.")
            elif not overwrite:
                places.demand_free(target)
            download.fetch(to, whole, target)
            written.append(str(target))
        places.settle(Path(file).parent for file in written)
    if not wholes:
        app.console.note(f"{name} has no files.")
    return TextResult(written, {"name": name, "files": written})


def source_of(
    app: App,
    resource: Resource,
    name: str,
    report: Callable[[int], None],
    orphans: StalePartials,
    join: bool = True,
    **params: Any,
) -> tuple[Download, list[ShardedFile]]:
    """Where the files of `name` come from, with addresses that are renewed, and which files there are."""
    from ..http.storage import Storage
    from ..transfer.download import Download
    from ..transfer.shards import ShardedFile, joined

    urls = _addresses(app, resource, name, params)

    def address(file: str, stale: str | None) -> str:
        if urls[file] == stale:
            urls.update(_addresses(app, resource, name, params))
        return urls[file]

    names = list(urls)
    wholes = joined(names) if join else [ShardedFile(file, (file,)) for file in names]
    return Download(Storage(app.client().sender), address, report, orphans), wholes


def _addresses(app: App, resource: Resource, name: str, params: dict[str, Any]) -> dict[str, str]:
    reply = app.client().act(resource, name, "getDownloadEndpoint", **params)
    urls = reply.get("filenameToSignedUrls") or {}
    if not isinstance(urls, dict) or not all(isinstance(url, str) for url in urls.values()):
        raise ReplyError(f"the download addresses of {name} have the wrong shape")
    return dict(urls)
