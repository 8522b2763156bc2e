"""Filters of lists, with states as people write them."""

from __future__ import annotations

import re

from ..contract import Resource

_STATE = re.compile(
    r"""(?P<start>(?<![\w.])state\s*(?:!=|=|:)\s*)(?P<quote>"?)(?P<word>[A-Za-z_]+)(?P=quote)"""
    r"""|"(?:[^"\\]|\\.)*\"""",
    re.ASCII,
)
"""A comparison of the state, or any other text in quotes, in which nothing is changed."""


def with_full_states(resource: Resource, filter: str) -> str:
    """`filter` with the states that are declared: `state=completed` of a job as `state=JOB_STATE_COMPLETED`.

    A word that is not a state stays as it is: the server says what it does not know.
    """
    states = resource.states
    if states is None:
        return filter
    known = resource.by_name["state"].values

    def full(match: re.Match[str]) -> str:
        if match["start"] is None:
            return match[0]
        word = match["word"].upper()
        meant = next((state for state in (word, f"{states.prefix}{word}") if state in known), match["word"])
        return f"{match['start']}{match['quote']}{meant}{match['quote']}"

    return _STATE.sub(full, filter)
