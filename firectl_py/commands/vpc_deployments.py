"""`vpc-deployments create`: a deployment with a private direct route.

The API has no field for a VPC, its security groups or a compliance mode. The local control plane keeps them as tags;
anywhere else the command stops, so that nobody believes that something was set when it was not.
"""

from __future__ import annotations

import click

from ..cli.app import App
from ..cli.command import Command, LazyGroup
from ..contract import load
from ..contract.json_types import JsonObject
from ..errors import NotOfferedError
from .deployments import group
from .shared import writes

_TAGS = {
    "vpc_id": "custom/vpc-id",
    "security_groups": "custom/security-groups",
    "compliance_mode": "custom/compliance-mode",
}


def _create() -> Command:
    flags: list[click.Parameter] = [
        click.Option(["--vpc-id"], help="VPC to be reached from (local control plane only)."),
        click.Option(["--security-groups"], help="Security groups (local control plane only)."),
        click.Option(["--compliance-mode"], help="Compliance mode (local control plane only)."),
    ]
    leaf = writes.create(
        load("deployments"),
        arguments=[click.Argument(["model"], required=False)],
        id_flags=("--deployment-id", "--name"),
        extra=[*group.placement_options(), *group.scaling_options(), *flags],
        skip=("placement",),
        prepare=_prepare,
        price=group.price,
        limit=group.LIMIT,
    )
    leaf.help = "Create a deployment with a private direct route."
    leaf.examples = (
        "firectl -p local vpc-deployments create --model custom-model --vpc-id vpc-12345",
        "firectl -p local vpc-deployments create --model custom-model --vpc-id vpc-12345 --dry-run",
    )
    leaf.calls = ("GET /v1/accounts/{account}/models/{id}", "POST /v1/accounts/{account}/deployments")
    return leaf


def _prepare(app: App, body: JsonObject, values: JsonObject) -> JsonObject:
    given = [name for name in _TAGS if values[name]]
    if given and not app.client().is_local():
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise NotOfferedError(
            f"{app.client().sender.host} has no field for {flags}: nothing would honour them, and nothing was created",
            hint="Leave them out for a deployment with a private direct route, and set them up with the provider.",
        )
    tags = {_TAGS[name]: values[name] for name in given}
    if tags:
        app.console.note("the local control plane keeps the VPC settings as tags and enforces none of them.")
        body = {**body, "annotations": {**body.get("annotations", {}), **tags}}
    if not body.get("directRouteType"):
        body = {**body, "directRouteType": "AWS_PRIVATELINK"}
    return group.prepare(app, body, values)


def COMMAND() -> LazyGroup:
    """The group."""
    return LazyGroup("vpc-deployments", {"create": _create}, help="Run models behind a private address.")
