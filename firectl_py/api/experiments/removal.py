"""Deleting an experiment: all that its names say belongs to it.

The jobs go first, because one that still runs may yet make a data set. The marker goes last, and only when nothing else
is left, so that a repeated delete finds what a first one could not delete.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ...contract.names import last_segment
from ...errors import FirectlError, NotFoundError
from ..kinds import Noun
from ..resources import ResourceClient
from . import marker, names

_JOBS: Final = "batch-inference-jobs"
_DATASETS: Final = "datasets"
_KINDS: tuple[Noun, ...] = (_JOBS, _DATASETS)


class Removal(NamedTuple):
    """The full names of what was deleted, and of what could not be, with the error of each."""

    deleted: list[str]
    failures: list[tuple[str, FirectlError]]


def parts(client: ResourceClient, experiment: str) -> list[tuple[Noun, str]]:
    """(noun, full name) of all that an experiment left, in the order of deletion. Raises NotFoundError."""
    item = marker.look(client, experiment)
    found = [(kind, name) for kind in _KINDS for name in _left(client, experiment, kind)]
    return [*found, (_DATASETS, str(item["name"]))]


def remove(client: ResourceClient, experiment: str) -> Removal:
    """Delete an experiment with all its runs."""
    removal = Removal([], [])
    for kind in _KINDS:
        for name in _left(client, experiment, kind):
            _delete(client, kind, name, removal)
    if not removal.failures:
        _delete(client, _DATASETS, client.name(_DATASETS, names.marker(experiment)), removal)
    return removal


def _left(client: ResourceClient, experiment: str, kind: Noun) -> list[str]:
    start, found = names.stem(experiment), []
    for item in client.list(kind, pageSize=200):
        known = names.part(last_segment(str(item.get("name", ""))))
        if known is not None and known[0] == start:
            found.append(str(item["name"]))
    return found


def _delete(client: ResourceClient, kind: Noun, name: str, removal: Removal) -> None:
    try:
        client.delete(kind, name)
    except NotFoundError:
        return  # another process deleted it first
    except FirectlError as error:
        removal.failures.append((name, error))
        return
    removal.deleted.append(name)
