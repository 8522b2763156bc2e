"""The words that name a resource or an action, as types: a type checker sees a slip before the server does.

A test holds both lists in step with the declarations.
"""

from __future__ import annotations

from typing import Literal

from .. import contract
from ..contract import Action, Resource
from ..contract.registry import RESOURCES
from ..errors import UsageError
from ..suggestions import nearest

Noun = Literal[
    "accounts",
    "account",
    "batch-inference-jobs",
    "bij",
    "batch-inference-job",
    "bijs",
    "batchInferenceJobs",
    "datasets",
    "dataset",
    "deployed-models",
    "deployed-model",
    "deployedModels",
    "deployments",
    "deployment",
    "models",
    "model",
    "quotas",
    "quota",
    "sftj",
    "sft",
    "supervised-fine-tuning-job",
    "supervised-fine-tuning-jobs",
    "sftjs",
    "supervisedFineTuningJobs",
]
"""A noun ("sftj"), one of its aliases, or a collection ("supervisedFineTuningJobs")."""

Verb = Literal[
    "billingUsage",
    "cancel",
    "deleteTags",
    "estimateCost",
    "getDownloadEndpoint",
    "getUploadEndpoint",
    "metrics",
    "prepare",
    "resume",
    "scale",
    "setTags",
    "shards",
    "splitDataset",
    "terminationMessage",
    "undelete",
    "upload",
    "validateUpload",
]
"""An action of some resource, beyond list, get, create, update and delete."""

ResourceKind = Noun | Resource


def resource_of(kind: ResourceKind | str) -> Resource:
    """The declaration of a kind. Raises UsageError for a word that names no resource."""
    if isinstance(kind, Resource):
        return kind
    resource = contract.find(kind)
    if resource is not None:
        return resource
    try:
        return contract.by_collection(kind)
    except KeyError:
        known = [word for noun, entry in RESOURCES.items() for word in (noun, entry.collection)]
        raise UsageError(f"there is no kind of resource {kind!r}", hint=_hint(kind, known)) from None


def action_of(resource: Resource, verb: str) -> Action:
    """The declared action of a resource. Raises UsageError where there is none."""
    try:
        return resource.action(verb)
    except KeyError:
        known = [action.verb for action in resource.actions]
        raise UsageError(f"a {resource.title} has no action {verb!r}", hint=_hint(verb, known)) from None


def _hint(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return f"Did you mean {near!r}?" if near else f"Known: {', '.join(known)}." if known else "It has no actions."
