"""Differing answers as a table that shows where they differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from ...api.experiments.results import ArmResult
from ...output.tables import aligned
from ...output.widths import cut, width

_DOTS = "..."
_NARROWEST = 12
_GAPS = 2
_NUMBER = 6
"""Columns of the terminal that the number of a row takes."""


def table(differing: Sequence[dict[str, Any]], arms: Sequence[ArmResult], columns: int) -> list[str]:
    """The rows of `differing` as a table of at most `columns` columns of a terminal."""
    size = max(_NARROWEST, (columns - _NUMBER) // (len(arms) + 1) - _GAPS)
    rows = []
    for row in differing:
        given = {answer["arm"]: answer.get("text", f"({answer.get('error')})") for answer in row["answers"]}
        texts = [given.get(arm.job["arm"], "") for arm in arms]
        rows.append([str(row["row"] or row["id"]), *excerpts(texts, row["reference"] or "", size)])
    headers = ["ROW", *(cut(arm.name, size) for arm in arms), "REFERENCE"]
    return ["Differing answers, shortened (-o json has them whole):", *aligned([headers, *rows])]


def excerpts(answers: Sequence[str], reference: str, size: int) -> list[str]:
    """The answers and the reference, each in at most `size` columns.

    Of long answers the beginning that all of them share is left out.
    """
    plain = [" ".join(text.split()) for text in (*answers, reference)]
    given = [text for text in plain[:-1] if text]
    shared = _shared(given) if len(set(given)) > 1 else 0
    start = 0
    if shared > size // 2 and any(width(text) > size for text in given):
        # A few words before the difference are kept, to see what it stands in.
        start = shared - size // 3
        start = given[0].find(" ", start, shared) + 1 or start
    beginning = given[0][:start] if start else ""
    return [
        cut(f"{_DOTS}{text[start:]}" if start and text.startswith(beginning) else text, size, _DOTS) for text in plain
    ]


def _shared(texts: Collection[str]) -> int:
    """How many characters all of `texts` begin with: as many as the first and the last in order share."""
    low, high = min(texts), max(texts)
    pairs = enumerate(zip(low, high, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(low), len(high)))
