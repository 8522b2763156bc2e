"""The names of everything an experiment leaves in an account, so that any machine finds it again.

All of them begin with the experiment's id, long ids cut and marked by their hash:

ID-experiment          data set: what is compared, on which rows (the marker)
ID-r1-s1a2b3c          data set: the requests of run 1, the same for every arm
ID-r1-s1a2b3c-a2       data set: the requests of run 1 that arm 2 is to answer
ID-r1-a2               batch inference job: arm 2 of run 1
ID-r1-a2-out           data set: what it answered

`s1a2b3c` is a hash of what was asked for, so that the same command finds what an earlier one made and another one
does not mistake it for its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NamedTuple

MARKER = "-experiment"
_LONGEST = 40
"""Characters of an id that its parts can begin with: the longest part then has 63."""
MOST_RUNS, MOST_ARMS = 999, 99
_PART = re.compile(r"(.+)-r([1-9]\d{0,2})-(?:a([1-9]\d?)(-out)?|s[0-9a-f]{6}(?:-a[1-9]\d?)?)", re.ASCII)


class Part(NamedTuple):
    """What the id of a data set or job means: run, arm (0 for requests), and whether it holds answers."""

    run: int
    arm: int
    output: bool


def stem(experiment: str) -> str:
    """The beginning of every name of an experiment."""
    if len(experiment) <= _LONGEST:
        return experiment
    return f"{experiment[: _LONGEST - 9]}-{hashlib.sha256(experiment.encode()).hexdigest()[:8]}"


def marker(experiment: str) -> str:
    """The id of the marker."""
    return stem(experiment) + MARKER


def requests(experiment: str, run: int, settings: str, arm: int | None = None) -> str:
    """The id of the requests of a run, or of those of one arm."""
    return f"{stem(experiment)}-r{run}-s{settings}" + (f"-a{arm}" if arm else "")


def job(experiment: str, run: int, arm: int) -> str:
    """The id of the job of an arm."""
    return f"{stem(experiment)}-r{run}-a{arm}"


def output(experiment: str, run: int, arm: int) -> str:
    """The id of what an arm answered."""
    return job(experiment, run, arm) + "-out"


def part(resource_id: str) -> tuple[str, Part] | None:
    """The stem of an experiment's names, and what the rest means; None for an id that is not part of an experiment."""
    match = _PART.fullmatch(resource_id)
    return (match[1], Part(int(match[2]), int(match[3] or 0), bool(match[4]))) if match else None


def settings(asked: dict[str, Any]) -> str:
    """Six hex digits: a hash of the settings of a run."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:6]
