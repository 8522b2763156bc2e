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
from ...errors import FailedPreconditionError, LocalIOError

_HOW: JsonObject = {"shard_size": None, "parallel": 4, "require_checksum": False}


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
    from ...transfer import download
    from ...transfer.partial_files import StalePartials
    from .. import downloads

    orphans = StalePartials()
    to, wholes = downloads.source_of(app, load("datasets"), dataset, lambda count: None, orphans)
    with folder() as place:
        paths: list[Path] = []
        for index, whole in enumerate(sorted(wholes, key=lambda whole: whole.name)):
            # Never the server's name as a path: what a file is called is told by `kind`.
            paths.append(place / f"{index}.{'errors' if 'error' in whole.name.lower() else 'rows'}")
            download.fetch(to, whole, paths[-1])
        yield paths


def bring(app: App, dataset_id: str, lines: Iterable[bytes], body: JsonObject) -> JsonObject:
    """The data set of that id with these rows, made and filled exactly once; it is READY then.

    Raises ConflictError where it exists with other rows.
    """
    from ..uploads import datasets, session

    resource, client = load("datasets"), app.client()
    with folder() as place, session.recording(app, client.name(resource, dataset_id)) as journal:
        path = place / f"{dataset_id}.jsonl"
        try:
            with path.open("wb") as file:
                file.writelines(lines)
        except OSError as error:
            raise LocalIOError(f"{path}: {error.strerror}") from None
        rows = datasets.rows_of({path.name: path}, _HOW)
        journal.begin()
        item = client.create(resource, body, dataset_id)
        try:
            item = datasets.fill(app, resource, item, rows, journal, ())
        except FailedPreconditionError:  # another machine was quicker: what it brought has to be the same
            item = client.get(resource, dataset_id)
            if item.get("state") != "READY":
                raise
            item = datasets.fill(app, resource, item, rows, journal, ())
        journal.remove()
    return item
