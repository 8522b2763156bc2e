"""Commands of models that their declaration does not describe whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, Option
from ...cli.types import Choice
from ...contract import Resource, load
from ...contract.names import PUBLIC_ACCOUNT
from ...contract.paths import call_of
from ...contract.resources.models import KINDS
from ...output.result import Result
from ..shared.examples import examples
from ..shared.list import ListOptions, list_params, rows

CATEGORIES = {
    "llm": "kind=HF_BASE_MODEL",
    "vision": "supports_image_input=true",
    "embedding": "kind=EMBEDDING_MODEL",
    "tunable": "supervised_lora_tunable=true",
    "lora": "supports_lora=true",
    "serverless": "supports_serverless=true",
    "experimental": "supports_serverless=false",
}
"""Each category of public models is this filter, and the command says so."""


@dataclass(frozen=True, kw_only=True)
class ListModelsOptions(ListOptions):
    """What `models list` takes beside what every list takes."""

    category: str | None = None
    search: str | None = None
    kind: str | None = None
    state: str | None = None


def list_models(app: App, options: ListModelsOptions) -> Result:
    """The models of the acting account; with --category, those of the public catalogue."""
    account = None
    if options.category:
        account = app.flags.get("account_id") or PUBLIC_ACCOUNT
        category = CATEGORIES[options.category]
        app.console.note(f"{options.category}: models of accounts/{account} with {category}.")
    return rows(app, load("models"), replace(options, filter=_filter(options)), account)


def _filter(options: ListModelsOptions) -> str | None:
    """One filter for everything that narrows the list."""
    parts = [f"({options.filter})"] if options.filter else []
    if options.kind:
        parts.append(f"kind={options.kind.upper()}")
    if options.state:
        parts.append(f"state={options.state.upper()}")
    if options.search:
        quoted = options.search.replace("\\", "\\\\").replace('"', '\\"')
        parts.append(f'(name:"{quoted}" OR display_name:"{quoted}")')
    if options.category:
        parts.append(CATEGORIES[options.category])
    return " AND ".join(parts) or None


def _list_command(resource: Resource) -> Command:
    own = [
        Option(
            ["--category"],
            section=SELECTION,
            type=Choice(tuple(CATEGORIES)),
            help="List public models of this kind.",
        ),
        Option(["--search"], section=SELECTION, help="Part of the name or the display name."),
        Option(
            ["--kind"],
            section=SELECTION,
            type=Choice(KINDS, case_sensitive=False),
            help="What the weights are.",
        ),
        Option(
            ["--state"],
            section=SELECTION,
            type=Choice(("UPLOADING", "READY"), case_sensitive=False),
            help="State.",
        ),
    ]
    return Command(
        "list",
        list_models,
        list_params(resource, *own),
        options=ListModelsOptions,
        help="List models.",
        examples=examples(resource, "list", "--limit 5 -o json"),
        calls=(call_of(resource, "list"),),
    )


def _made_in(module: str, function: str = "command") -> Callable[[Resource], click.Command]:
    """What makes a command in a module of this folder, which is imported when the command is asked for."""

    def make(resource: Resource) -> click.Command:
        command: click.Command = getattr(import_module(f".{module}", __package__), function)(resource)
        return command

    return make


VERBS: dict[str, Callable[[Resource], click.Command]] = {
    "list": _list_command,
    "get": _made_in("get"),
    "download": _made_in("download"),
    "create": _made_in("create"),
    "upload": _made_in("upload"),
    "prepare": _made_in("prepare"),
    "load-lora": _made_in("lora", "load_command"),
    "unload-lora": _made_in("lora", "unload_command"),
}
