"""The description of an experiment, kept in the account as a data set of one row: the marker.

The row is a conversation, as any data set of the platform may hold. Its answer is the description as JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ...contract import load
from ...contract.json_types import JsonObject
from ...contract.names import ID_RULE, is_new_id, last_segment
from ...errors import ConflictError, InvalidDataError, NotFoundError
from ..resources import ResourceClient
from . import datasets as sets
from . import names

VERSION = 1
_TITLE = "An experiment of firectl: which models are compared, on which data set."


class ExperimentSpec(NamedTuple):
    """A named comparison of models on a data set."""

    id: str
    models: tuple[str, ...]
    """Full names, at least two; an arm is counted from 1."""
    dataset: str
    """Full name."""
    max_tokens: int
    temperature: float

    @property
    def request(self) -> JsonObject:
        """The fields of every request beside those of the row."""
        return {"max_tokens": self.max_tokens, "temperature": self.temperature}

    def line(self) -> bytes:
        """The row of the marker; equal experiments have equal rows."""
        described = json.dumps({"version": VERSION, **self._asdict()}, sort_keys=True)
        messages = (("system", _TITLE), ("user", f"What is experiment {self.id}?"), ("assistant", described))
        return json.dumps({"messages": [{"role": role, "content": text} for role, text in messages]}).encode() + b"\n"


def require_id(text: str) -> str:
    """`text`, if it may be the id of an experiment. Raises InvalidDataError."""
    if not is_new_id(text):
        raise InvalidDataError(f"{text!r} is not an id: {ID_RULE}")
    return text


def body(spec: ExperimentSpec) -> JsonObject:
    """The marker as a data set."""
    return {"displayName": spec.id, "userUploaded": {}, "exampleCount": "1", "format": "CHAT"}


def find(client: ResourceClient, experiment: str) -> tuple[ExperimentSpec, JsonObject]:
    """The experiment and its marker. Raises NotFoundError, ConflictError for a marker without its row."""
    item = look(client, experiment)
    if not load("datasets").is_ready(item):
        raise ConflictError(
            f"experiment {experiment} was not created completely",
            hint="Run its `experiments create` again, or `experiments delete` it.",
        )
    with sets.fetched(client, str(item["name"])) as files:
        return _read(experiment, files), item


def look(client: ResourceClient, experiment: str) -> JsonObject:
    """The data set that is the marker, with or without its row. Raises NotFoundError, also for another data set."""
    marker = names.marker(require_id(experiment))
    try:
        item = client.get("datasets", marker)
    except NotFoundError as error:
        raise NotFoundError(
            f"there is no experiment {experiment} in accounts/{client.account}",
            status=error.status,
            request_id=error.request_id,
            hint="firectl experiments list shows those there are.",
        ) from None
    if item.get("displayName") != experiment:
        raise NotFoundError(f"there is no experiment {experiment}: the data set {marker} is something else", status=404)
    return item


def _read(experiment: str, files: list[Path]) -> ExperimentSpec:
    """The description in a marker. Raises InvalidDataError where the data set holds something else."""
    try:
        (path,) = files
        with path.open("rb") as file:
            row = json.loads(file.readline(1 << 20))
        described: dict[str, Any] = json.loads(row["messages"][-1]["content"])
        models, data = tuple(described["models"]), described["dataset"]
        if described["version"] != VERSION or not all(
            isinstance(name, str) for name in (*models, data, described["id"])
        ):
            raise ValueError
        spec = ExperimentSpec(
            described["id"], models, data, int(described["max_tokens"]), float(described["temperature"])
        )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise InvalidDataError(
            f"the data set {names.marker(experiment)} does not describe an experiment",
            hint="It was made by something else, or by a newer firectl.",
        ) from None
    if spec.id != experiment:
        raise NotFoundError(f"there is no experiment {experiment}", status=404)
    return spec


def make(client: ResourceClient, spec: ExperimentSpec) -> tuple[JsonObject, bool]:
    """The marker, and whether it existed already. Raises ConflictError where it describes another experiment."""
    try:
        existing, item = find(client, spec.id)
    except (NotFoundError, ConflictError):
        return sets.upload(client, names.marker(spec.id), [spec.line()], body(spec)), False
    differing = [f"{name} is {_text(old)}, not {_text(new)}" for name, old, new in _pairs(existing, spec) if old != new]
    if differing:
        raise ConflictError(
            f"experiment {spec.id} exists and is another one: {'; '.join(differing)}",
            hint="Choose another id for a new one.",
        )
    return item, True


def _pairs(old: ExperimentSpec, new: ExperimentSpec) -> list[tuple[str, Any, Any]]:
    return [(name, getattr(old, name), getattr(new, name)) for name in ExperimentSpec._fields]


def _text(value: Any) -> str:
    return ", ".join(map(last_segment, value)) if isinstance(value, tuple) else str(value)


def all_ids(client: ResourceClient) -> dict[str, JsonObject]:
    """Every experiment of the account, with its marker, by one list of the data sets."""
    found: dict[str, JsonObject] = {}
    for item in client.list(load("datasets"), pageSize=200):
        bare = last_segment(str(item.get("name", "")))
        title = str(item.get("displayName") or "")
        if is_new_id(title) and names.marker(title) == bare:
            found[title] = item
    return found
