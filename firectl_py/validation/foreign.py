"""Rows of other tools' formats: what they are called, and the jq filter that writes them as chat rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class ForeignFormat(NamedTuple):
    """A format that the platform does not take."""

    title: str
    members: tuple[str, ...]
    """The members that tell it."""
    jq: str
    """The filter that makes a chat row of one of its rows."""


def _turns(question: str, answer: str) -> str:
    return f'{{messages: [{{role: "user", content: {question}}}, {{role: "assistant", content: {answer}}}]}}'


FORMATS = (
    ForeignFormat(
        "Alpaca",
        ("instruction", "output"),
        _turns(r'(.instruction + if (.input // "") == "" then "" else "\n\n" + .input end)', ".output"),
    ),
    ForeignFormat(
        "ShareGPT",
        ("conversations",),
        '{messages: [.conversations[] | {role: ({human: "user", gpt: "assistant"}[.from] // .from), content: .value}]}',
    ),
    ForeignFormat("question and answer", ("question", "answer"), _turns(".question", ".answer")),
    ForeignFormat("prompt and response", ("prompt", "response"), _turns(".prompt", ".response")),
    ForeignFormat("plain text", ("text",), '{prompt: "", completion: .text}'),
)
"""Alpaca: github.com/tatsu-lab/stanford_alpaca; ShareGPT: as axolotl and LLaMA-Factory read it; the others are what
public data sets use most."""


def foreign_format(row: Mapping[str, Any]) -> ForeignFormat | None:
    """The foreign format a row is of; None where it is of none that is known."""
    return next((form for form in FORMATS if all(member in row for member in form.members)), None)
