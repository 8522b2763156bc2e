"""What a wait is for: states that are the goal, and states after which the goal cannot be reached any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...contract import Resource
from ...contract.spec import States
from ...errors import UsageError
from ...suggestions import did_you_mean

GONE = "GONE"
"""The goal, beside the declared states, of who waits until a resource no longer exists."""


class Goal(NamedTuple):
    """What is waited for."""

    reached: frozenset[str]
    ended: frozenset[str]
    """States after which it cannot be reached any more."""
    gone: bool
    """Whether a resource that no longer exists has reached it."""


def states_of(resource: Resource) -> States:
    """The declared states. Raises UsageError for a kind without any."""
    if resource.states is None:
        raise UsageError(f"a {resource.title} has no state to wait for")
    return resource.states


def goal_of(resource: Resource, wanted: Sequence[str] = ()) -> Goal:
    """The goal made of the states `wanted`, in any case and with or without their prefix; the declared one without.

    Raises UsageError for a word that is not a state.
    """
    states = states_of(resource)
    if not wanted:
        lasting = states.failed if states.recurs else states.goal + states.failed
        return Goal(frozenset(states.goal), frozenset(lasting) - set(states.goal), False)
    reached = {_state(resource, word) for word in wanted}
    deleted = _deleted(states)
    if reached & {GONE, *deleted}:
        return Goal(frozenset(reached | deleted), frozenset(), True)
    lasting = states.failed if states.recurs else states.goal + states.failed
    return Goal(frozenset(reached), frozenset(lasting) - reached, False)


def goal_words(resource: Resource) -> tuple[str, ...]:
    """Every word that may be waited for, without prefixes."""
    states = states_of(resource)
    return (*dict.fromkeys([*map(states.short, resource.by_name["state"].values), "DELETED", GONE]),)


def _state(resource: Resource, word: str) -> str:
    states = states_of(resource)
    known = {states.short(state): state for state in resource.by_name["state"].values}
    known = {"DELETED": GONE, **known, GONE: GONE}
    typed = states.short(word.strip().upper().replace("-", "_"))
    if typed not in known:
        raise UsageError(
            f"{word!r} is not a state of a {resource.title}",
            hint=did_you_mean(typed, known, f"Known: {', '.join(known)}."),
        )
    return known[typed]


def _deleted(states: States) -> set[str]:
    """States in which a resource can still be read and is deleted for good: DELETED and not DELETING."""
    return set(states.gone) & set(states.failed)
