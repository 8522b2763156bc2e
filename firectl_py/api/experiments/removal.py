"""Taking an experiment away: all that its names say belongs to it.

The jobs go first, because one that still runs may yet make a data set; the marker goes last, and only once nothing else
is left, so that a repeat finds what a first attempt could not delete.
"""

from __future__ import annotations

from typing import Final

from ...cli.app import App
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import FirectlError, NotFoundError
from ..kinds import Noun
from . import marker, names

JOBS: Final = "batch-inference-jobs"
DATASETS: Final = "datasets"
Failures = list[tuple[str, FirectlError]]


def parts(app: App, experiment: str) -> list[tuple[Noun, str]]:
    """(noun, full name) of all that an experiment left, in the order it has to go. Raises NotFoundError."""
    item = marker.look(app, experiment)
    kinds: tuple[Noun, ...] = (JOBS, DATASETS)
    found = [(kind, name) for kind in kinds for name in _left(app, experiment, kind)]
    return [*found, (DATASETS, str(item["name"]))]


def remove(app: App, experiment: str, done: list[JsonObject], failures: Failures) -> None:
    """Delete it; what went is added to `done`, what could not go to `failures`."""
    before = len(failures)
    kinds: tuple[Noun, ...] = (JOBS, DATASETS)
    for kind in kinds:
        for name in _left(app, experiment, kind):
            _delete(app, kind, name, done, failures)
    if len(failures) == before:
        _delete(app, DATASETS, app.client().name(DATASETS, names.marker(experiment)), done, failures)


def _left(app: App, experiment: str, kind: Noun) -> list[str]:
    start, found = names.stem(experiment), []
    for item in app.client().list(kind, pageSize=200):
        known = names.part(last_segment(str(item.get("name", ""))))
        if known is not None and known[0] == start:
            found.append(str(item["name"]))
    return found


def _delete(app: App, kind: Noun, name: str, done: list[JsonObject], failures: Failures) -> None:
    try:
        app.client().delete(kind, name)
    except NotFoundError:
        return  # somebody else was quicker
    except FirectlError as error:
        failures.append((name, error))
        return
    done.append({"name": name})
