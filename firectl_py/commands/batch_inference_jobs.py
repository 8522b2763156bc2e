"""What batch inference jobs have beyond the declaration."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from ..cli.app import App
from ..cli.command import Command
from ..contract import Resource
from ..contract.json_types import JsonObject
from ..errors import InvalidDataError, UsageError
from .shared import writes


def create_job(resource: Resource) -> Command:
    """`batch-inference-jobs create`."""
    return writes.create(resource, id_flags=("--job-id", "--name"), prepare=_prepare)


def _prepare(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    if not body.get("continuedFromJobName"):
        for name, flag in (("model", "--model"), ("inputDatasetId", "--input-dataset-id")):
            if not body.get(name):
                raise UsageError(f"a batch inference job needs {flag}, or --continue-from an earlier job")
    extra = (body.get("inferenceParameters") or {}).get("extraBody")
    if extra:
        _demand_object(str(extra))
    return body


def _demand_object(text: str) -> None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(
            f"--extra-body is not JSON: {str(error)[:80]}", hint="""Example: '{"stop": ["END"]}'"""
        ) from None
    if not isinstance(value, dict):
        raise InvalidDataError("--extra-body is no JSON object", hint="""Example: '{"stop": ["END"]}'""")


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": create_job}
