"""The data sets of experiments: downloaded into a temporary folder, and uploaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...contract import load
from ...contract.json_types import JsonObject
from ...errors import LocalIOError
from ..resources import ResourceClient


@contextmanager
def folder() -> Iterator[Path]:
    """A private folder that is removed afterwards. Raises LocalIOError."""
    try:
        made = tempfile.TemporaryDirectory(prefix="firectl-experiment-", ignore_cleanup_errors=True)
    except OSError as error:
        raise LocalIOError(f"{tempfile.gettempdir()}: {error.strerror}") from None
    with made as path:
        yield Path(path)


@contextmanager
def fetched(client: ResourceClient, dataset: str) -> Iterator[list[Path]]:
    """The files of a data set in a temporary folder, in the order of their names. Raises NotFoundError."""
    from ..downloads import StoredFiles

    stored = StoredFiles(client, load("datasets"), dataset)
    with folder() as place:
        paths: list[Path] = []
        for index, file in enumerate(sorted(stored.files(), key=lambda file: file.name)):
            # The server's name is not used as a path; its suffix here says whether it holds answers or errors.
            paths.append(place / f"{index}.{'errors' if 'error' in file.name.lower() else 'rows'}")
            stored.fetch(file, paths[-1])
        yield paths


def upload(client: ResourceClient, dataset_id: str, lines: Iterable[bytes], body: JsonObject) -> JsonObject:
    """The data set `dataset_id` with these rows, READY. One that exists with the same rows is taken as it is.

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
        return DatasetUpload(client, dataset_id, [path], body, check=False, take_over=True).run()
