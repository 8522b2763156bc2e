"""The stand-in model: what answers here instead of a model. It knows nothing, costs nothing, and always says the same.

Touches nothing. Its answer is one of a few sentences, chosen by the hash of what the user said last; one question in
four is answered otherwise by the hash of the model's name too, so that models differ now and then. Tokens are
estimated, one for every four bytes of text, as everywhere here.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from .rows import BYTES_PER_TOKEN

_SENTENCES = (
    "Yes, that is so.",
    "No, that is not so.",
    "It depends on what is meant by it; please say more.",
    "The stand-in model has no opinion on this.",
    "Forty-two, as far as a stand-in can tell.",
)


class Answer(NamedTuple):
    """What was said, and what it took."""

    text: str
    prompt_tokens: int
    completion_tokens: int


def answer(model: str, messages: list[dict[str, Any]], max_tokens: int | None = None) -> Answer:
    """The stand-in's answer to a conversation, cut after `max_tokens`; `model` is a full name."""
    asked = json.dumps([message for message in messages if message.get("role") == "user"][-1:], sort_keys=True)
    general = hashlib.sha256(asked.encode()).digest()
    own = hashlib.sha256(f"{model}\n{asked}".encode()).digest()
    text = _SENTENCES[(general[0] + (own[1] if own[0] % 4 == 0 else 0)) % len(_SENTENCES)]
    if max_tokens is not None:
        text = text[: max_tokens * BYTES_PER_TOKEN]
    read = sum(len(_text(message.get("content")).encode()) for message in messages)
    return Answer(text, max(1, read // BYTES_PER_TOKEN), max(1, -(-len(text) // BYTES_PER_TOKEN)))


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return str(content or "")
