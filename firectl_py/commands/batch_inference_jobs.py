"""`batch-inference-jobs create`."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from ..cli.app import App
from ..cli.command import Command
from ..contract import Resource, load
from ..contract.json_types import JsonObject
from ..contract.paths import call_of
from ..errors import InvalidDataError, UsageError
from ..output.result import Result
from .shared.body import read_body
from .shared.create import CHANGES, CreateOptions, body_params, create, send_params
from .shared.examples import examples

_EXTRA_BODY = """Example: '{"stop": ["END"]}'"""


def create_job(app: App, options: CreateOptions) -> Result:
    """Make a job. Raises UsageError where it names neither a model and rows nor an earlier job."""
    resource = load("batch-inference-jobs")
    body = read_body(app, resource, options.fields, options.file, new_id=options.new_id)
    _check(body.fields)
    return create(app, resource, body, options)


def _check(fields: JsonObject) -> None:
    if not fields.get("continuedFromJobName"):
        for name, flag in (("model", "--model"), ("inputDatasetId", "--input-dataset-id")):
            if not fields.get(name):
                raise UsageError(f"a batch inference job needs {flag}, or --continue-from an earlier job")
    extra_body = (fields.get("inferenceParameters") or {}).get("extraBody")
    if extra_body:
        _check_extra_body(str(extra_body))


def _check_extra_body(text: str) -> None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(f"--extra-body is not JSON: {str(error)[:80]}", hint=_EXTRA_BODY) from None
    if not isinstance(value, dict):
        raise InvalidDataError("--extra-body is not a JSON object", hint=_EXTRA_BODY)


def _create_command(resource: Resource) -> Command:
    return Command(
        "create",
        create_job,
        [*body_params(resource, ("--job-id", "--name")), *send_params(resource)],
        options=CreateOptions,
        help=f"Create a {resource.title}.",
        examples=examples(resource, "create", "--dry-run"),
        calls=(call_of(resource, "create"),),
        exits=CHANGES,
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {"create": _create_command}
