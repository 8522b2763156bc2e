"""The formats of training data: the one table that `datasets validate` and the control plane judge rows by.

Source: the platform's pages on fine-tuning and batch inference; what they leave open is said beside the fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

ROLES = ("system", "user", "assistant", "tool")
"""Who may speak in a conversation; system in the first message only."""
MESSAGE_TEXTS = ("reasoning_content", "tool_call_id", "name")
"""Members of a message that hold text where they are there."""
IMAGE_TYPES = ("png", "jpeg", "jpg")
"""Images travel in their row, as `data:image/TYPE;base64,...`; jpg is not a registered type and is taken."""
ROW_LIMIT = 64 * 1024 * 1024
"""Bytes one row may have. The platform states no limit; this one bounds the memory a row takes."""
BYTES_PER_TOKEN = 4
"""Of text in UTF-8: the usual estimate where no tokenizer is at hand."""
MAX_EXAMPLES = 3_000_000
"""Rows of a data set, and rows times epochs of a job."""
MIN_EXAMPLES = 3
"""Rows that supervised fine-tuning needs."""


class RowKind(NamedTuple):
    """What a row is, as far as one can tell from the row alone."""

    marks: tuple[tuple[str, ...], ...]
    """A row with every member of one of these groups is of this kind."""
    format: str = ""
    """The value of the data set's `format` that goes with it; "" where there is none."""
    trains: bool = False
    """Whether supervised fine-tuning takes it."""


ROW_KINDS: dict[str, RowKind] = {
    "chat": RowKind((("messages",),), "CHAT", trains=True),
    "preference": RowKind((("preferred_output",), ("non_preferred_output",))),
    "batch": RowKind((("custom_id",), ("body",))),
    "embedding": RowKind((("query", "positive"), ("anchor", "positive"))),
    "completion": RowKind((("prompt",), ("completion",)), "COMPLETION", trains=True),
}
"""In the order in which they are tried."""


def kind_of(row: Mapping[str, Any]) -> str:
    """A key of ROW_KINDS; "" for a row of no kind."""
    for kind, facts in ROW_KINDS.items():
        if any(all(member in row for member in group) for group in facts.marks):
            return kind
    return ""


class DataFormat(NamedTuple):
    """What a data set is for, and how many rows it may have."""

    title: str
    kind: str
    """The kind of its rows, a key of ROW_KINDS."""
    fewest: int = 1
    """Examples a job needs."""
    most: int = MAX_EXAMPLES
    most_bytes: int = 0
    """0 where no limit is known."""
    unique: str = ""
    """The member that no two rows may share."""


DATA_FORMATS: dict[str, DataFormat] = {
    "sft": DataFormat("supervised fine-tuning, chat", "chat", fewest=MIN_EXAMPLES),
    "completion": DataFormat("supervised fine-tuning, prompt and completion", "completion", fewest=MIN_EXAMPLES),
    "dpo": DataFormat("preference pairs", "preference"),
    "rft": DataFormat("prompts for reinforcement fine-tuning", "chat"),
    "batch": DataFormat("requests for batch inference", "batch", most_bytes=1_000_000_000, unique="custom_id"),
    "embedding": DataFormat("pairs of query and positive; the platform documents no format for them", "embedding"),
}
