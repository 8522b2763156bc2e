"""Quotas: how many GPUs of a kind an account may use where, and how much it may spend."""

from __future__ import annotations

from ..common import NAME, UPDATE_TIME
from ..spec import Column, Field, Param, Resource

RESOURCE = Resource(
    noun="quotas",
    title="quota",
    collection="quotas",
    update_params=(Param("allowMissing", "Make the quota where there is none.", "bool"),),
    fields=(
        NAME,
        Field("value", "Enforced value; you may lower it below the maximum.", "int64", minimum=0),
        Field("maxValue", "Highest approved value.", "int64"),
        Field("usage", "Used now.", "double", "out"),
        UPDATE_TIME,
    ),
    columns=(
        Column("NAME", "name"),
        Column("VALUE", "value"),
        Column("MAX", "maxValue"),
        Column("USAGE", "usage"),
        Column("UPDATE TIME", "updateTime", wide=True),
    ),
    verbs=("list", "get", "update"),
    examples=(
        ("list", "firectl -p local quotas list"),
        ("get", "firectl -p local quotas get h100-us-iowa-1"),
        ("update", "firectl -p local quotas update h100-us-iowa-1 --value 4"),
    ),
)
