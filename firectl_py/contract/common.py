"""Messages that several resources hold: status, money, encryption state."""

from __future__ import annotations

from .spec import Field
from .wire import RPC_CODES

STATUS = Field(
    "status",
    "Why the resource is in its state; the message says what went wrong.",
    "message",
    "out",
    fields=(
        Field("code", "A google.rpc code by name.", "enum", values=tuple(RPC_CODES)),
        Field("message", "English text for developers."),
    ),
)

NAME = Field("name", "Full resource name.", mode="out")
CREATE_TIME = Field("createTime", "When it was made.", "time", "out")
UPDATE_TIME = Field("updateTime", "When it last changed.", "time", "out")
CREATED_BY = Field("createdBy", "Who made it.", mode="out")
DISPLAY_NAME = Field("displayName", "Name for people, fewer than 64 characters.")
DESCRIPTION = Field("description", "Free text, fewer than 1000 characters.")

MONEY_FIELDS = (
    Field("currencyCode", "ISO 4217 code, e.g. USD."),
    Field("units", "Whole units.", "int64"),
    Field("nanos", "Billionths of a unit, of the same sign.", "int32"),
)

ENCRYPTION_STATE = Field(
    "encryptionState",
    "How the stored bytes are encrypted.",
    "enum",
    "out",
    values=("ENCRYPTION_STATE_PLAINTEXT", "ENCRYPTION_STATE_CMEK"),
    zero="ENCRYPTION_STATE_UNSPECIFIED",
)

JOB_PROGRESS = Field(
    "jobProgress",
    "How far the job is.",
    "message",
    "out",
    fields=(
        Field("percent", "0 to 100.", "int32"),
        Field("epoch", "Epoch under way, from 0.", "int32"),
        Field("totalInputRequests", "Rows to work on.", "int32"),
        Field("totalProcessedRequests", "Rows worked on.", "int32"),
        Field("successfullyProcessedRequests", "Rows done.", "int32"),
        Field("failedRequests", "Rows that failed.", "int32"),
        Field("outputRows", "Rows written.", "int32"),
        Field("inputTokens", "Tokens read.", "int32"),
        Field("outputTokens", "Tokens written.", "int32"),
        Field("cachedInputTokenCount", "Tokens read from a cache.", "int32"),
    ),
)

READ_MASK = Field("readMask", "Comma-separated paths to return.", flags=())
