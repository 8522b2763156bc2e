"""What batch inference jobs have beyond the declaration. Imports contract and errors."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from ..contract import Resource
from ..errors import InvalidData, UsageProblem
from . import _writes
from ._app import App
from ._base import Leaf
from ._fields import Object


def create_job(resource: Resource) -> Leaf:
    """`batch-inference-jobs create`."""
    return _writes.create(resource, id_flags=("--job-id", "--name"), prepare=_prepare)


def _prepare(app: App, body: Object, values: Object) -> Object:
    if not body.get("continuedFromJobName"):
        for name, flag in (("model", "--model"), ("inputDatasetId", "--input-dataset-id")):
            if not body.get(name):
                raise UsageProblem(f"a batch inference job needs {flag}, or --continue-from an earlier job")
    extra = (body.get("inferenceParameters") or {}).get("extraBody")
    if extra:
        _demand_object(str(extra))
    return body


def _demand_object(text: str) -> None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidData(
            f"--extra-body is not JSON: {str(error)[:80]}", hint="""Example: '{"stop": ["END"]}'"""
        ) from None
    if not isinstance(value, dict):
        raise InvalidData("--extra-body is no JSON object", hint="""Example: '{"stop": ["END"]}'""")


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": create_job}
