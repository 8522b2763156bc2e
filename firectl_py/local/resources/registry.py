"""Which class holds the behaviour of which collection; it is imported when the collection is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from firectl_py.contract import by_collection

from .behaviour import Behaviour

BEHAVIOURS = {
    "accounts": ("accounts", "AccountBehaviour"),
    "batchInferenceJobs": ("batch_inference_jobs", "BatchInferenceJobBehaviour"),
    "datasets": ("datasets", "DatasetBehaviour"),
    "deployedModels": ("deployed_models", "DeployedModelBehaviour"),
    "deployments": ("deployments", "DeploymentBehaviour"),
    "models": ("models", "ModelBehaviour"),
    "quotas": ("quotas", "QuotaBehaviour"),
    "supervisedFineTuningJobs": ("sftj", "FineTuningJobBehaviour"),
}
"""Collection to (module below `behaviours/`, class). A collection that is not named here has the defaults."""


@cache
def behaviour_of(collection: str) -> Behaviour:
    """The behaviour of a declared collection. Raises KeyError where nothing declares it."""
    resource = by_collection(collection)
    if collection not in BEHAVIOURS:
        return Behaviour(resource)
    module, name = BEHAVIOURS[collection]
    own: type[Behaviour] = getattr(import_module(f".behaviours.{module}", __package__), name)
    return own(resource)
