"""The data sets of experiments: fetched into a folder for a while, and brought.

What is brought is worked out from what is in the account, so any machine may go on where another one stopped.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...cli.app import App
from ...contract import load
from ...contract.json_types import JsonObject
from ...errors import LocalIOError


@contextmanager
def folder() -> Iterator[Path]:
    """A private folder that is gone afterwards. Raises LocalIOError."""
    try:
        made = tempfile.TemporaryDirectory(prefix="firectl-experiment-", ignore_cleanup_errors=True)
    except OSError as error:
        raise LocalIOError(f"{tempfile.gettempdir()}: {error.strerror}") from None
    with made as path:
        yield Path(path)


@contextmanager
def fetched(app: App, dataset: str) -> Iterator[list[Path]]:
    """The files of a data set, on this machine for a while, in the order of their names."""
    from ..downloads import StoredFiles

    stored = StoredFiles(app.client(), load("datasets"), dataset)
    with folder() as place:
        paths: list[Path] = []
        for index, file in enumerate(sorted(stored.files(), key=lambda file: file.name)):
            # Never the server's name as a path: what a file is called is told by `kind`.
            paths.append(place / f"{index}.{'errors' if 'error' in file.name.lower() else 'rows'}")
            stored.fetch(file, paths[-1])
        yield paths


def bring(app: App, dataset_id: str, lines: Iterable[bytes], body: JsonObject) -> JsonObject:
    """The data set of that id with these rows, made and filled exactly once; it is READY then.

    Raises ConflictError where it exists with other rows.
    """
    from ..uploads.datasets import DatasetUpload

    with folder() as place:
        path = place / f"{dataset_id}.jsonl"
        try:
            with path.open("wb") as file:
                file.writelines(lines)
        except OSError as error:
            raise LocalIOError(f"{path}: {error.strerror}") from None
        return DatasetUpload(app.client(), dataset_id, [path], body, check=False, take_over=True).run()
