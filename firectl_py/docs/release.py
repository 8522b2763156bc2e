"""Which release the pages describe.

CHANGELOG.md is the one place that has the date, so that a page made today and one made tomorrow are the same page.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
"""The checkout; `man/` and `completions/` stand in it."""


class Release(NamedTuple):
    """A version and the day it came out."""

    version: str
    day: date


def newest() -> Release:
    """The topmost release of the changelog. Raises ValueError where it has none."""
    found = re.search(r"^## \[(\S+)\] - (\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    if found is None:
        raise ValueError("CHANGELOG.md has no line such as `## [1.2.3] - 2026-01-31`")
    return Release(found[1], date.fromisoformat(found[2]))
