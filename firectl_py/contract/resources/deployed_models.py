"""Deployed models: which model is loaded on which deployment."""

from __future__ import annotations

from ..common import CREATE_TIME, DESCRIPTION, DISPLAY_NAME, NAME, STATUS, UPDATE_TIME
from ..spec import Column, Field, Param, Resource, States

RESOURCE = Resource(
    noun="deployed-models",
    title="deployed model",
    collection="deployedModels",
    create_params=(Param("replaceMergedAddon", "Swap the merged adapter.", "bool"),),
    fields=(
        NAME,
        DISPLAY_NAME,
        DESCRIPTION,
        CREATE_TIME,
        Field("model", "Model that is loaded.", ref="models", catalogue=True),
        Field("deployment", "Deployment that hosts it.", ref="deployments"),
        Field("default", "Target when a request names no deployment.", "bool"),
        Field(
            "state",
            "Life cycle of the record.",
            "enum",
            "out",
            values=("UNDEPLOYING", "DEPLOYING", "DEPLOYED", "UPDATING"),
            zero="STATE_UNSPECIFIED",
        ),
        Field("serverless", "Hosted by the platform.", "bool"),
        STATUS,
        Field("public", "Anybody may query it.", "bool"),
        UPDATE_TIME,
    ),
    columns=(
        Column("NAME", "name"),
        Column("MODEL", "model"),
        Column("DEPLOYMENT", "deployment"),
        Column("STATE", "state"),
        Column("DEFAULT", "default"),
        Column("CREATE TIME", "createTime", wide=True),
    ),
    verbs=("create", "list", "get", "update", "delete"),
    commands=("list", "get", "update"),
    states=States(
        goal=("DEPLOYED",), busy=("DEPLOYING", "UPDATING", "UNDEPLOYING"), recurs=True, gone=("UNDEPLOYING",)
    ),
    examples=(
        ("list", "firectl -p local deployed-models list"),
        ("get", "firectl -p local deployed-models list -o name | firectl -p local deployed-models get -"),
        (
            "update",
            "firectl -p local deployed-models list -o name | firectl -p local deployed-models update - --default",
        ),
        ("status", "firectl -p local deployed-models list -o name | firectl -p local deployed-models status -"),
        (
            "status",
            "firectl -p local deployed-models list --limit 1 -o name | firectl -p local deployed-models status -",
        ),
    ),
)
