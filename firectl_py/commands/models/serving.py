"""`models prepare`, `load-lora` and `unload-lora`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click

from ...api.waiting.backoff import Backoff
from ...cli.app import App
from ...cli.command import Command
from ...cli.types import EnumValue
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import FirectlError, UsageError, WaitTimeoutError
from ...output.result import Details, Result, TextResult
from ..shared import dry_run, reads, wait_options, writes


def prepare_model(resource: Resource) -> Command:
    """`models prepare MODEL --precision P`."""
    fields = {field.name: field for field in resource.action("prepare").fields}

    def run(app: App, model: str, **values: Any) -> Result:
        client, precision = app.client(), values["precision"]
        name = client.name(resource, model)
        wanted = {"precision": precision, "acceleratorCount": values["accelerator_count"], "abort": values["abort"]}
        body = {key: value for key, value in wanted.items() if value}
        if values["dry_run"]:
            return dry_run.preview(app, resource, [client.act_call(resource, name, "prepare", body)])
        if not values["abort"] and _is_prepared(client.get(resource, name), precision):
            app.console.note(f"{name} is prepared already.")
        else:
            client.act(resource, name, "prepare", body)
            app.console.note(f"{'Stopped preparing' if values['abort'] else 'Preparing'} {name}.")
        if values["wait"] and not values["abort"]:
            _until(lambda: _is_prepared(client.get(resource, name), precision), values["wait_timeout"], name)
        return Details([client.get(resource, name)], resource)

    params: list[click.Parameter] = [
        click.Argument(["model"]),
        click.Option(["--precision"], type=EnumValue(fields["precision"]), help="Wanted precision, e.g. FP8."),
        click.Option(["--accelerator-count"], type=click.IntRange(1), help=fields["acceleratorCount"].help),
        click.Option(["--abort"], is_flag=True, help=fields["abort"].help),
        *wait_options.options("30m", stalls=False),
        dry_run.option(),
    ]
    return Command(
        "prepare",
        run,
        params,
        help="Prepare a model for another precision.",
        examples=reads.examples(resource, "prepare"),
    )


def load_lora(resource: Resource) -> Command:
    """`models load-lora MODEL --deployment D`."""

    def run(app: App, model: str, **values: Any) -> Result:
        client, loaded = app.client(), load("deployed-models")
        name, deployment = client.name(resource, model), client.name("deployments", values["deployment"])
        body = {"model": name, "deployment": deployment, **({"public": True} if values["public"] else {})}
        more = {"replaceMergedAddon": values["replace_merged_addon"]}
        if values["dry_run"]:
            return dry_run.preview(app, loaded, [client.create_call(loaded, body, **more)])
        there = next(iter(_records(app, name, deployment)), None)
        if there is not None:
            app.console.note(f"{name} is loaded on {deployment} already.")
        item = there or client.create(loaded, body, **more)
        return writes.finished(app, loaded, item, values)

    params: list[click.Parameter] = [
        click.Argument(["model"]),
        click.Option(["--deployment"], metavar="DEPLOYMENT", required=True, help="Deployment to load it on."),
        click.Option(["--public"], is_flag=True, help="Anybody may query it."),
        click.Option(["--replace-merged-addon"], is_flag=True, help="Swap the adapter that is merged in."),
        *wait_options.options("30m"),
        dry_run.option(),
    ]
    return Command(
        "load-lora",
        run,
        params,
        calls=(
            "GET /v1/accounts/{account}/deployedModels",
            "POST /v1/accounts/{account}/deployedModels",
        ),
        help="Load a LoRA adapter onto a deployment.",
        examples=reads.examples(resource, "load-lora"),
    )


def unload_lora(resource: Resource) -> Command:
    """`models unload-lora MODEL [--deployment D]`."""

    def run(app: App, model: str, **values: Any) -> Result:
        client, loaded = app.client(), load("deployed-models")
        name = client.name(resource, model)
        deployment = client.name("deployments", values["deployment"]) if values["deployment"] else None
        found = _records(app, name, deployment)
        if len(found) > 1:
            where = ", ".join(last_segment(str(record.get("deployment"))) for record in found)
            raise UsageError(f"{last_segment(name)} is loaded on {where}", hint="Say which with --deployment.")
        if not found:
            return TextResult([f"{name} is not loaded{f' on {deployment}' if deployment else ''}."], [])
        record = str(found[0]["name"])
        if values["dry_run"]:
            return dry_run.preview(app, loaded, [client.delete_call(loaded, record)])
        client.delete(loaded, record)
        if values["wait"]:
            writes.wait_for_all(app, loaded, [found[0]], values, "GONE")
        return TextResult([f"Unloaded {name} from {found[0].get('deployment')}"], found[0])

    params: list[click.Parameter] = [
        click.Argument(["model"]),
        click.Option(
            ["--deployment"],
            metavar="DEPLOYMENT",
            help="Deployment to unload it from; needed where it is loaded on several.",
        ),
        *wait_options.options("30m"),
        dry_run.option(),
    ]
    return Command(
        "unload-lora",
        run,
        params,
        calls=(
            "GET /v1/accounts/{account}/deployedModels",
            "DELETE /v1/accounts/{account}/deployedModels/{id}",
        ),
        help="Unload a LoRA adapter from a deployment.",
        examples=reads.examples(resource, "unload-lora"),
    )


def _records(app: App, model: str, deployment: str | None) -> list[JsonObject]:
    """Where a model is loaded."""
    rows = [row for row in app.client().list("deployed-models") if row.get("model") == model]
    return [row for row in rows if deployment in (None, row.get("deployment"))]


def _is_prepared(item: JsonObject, precision: str | None) -> bool:
    if precision:
        return precision in (item.get("supportedPrecisions") or [])
    return bool(item.get("calibrated"))


def _until(done: Callable[[], bool], timeout: float, name: str) -> None:
    """Look until it is so. Losing the network for a while does not end it. Raises WaitTimeoutError."""
    from ...http.deadline import now
    from ...http.retrying import is_transient

    end, pace = now() + timeout, Backoff()
    while True:
        try:
            if done():
                return
        except FirectlError as error:
            if not is_transient(error):
                raise
        pause = pace.next(False)
        if now() + pause > end:
            raise WaitTimeoutError(f"{name}: not done after {timeout:g} s", hint="It goes on without us.")
        time.sleep(pause)
