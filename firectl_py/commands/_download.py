"""Downloading all files of a resource into a folder. Imports http, transfer, output and errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import ReplyError
from ..output.progress import Progress
from ..output.result import Lines
from ._app import App


def into(app: App, name: str, reply: dict[str, Any], folder: Path, overwrite: bool) -> Lines:
    """Fetch every file that a getDownloadEndpoint reply names into `folder`."""
    from ..http.storage import Storage
    from ..transfer import download

    urls = reply.get("filenameToSignedUrls") or {}
    if not isinstance(urls, dict) or not all(isinstance(url, str) for url in urls.values()):
        raise ReplyError(f"the download addresses of {name} have the wrong shape")
    paths = download.safe_names(list(urls))
    storage, written = Storage(app.client().sender), []
    for file, url in urls.items():
        target = folder / paths[file]
        with Progress(app.console, file, None) as progress:
            download.fetch(storage, url, target, progress.add, overwrite)
        written.append(str(target))
    if not written:
        app.console.note(f"{name} has no files.")
    return Lines(written, {"name": name, "files": written})
