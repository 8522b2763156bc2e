"""Functions that commands which are not converted yet import."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...output.result import Details
from .body import read_body
from .finish import finish, wait_params
from .wait_options import WaitFlags


def wait_options(resource: Resource) -> list[click.Parameter]:
    """`--wait` and its timeouts."""
    return wait_params(resource)


def finished(app: App, resource: Resource, item: JsonObject, values: JsonObject) -> Details:
    """What a command that started something returns."""
    return Details(finish(app, resource, [item], _flags(values), made=True), resource)


def wait_for_all(
    app: App, resource: Resource, items: list[JsonObject], values: JsonObject, *wanted: str
) -> list[JsonObject]:
    """Wait for several at once."""
    return finish(app, resource, items, replace(_flags(values), wait=True), goal=wanted)


def _flags(values: JsonObject) -> WaitFlags:
    return WaitFlags(bool(values.get("wait")), values.get("wait_timeout"), values.get("stall_timeout"))


def file_option() -> click.Option:
    """`-f FILE`."""
    return click.Option(
        ["-f", "--file", "manifest"], metavar="FILE", help="Fields from JSON or YAML, `-` reads stdin; flags win."
    )


def body_of(app: App, resource: Resource, values: JsonObject) -> JsonObject:
    """The object that `-f` and the flags describe together."""
    typed: dict[str, Any] = {key.replace("__", "."): value for key, value in values.items() if value != ()}
    return read_body(app, resource, typed, values.get("manifest")).fields
