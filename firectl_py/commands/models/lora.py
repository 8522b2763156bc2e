"""`models load-lora` and `unload-lora`: adapters on deployments."""

from __future__ import annotations

from dataclasses import dataclass, field

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...contract import Resource, load
from ...contract.paths import call_of
from ...output.result import Details, Result, TextResult
from ..shared import dry_run, wait_options
from ..shared.create import CHANGES
from ..shared.examples import examples
from ..shared.finish import finish
from ..shared.wait_options import WaitFlags


@dataclass(frozen=True, kw_only=True)
class LoadLoraOptions:
    """What `models load-lora` takes."""

    model: str
    deployment: str
    public: bool = False
    replace_merged_addon: bool = False
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class UnloadLoraOptions:
    """What `models unload-lora` takes."""

    model: str
    deployment: str | None = None
    wait: WaitFlags = field(default_factory=WaitFlags)
    dry_run: bool = False


def load_lora(app: App, options: LoadLoraOptions) -> Result:
    """Load an adapter, unless it is loaded there. Raises as `Client.create` and `firectl wait` do."""
    from ...api import serving_models

    client, loaded = app.client(), load("deployed-models")
    name, deployment = client.name("models", options.model), client.name("deployments", options.deployment)
    body = {"model": name, "deployment": deployment, **({"public": True} if options.public else {})}
    if options.dry_run:
        call = client.create_call(loaded, body, replaceMergedAddon=options.replace_merged_addon)
        return dry_run.preview(app, loaded, [call])
    item = serving_models.loaded_adapter(client, name, deployment)
    if item is not None:
        app.console.note(f"{name} is loaded on {deployment} already.")
    else:
        item = client.create(loaded, body, replaceMergedAddon=options.replace_merged_addon)
    return Details(finish(app, loaded, [item], options.wait, made=True), loaded)


def unload_lora(app: App, options: UnloadLoraOptions) -> Result:
    """Unload an adapter. Raises UsageError where it is loaded on several deployments and none is named."""
    from ...api import serving_models

    client, loaded = app.client(), load("deployed-models")
    name = client.name("models", options.model)
    deployment = client.name("deployments", options.deployment) if options.deployment else None
    item = serving_models.loaded_adapter(client, name, deployment)
    if item is None:
        return TextResult([f"{name} is not loaded{f' on {deployment}' if deployment else ''}."], [])
    record = str(item["name"])
    if options.dry_run:
        return dry_run.preview(app, loaded, [client.delete_call(loaded, record)])
    client.delete(loaded, record)
    finish(app, loaded, [item], options.wait, goal=("GONE",))
    return TextResult([f"Unloaded {name} from {item.get('deployment')}"], item)


def load_command(resource: Resource) -> Command:
    """The command."""
    loaded = load("deployed-models")
    params: list[click.Parameter] = [
        click.Argument(["model"]),
        Option(["--deployment"], metavar="DEPLOYMENT", required=True, help="Deployment to load it on."),
        Option(["--public"], is_flag=True, help="Anybody may query it."),
        Option(["--replace-merged-addon"], is_flag=True, help="Swap the adapter that is merged in."),
        *wait_options.options("30m"),
        dry_run.option(),
    ]
    return Command(
        "load-lora",
        load_lora,
        params,
        options=LoadLoraOptions,
        help="Load a LoRA adapter onto a deployment.",
        examples=examples(resource, "load-lora"),
        calls=(call_of(loaded, "list"), call_of(loaded, "create")),
        exits=CHANGES,
    )


def unload_command(resource: Resource) -> Command:
    """The command."""
    loaded = load("deployed-models")
    params: list[click.Parameter] = [
        click.Argument(["model"]),
        Option(
            ["--deployment"],
            metavar="DEPLOYMENT",
            help="Deployment to unload it from; needed where it is loaded on several.",
        ),
        *wait_options.options("30m"),
        dry_run.option(),
    ]
    return Command(
        "unload-lora",
        unload_lora,
        params,
        options=UnloadLoraOptions,
        help="Unload a LoRA adapter from a deployment.",
        examples=examples(resource, "unload-lora"),
        calls=(call_of(loaded, "list"), call_of(loaded, "delete")),
        exits=CHANGES,
    )
