"""One resource that is waited for, as last seen, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple

from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...contract.rfc3339 import seconds_or_none
from ...contract.spec import States

ChangeKind = Literal["seen", "state", "progress", "missing", "gone", "stalled"]
"""seen: looked at for the first time; missing: it never existed; gone: it existed and does no longer."""


class MemberStatus(Enum):
    """Where a member is on its way to the goal."""

    OPEN = "open"
    REACHED = "reached"
    OTHERWISE = "otherwise"
    """It ended, and the goal is out of reach."""
    MISSING = "missing"
    GONE = "gone"
    STALLED = "stalled"


@dataclass
class Member:
    """One resource that is waited for. Times are seconds on the caller's clock."""

    name: str
    states: States
    state: str = ""
    item: JsonObject = field(default_factory=dict)
    status: MemberStatus = MemberStatus.OPEN
    moved_at: float = 0.0
    """When it was last seen to get on."""
    best: dict[str, float] = field(default_factory=dict)
    """The highest each of its numbers has been in this state."""
    sampled: int = 0
    """How many times its metrics file was looked at since it last got on."""
    since: float = 0.0
    """When that file was first looked at: what it did before is unknown."""
    first_share: tuple[float, float] | None = None
    """(time, share done) of the first look in this state: the speed is measured from there."""
    last_share: tuple[float, float] | None = None
    """The same of the last look."""

    @property
    def id(self) -> str:
        """The last segment of its name."""
        return last_segment(self.name)

    @property
    def word(self) -> str:
        """Its state without the prefix."""
        return self.states.short(self.state) or "STATE_UNSPECIFIED"

    @property
    def unknown_state(self) -> bool:
        """Whether its state is not one of those that are declared."""
        known = (*self.states.goal, *self.states.failed, *self.states.busy, *self.states.gone)
        return bool(self.item) and self.state not in known

    @property
    def has_end_time(self) -> bool:
        """Whether it says when it ended; the zero times of protocol buffers (1970) and of Go (year 1) do not."""
        return (seconds_or_none(value_at(self.item, self.states.end_time)) or 0.0) > 0.0

    @property
    def share(self) -> float | None:
        """How much of its work is done, 0.0 to 1.0; None where it does not say."""
        percent = number_at(self.item, self.states.percent)
        if percent:
            return min(1.0, max(0.0, percent / 100.0))
        total, done, failed = self.parts
        return min(1.0, ((done or 0.0) + (failed or 0.0)) / total) if total else percent

    @property
    def parts(self) -> tuple[float | None, float | None, float | None]:
        """How many parts its work has, how many of them succeeded and how many failed; None where it does not say."""
        states, item = self.states, self.item
        return (
            number_at(item, states.total_parts),
            number_at(item, states.done_parts),
            number_at(item, states.failed_parts),
        )

    @property
    def nothing_succeeded(self) -> bool:
        """Whether its work had parts and not one of them succeeded, as far as it says so."""
        total, done, failed = self.parts
        if done:
            return False
        return bool(failed) if done is None else bool(total or failed)

    @property
    def seconds_left(self) -> float | None:
        """An estimate of the seconds until its work is done, at the speed seen so far; None where there is none."""
        first, last = self.first_share, self.last_share
        if first is None or last is None or last[0] <= first[0] or last[1] <= first[1]:
            return None
        speed = (last[1] - first[1]) / (last[0] - first[0])
        return (1.0 - last[1]) / speed


class MemberChange(NamedTuple):
    """One thing that happened to one member."""

    kind: ChangeKind
    member: Member
    before: str
    """The state it was in."""


def value_at(item: JsonObject, path: str) -> object:
    """The value at a dotted path, or None; the path "" leads nowhere."""
    found: object = item
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def number_at(item: JsonObject, path: str) -> float | None:
    """The number at a dotted path, also one that is spelled as a string; None where there is none."""
    return _number(value_at(item, path))


def numbers_in(item: JsonObject, paths: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The numbers at `paths`, or in the messages there, each by its path."""
    for path in paths:
        found = value_at(item, path)
        for key, value in found.items() if isinstance(found, dict) else [("", found)]:
            if (number := _number(value)) is not None:
                yield f"{path}.{key}", number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
