"""Which arm answers which row.

A row's place is a number from 0 to 2^64 - 1: the first eight bytes, big-endian, of the SHA-256 of its request as JSON
with sorted keys and no spaces. The arms share that range by weight, in the order of the experiment's models. So a row
keeps its arm on every machine, in every order of rows, and when rows are added; equal rows go to the same arm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ...errors import UsageError

_RANGE = 1 << 64
_WEIGHT = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)


def weights(text: str, arms: Sequence[str]) -> list[Fraction]:
    """The weights of `50/50`, one for each of `arms` (their names). Raises UsageError that names the arms."""
    parts = [part.strip() for part in text.split("/")]
    named = ", ".join(arms)
    even = "/".join([str(Fraction(100, len(arms))) if 100 % len(arms) == 0 else "1"] * len(arms))
    if not all(_WEIGHT.fullmatch(part) and Fraction(part) > 0 for part in parts):
        raise UsageError(f"--split-traffic {text}: weights are numbers above 0, such as {even} for {named}")
    if len(parts) != len(arms):
        raise UsageError(
            f"--split-traffic {text} has {_count(len(parts), 'weight')} for {_count(len(arms), 'arm')}: {named}",
            hint=f"--split-traffic {even}, or --arms picks {_count(len(parts), 'arm')} of them.",
        )
    return [Fraction(part) for part in parts]


def share(digest: str, parts: Sequence[Fraction]) -> int:
    """Which of the arms, from 0, answers the row whose request has this SHA-256 (hex)."""
    place = Fraction(int(digest[:16], 16), _RANGE) * sum(parts)
    for index, part in enumerate(parts):
        place -= part
        if place < 0:
            return index
    return len(parts) - 1


def pick(typed: str | None, models: Sequence[str]) -> list[int]:
    """The numbers, from 1, of the arms that `--arms a,b` means, as typed. Raises UsageError that names the arms.

    An arm is named by its number, its model's id or its full name.
    """
    if typed is None:
        return list(range(1, len(models) + 1))
    known = {name: number for number, model in enumerate(models, 1) for name in (str(number), model)}
    for number, short in enumerate(names(models), 1):
        known.setdefault(short, number)
    wanted = [word.strip() for word in typed.split(",") if word.strip()]
    wrong = [word for word in wanted if word not in known]
    if wrong or not wanted:
        what = f"no arm is called {', '.join(wrong)}" if wrong else "--arms names none"
        raise UsageError(f"{what}; the arms are {', '.join(names(models))}")
    return list(dict.fromkeys(known[word] for word in wanted))


def names(models: Sequence[str]) -> list[str]:
    """Short names of the arms: the model's id, or its full name where two have the same id."""
    short = [model.rsplit("/", 1)[-1] for model in models]
    return [name if short.count(name) == 1 else model for name, model in zip(short, models, strict=True)]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
