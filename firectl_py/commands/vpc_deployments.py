"""`vpc-deployments create`: a deployment with a private direct route.

The API has no field for a VPC, its security groups or a compliance mode. The local control plane keeps them as tags;
anywhere else the command stops, because the settings would have no effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..cli.app import App
from ..cli.command import Command, LazyGroup
from ..cli.options import Option
from ..contract import load
from ..contract.paths import call_of
from ..errors import NotOfferedError
from ..output.result import Result
from .deployments.create import PlacedOptions, create_placed, placed_params, read_deployment
from .shared.body import RequestBody
from .shared.create import CHANGES

_TAGS = {
    "vpc_id": "custom/vpc-id",
    "security_groups": "custom/security-groups",
    "compliance_mode": "custom/compliance-mode",
}


@dataclass(frozen=True, kw_only=True)
class VpcOptions(PlacedOptions):
    """What `vpc-deployments create` takes beside what every deployment takes."""

    vpc_id: str | None = None
    security_groups: str | None = None
    compliance_mode: str | None = None


def create_vpc_deployment(app: App, options: VpcOptions) -> Result:
    """Make a deployment with a private direct route. Raises NotOfferedError where the endpoint has no VPC fields."""
    body = _private(app, options, read_deployment(app, options))
    return create_placed(app, body, options)


def _private(app: App, options: VpcOptions, body: RequestBody) -> RequestBody:
    """`body` with its private route, and the tags that the VPC settings become."""
    given = {name: value for name in _TAGS if (value := getattr(options, name))}
    fields = {**body.fields, "directRouteType": body.fields.get("directRouteType") or "AWS_PRIVATELINK"}
    if given:
        if not app.client().is_local():
            flags = ", ".join(f"--{name.replace('_', '-')}" for name in given)
            raise NotOfferedError(
                f"{app.client().sender.host} has no field for {flags}: it would not honour them; nothing was created",
                hint="Leave them out for a deployment with a private direct route, and set them up with the provider.",
            )
        app.console.note("the local control plane keeps the VPC settings as tags and enforces none of them.")
        tags = {_TAGS[name]: value for name, value in given.items()}
        fields["annotations"] = {**fields.get("annotations", {}), **tags}
    return replace(body, fields=fields)


def _create_command() -> Command:
    resource = load("deployments")
    own = (
        Option(["--vpc-id"], help="VPC to be reached from (local control plane only)."),
        Option(["--security-groups"], help="Security groups (local control plane only)."),
        Option(["--compliance-mode"], help="Compliance mode (local control plane only)."),
    )
    return Command(
        "create",
        create_vpc_deployment,
        placed_params(resource, *own),
        options=VpcOptions,
        help="Create a deployment with a private direct route.",
        examples=(
            "firectl -p local vpc-deployments create --model custom-model --vpc-id vpc-12345",
            "firectl -p local vpc-deployments create --model custom-model --vpc-id vpc-12345 --dry-run",
        ),
        calls=("GET /v1/accounts/{account}/models/{id}", call_of(resource, "create")),
        exits=CHANGES,
    )


def COMMAND() -> LazyGroup:
    """The group."""
    return LazyGroup("vpc-deployments", {"create": _create_command}, help="Run models behind a private address.")
