"""Making models ready to be served: other precisions, and LoRA adapters on deployments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..contract.json_types import JsonObject
from ..contract.names import last_segment
from ..errors import FirectlError, UsageError, WaitTimeoutError
from ..http.deadline import Deadline
from ..http.retrying import is_transient
from .waiting.backoff import Backoff, Clock

if TYPE_CHECKING:
    from .resources import ResourceClient


def is_prepared(model: JsonObject, precision: str | None) -> bool:
    """Whether a model can be served in `precision`, or, where that is None, in a lower one than it was trained in."""
    if precision:
        return precision in (model.get("supportedPrecisions") or [])
    return bool(model.get("calibrated"))


def wait_prepared(client: ResourceClient, name: str, precision: str | None, timeout: float) -> JsonObject:
    """The model when it is prepared; `timeout` is in seconds. A network that is lost for a while does not end the wait.

    A model has no state for it, so that `Client.wait` cannot tell. Raises WaitTimeoutError, NotFoundError.
    """
    deadline, pace, clock = Deadline(timeout), Backoff(), Clock()
    while True:
        try:
            model = client.get("models", name)
            if is_prepared(model, precision):
                return model
        except FirectlError as error:
            if not is_transient(error):
                raise
        pause = pace.next(False)
        if pause > deadline.left():
            raise WaitTimeoutError(
                f"{name}: not prepared after {timeout:g} s",
                hint=f"The preparation keeps running: firectl models get {last_segment(name)}",
            )
        clock.sleep(pause)


def loaded_adapters(client: ResourceClient, model: str, deployment: str | None = None) -> list[JsonObject]:
    """The deployed models of the LoRA adapter `model`, on `deployment` or on all. Both are full names."""
    rows = [row for row in client.list("deployed-models") if row.get("model") == model]
    return [row for row in rows if deployment in (None, row.get("deployment"))]


def loaded_adapter(client: ResourceClient, model: str, deployment: str | None = None) -> JsonObject | None:
    """The one deployed model of the LoRA adapter `model`; None where it is not loaded.

    Raises UsageError where it is loaded on several deployments and `deployment` is None.
    """
    found = loaded_adapters(client, model, deployment)
    if len(found) > 1:
        where = ", ".join(last_segment(str(record.get("deployment"))) for record in found)
        raise UsageError(f"{last_segment(model)} is loaded on {where}", hint="Say which with --deployment.")
    return found[0] if found else None
