"""What an experiment is: kept in the account as a data set of one row. Imports api, contract and errors.

The row is a conversation, as any data set of the platform may hold: its answer is the description, as JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ..contract import load
from ..contract._names import ID_RULE, is_new_id, last_segment
from ..errors import Conflict, InvalidData, NotFound
from . import _experiment_names as names
from . import _experiment_sets as sets
from ._app import App
from ._fields import Object

VERSION = 1
_TITLE = "An experiment of firectl: which models are compared, on which data set."


class Spec(NamedTuple):
    """A named comparison of models on a data set."""

    id: str
    models: tuple[str, ...]
    """Full names, at least two; an arm is counted from 1."""
    dataset: str
    """Full name."""
    max_tokens: int
    temperature: float

    @property
    def request(self) -> Object:
        """What every request is sent with beside the row's own fields."""
        return {"max_tokens": self.max_tokens, "temperature": self.temperature}

    def line(self) -> bytes:
        """The marker's row; the same for the same experiment."""
        told = json.dumps({"version": VERSION, **self._asdict()}, sort_keys=True)
        said = (("system", _TITLE), ("user", f"What is experiment {self.id}?"), ("assistant", told))
        return json.dumps({"messages": [{"role": role, "content": text} for role, text in said]}).encode() + b"\n"


def demand_id(text: str) -> str:
    """`text`, if an experiment may be called that. Raises InvalidData."""
    if not is_new_id(text):
        raise InvalidData(f"{text!r} is not an id: {ID_RULE}")
    return text


def body(spec: Spec) -> Object:
    """The marker as a data set."""
    return {"displayName": spec.id, "userUploaded": {}, "exampleCount": "1", "format": "CHAT"}


def find(app: App, experiment: str) -> tuple[Spec, Object]:
    """The experiment of that id, and its marker. Raises NotFound, Conflict where its making never ended."""
    item = look(app, experiment)
    if item.get("state") != "READY":
        raise Conflict(
            f"the making of experiment {experiment} was stopped half-way",
            hint="Run its `experiments create` again, or `experiments delete` it.",
        )
    with sets.fetched(app, str(item["name"])) as files:
        return _read(experiment, files), item


def look(app: App, experiment: str) -> Object:
    """The marker as a data set, finished or not; never somebody's own data set of that name. Raises NotFound."""
    marker, client = names.marker(demand_id(experiment)), app.client()
    try:
        item = client.get("datasets", marker)
    except NotFound as error:
        raise NotFound(
            f"there is no experiment {experiment} in accounts/{client.account}",
            status=error.status,
            request_id=error.request_id,
            hint="firectl experiments list shows those there are.",
        ) from None
    if item.get("displayName") != experiment:
        raise NotFound(f"there is no experiment {experiment}: the data set {marker} is something else", status=404)
    return item


def _read(experiment: str, files: list[Path]) -> Spec:
    """The description in a marker. Raises InvalidData where the data set is something else."""
    try:
        (path,) = files
        with path.open("rb") as file:
            row = json.loads(file.readline(1 << 20))
        told: dict[str, Any] = json.loads(row["messages"][-1]["content"])
        models, data = tuple(told["models"]), told["dataset"]
        if told["version"] != VERSION or not all(isinstance(name, str) for name in (*models, data, told["id"])):
            raise ValueError
        spec = Spec(told["id"], models, data, int(told["max_tokens"]), float(told["temperature"]))
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise InvalidData(
            f"the data set {names.marker(experiment)} does not describe an experiment",
            hint="It was made by something else, or by a newer firectl.",
        ) from None
    if spec.id != experiment:
        raise NotFound(f"there is no experiment {experiment}", status=404)
    return spec


def make(app: App, spec: Spec) -> tuple[Object, bool]:
    """The marker, made once, and whether it was there before as asked. Raises Conflict where it says otherwise."""
    try:
        there, item = find(app, spec.id)
    except (NotFound, Conflict):
        return sets.bring(app, names.marker(spec.id), [spec.line()], body(spec)), False
    differing = [f"{name} is {_shown(old)}, not {_shown(new)}" for name, old, new in _pairs(there, spec) if old != new]
    if differing:
        raise Conflict(
            f"experiment {spec.id} exists and is another one: {'; '.join(differing)}",
            hint="Choose another id for a new one.",
        )
    return item, True


def _pairs(old: Spec, new: Spec) -> list[tuple[str, Any, Any]]:
    return [(name, getattr(old, name), getattr(new, name)) for name in Spec._fields]


def _shown(value: Any) -> str:
    return ", ".join(map(last_segment, value)) if isinstance(value, tuple) else str(value)


def all_ids(app: App) -> dict[str, Object]:
    """Every experiment of the account, with its marker, by one list of the data sets."""
    found: dict[str, Object] = {}
    for item in app.client().list(load("datasets"), pageSize=200):
        bare = last_segment(str(item.get("name", "")))
        title = str(item.get("displayName") or "")
        if is_new_id(title) and names.marker(title) == bare:
            found[title] = item
    return found
