"""A stand-in for language models: deterministic, worked out from the request alone, and never a model.

It answers sums (`12 + 30`) and else repeats a piece of the last message. Which piece, and whether a
sum comes out one too large, hangs on a stable hash of model and text: two models agree on most inputs and differ on
some, the same on every machine. Temperature, seed and the like change nothing. Whoever passes an answer on says that
it is simulated; replies carry STAND_IN_FINGERPRINT as their `system_fingerprint`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from firectl_py.contract.rows import BYTES_PER_TOKEN

DEFAULT_MAX_TOKENS = 2048

_SUM = re.compile(r"(-?\d{1,15})\s*([-+*])\s*(-?\d{1,15})", re.ASCII)
_OWN_WAY = 4
"""Of so many inputs, about one is answered by a model in its own way."""
_LONGEST = 40
"""Words an answer has at most."""


class Completion(NamedTuple):
    """What a model would have been asked and have said."""

    text: str
    prompt_tokens: int
    """Estimated, one for every four bytes of UTF-8 and at least one a message."""
    completion_tokens: int
    finish_reason: str
    """stop, or length where `max_tokens` cut the text."""
    pieces: tuple[str, ...]
    """The text token by token, for streams; joined they are the text."""


def answer(model: str, prompt: str | Sequence[Mapping[str, Any]], max_tokens: int | None = None) -> Completion:
    """The answer of `model` (any name of it) to a prompt, or to messages as chat completions take them.

    `max_tokens` None means 2048. Content may be text or a list of parts, of which text is read.
    """
    texts = [prompt] if isinstance(prompt, str) else [text_of(message) for message in prompt]
    asked = max(1, sum(max(1, _size(text)) for text in texts))
    said = _say(model, texts[-1] if texts else "", _hash("|".join(texts)))
    pieces = _pieces(said)
    limit = DEFAULT_MAX_TOKENS if max_tokens is None else max_tokens
    kept = tuple(pieces[:limit])
    return Completion("".join(kept), asked, len(kept), "stop" if len(kept) == len(pieces) else "length", kept)


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message whose content is a string, a list of parts, or nothing."""
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return str(content or "")


def _say(model: str, question: str, seed: int) -> str:
    own = _hash(f"{model}|{seed}")
    differs = own % _OWN_WAY == 0
    found = _SUM.search(question)
    if found:
        left, sign, right = int(found[1]), found[2], int(found[3])
        result = {"+": left + right, "-": left - right, "*": left * right}[sign]
        return str(result + 1 if differs else result)
    words = question.split()[:_LONGEST]
    if not words:
        return "Nothing was asked."
    return " ".join(words[: 1 + own // _OWN_WAY % len(words)] if differs else words)


def _pieces(text: str) -> list[str]:
    return [text[at : at + BYTES_PER_TOKEN] for at in range(0, len(text), BYTES_PER_TOKEN)]


def _size(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
