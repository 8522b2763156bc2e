"""Accounts: who pays, and whether the account may spend."""

from __future__ import annotations

from ..common import CREATE_TIME, DISPLAY_NAME, MONEY_FIELDS, NAME, STATUS, UPDATE_TIME
from ..spec import Action, Column, Field, Param, Resource, States

RESOURCE = Resource(
    noun="accounts",
    title="account",
    collection="accounts",
    fields=(
        NAME,
        DISPLAY_NAME,
        CREATE_TIME,
        Field("accountType", "Kind of contract.", "enum", values=("ENTERPRISE",), zero="ACCOUNT_TYPE_UNSPECIFIED"),
        Field("email", "Primary address; gets invoices and notices.", required=True),
        Field(
            "state",
            "Life cycle of the account.",
            "enum",
            "out",
            values=("CREATING", "READY", "UPDATING", "DELETING"),
            zero="STATE_UNSPECIFIED",
        ),
        STATUS,
        Field(
            "suspendState",
            "Why the account may not spend, if so.",
            "enum",
            "out",
            values=("FAILED_PAYMENTS", "CREDIT_DEPLETED", "MONTHLY_SPEND_LIMIT_EXCEEDED", "BLOCKED_BY_ABUSE_RULE"),
            zero="UNSUSPENDED",
        ),
        UPDATE_TIME,
        Field(
            "notificationSettings",
            "When to warn about spending.",
            "message",
            fields=(
                Field(
                    "monthlySpendThresholds",
                    "Amounts in USD at which to warn.",
                    "message",
                    fields=MONEY_FIELDS,
                    repeated=True,
                ),
            ),
        ),
        Field("productivityOnly", "Set for accounts limited to productivity use.", "bool"),
    ),
    columns=(
        Column("NAME", "name"),
        Column("DISPLAY NAME", "displayName"),
        Column("EMAIL", "email"),
        Column("STATE", "state"),
        Column("SUSPENDED", "suspendState"),
        Column("CREATE TIME", "createTime", wide=True),
    ),
    verbs=("list", "get"),
    actions=(
        Action(
            "billingUsage",
            "GET",
            "The quantities that were billed, in daily buckets.",
            params=(
                Param("startTime", "The first day; only the date counts.", "time"),
                Param("endTime", "The day after the last, at most 31 days later; only the date counts.", "time"),
                Param("usageType", "SERVERLESS, DEDICATED_DEPLOYMENT or TRAINING; all of them by default."),
                Param("timezone", "IANA name of the time zone of the days, UTC by default."),
                Param("groupBy", "deployment_name, accelerator_type, model_name ..."),
            ),
            separator="/",
            returns="other",
        ),
    ),
    order_by=False,
    top_level=True,
    states=States(goal=("READY",), busy=("CREATING", "UPDATING"), recurs=True, gone=("DELETING",)),
    examples=(
        ("list", "firectl accounts list"),
        ("get", "firectl accounts get local -o yaml"),
    ),
)
