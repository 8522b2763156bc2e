"""The short way for the plainest rows of supervised fine-tuning.

Nearly every row is `{"messages": [{"role": ..., "content": ...}, ...]}`, perhaps with weights, with nothing wrong.
msgspec checks that shape while it decodes, at twice the speed of looking at each message. Whatever it does not take,
and every unusual order of roles, goes the long way through `formats`, which alone decides; a test holds
both to the same figures.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from .messages import order
from .stats import Stats

SHAPES = 1024
"""Different orders of roles that are remembered; a row of yet another goes the long way."""
LONGEST_SHAPE = 64
PATIENCE = 64
"""Rows that may go the long way, over those that did not, before only one in eight is tried."""


class _Message(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    role: Literal["system", "user", "assistant", "tool"]
    content: str
    weight: Literal[0, 1] | msgspec.UnsetType = msgspec.UNSET


class _Row(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    messages: list[_Message]
    weight: float | msgspec.UnsetType = msgspec.UNSET


class Plain:
    """Counts plain rows into `stats`; `flush` puts the counts there."""

    def __init__(self, stats: Stats) -> None:
        self._tally = stats
        self._decode = msgspec.json.Decoder(_Row).decode
        self._shapes: dict[tuple[str, ...], int] = {}
        self._characters = self._bytes = self._misses = 0
        self._first = [0, 0]

    def take(self, data: bytes, number: int) -> bool:
        """Whether the line was a plain row with nothing to say about it; then it is counted."""
        if self._misses > PATIENCE and number % 8:
            return False
        self._misses += 1
        try:
            row = self._decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return False
        messages = row.messages
        shape = tuple([message.role for message in messages])
        texts = [message.content for message in messages]
        known = self._shapes.get(shape)
        if (known is None and not self._learn(shape)) or not all(texts) or not _teaches(messages):
            return False
        self._shapes[shape] = (known or 0) + 1
        text = "".join(texts)
        self._characters += len(text)
        self._bytes += len(text) if text.isascii() else len(text.encode())
        self._misses = max(0, self._misses - 2)
        lacks = row.weight is msgspec.UNSET
        self._first[lacks] = self._first[lacks] or number
        return True

    def flush(self) -> None:
        """Put the counts into the stats."""
        roles: Counter[str] = Counter()
        for shape, count in self._shapes.items():
            for role in shape:
                roles[role] += count
        self._tally.roles += roles
        self._tally.characters += self._characters
        self._tally.text_bytes += self._bytes
        pairs = zip(self._tally.weighted, self._first, strict=True)
        with_weight, without = (min(filter(None, pair), default=0) for pair in pairs)
        self._tally.weighted = (with_weight, without)

    def _learn(self, shape: tuple[str, ...]) -> bool:
        """Whether rows of this order of roles are right and usual, and may be remembered."""
        return (
            0 < len(shape) <= LONGEST_SHAPE
            and len(self._shapes) < SHAPES
            and "system" not in shape[1:]
            and "tool" not in shape
            and shape[-1] == "assistant"
            and not any(True for _ in order(shape))
        )


def _teaches(messages: list[_Message]) -> bool:
    """Whether something of the assistant's has a weight other than 0."""
    weights = [message.weight for message in messages]
    return 0 not in weights or any(m.role == "assistant" and m.weight != 0 for m in messages)
