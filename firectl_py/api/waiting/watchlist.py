"""What a wait makes of what it sees: pure, without clock, network or terminal.

A `Watchlist` is told each look at its members (`see`, `miss`, `metrics`) with the time of the look, and answers with
the changes; `over` and `judge` say when the wait ends and how. No library serves: this is the table of design's exit
codes 0, 4, 10 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple

from ...contract import Resource
from ...contract.durations import format_duration
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import EndedOtherwiseError, NotFoundError, StalledError, UsageError
from ...suggestions import did_you_mean

GONE = "GONE"
"""What `--for` takes, beside states, for a resource that is to be no more."""
_PREFIX = "JOB_STATE_"
_COUNTERS = ("jobProgress", "replicaStats")
"""Messages whose numbers show that work goes on."""
_SAMPLES, _SAMPLED_AT_ONCE = 4, 20
"""How often in each stall timeout the metrics file of an idle job is looked at, and of how many in one look."""

ChangeKind = Literal["seen", "state", "progress", "gone", "stalled"]


class Goal(NamedTuple):
    """What is waited for."""

    reached: frozenset[str]
    ended: frozenset[str]
    """States after which it cannot be reached any more."""
    gone: bool
    """Whether being gone is as good."""


class MemberChange(NamedTuple):
    """One thing that happened to one member."""

    kind: ChangeKind
    member: Member
    before: str
    """The state it was in."""


class MemberStatus(Enum):
    """Where a member is on its way."""

    OPEN = "open"
    REACHED = "reached"
    OTHERWISE = "otherwise"
    GONE = "gone"
    STALLED = "stalled"


@dataclass
class Member:
    """One resource that is waited for, as last seen. Times are seconds on the caller's clock."""

    name: str
    state: str = ""
    item: JsonObject = field(default_factory=dict)
    standing: MemberStatus = MemberStatus.OPEN
    moved_at: float = 0.0
    """When it was last seen to get on."""
    best: dict[str, float] = field(default_factory=dict)
    """The highest each of its numbers has been in this state."""
    sampled: int = 0
    """How many times its metrics file was looked at since it last got on."""
    since: float = 0.0
    """When that file was first looked at: what it did before nobody knows."""

    @property
    def id(self) -> str:
        """The last segment of its name."""
        return last_segment(self.name)

    @property
    def word(self) -> str:
        """Its state as people say it."""
        return short(self.state)


def short(state: str) -> str:
    """A state without the prefix that all states of jobs have."""
    return state.removeprefix(_PREFIX) or "STATE_UNSPECIFIED"


def goal_of(resource: Resource, wanted: Sequence[str] = ()) -> Goal:
    """The goal that `--for` names, the declared one without. Raises UsageError for what is no state."""
    states = resource.states
    assert states is not None
    declared = resource.by_name["state"].values
    reached = {_state(resource, declared, word) for word in wanted} or set(states.goal)
    gone = GONE in reached or any(short(state) == "DELETED" for state in reached)
    if gone:
        reached |= {state for state in declared if short(state) == "DELETED"}
        return Goal(frozenset(reached), frozenset(), True)
    lasting = states.failed if states.recurs else states.goal + states.failed
    return Goal(frozenset(reached), frozenset(lasting) - reached, False)


def _state(resource: Resource, declared: Sequence[str], word: str) -> str:
    known = {short(state): state for state in declared} | {"DELETED": _deleted(declared), GONE: GONE}
    typed = short(word.strip().upper().replace("-", "_"))
    if typed in known:
        return known[typed]
    raise UsageError(
        f"{word!r} is no state of a {resource.title}",
        hint=did_you_mean(typed, known, f"Known: {', '.join(known)}."),
    )


def _deleted(declared: Sequence[str]) -> str:
    return next((state for state in declared if short(state) == "DELETED"), GONE)


class Watchlist:
    """The members of one wait. `stall` is seconds without progress after which a member counts as stuck."""

    def __init__(self, goal: Goal, names: Iterable[str], *, any_: bool = False, stall: float | None = None) -> None:
        self.goal, self.any, self.stall = goal, any_, stall
        self.members = {name: Member(name) for name in names}

    @property
    def pending(self) -> list[str]:
        """The names that still have to be looked at."""
        return [m.name for m in self.members.values() if m.standing in (MemberStatus.OPEN, MemberStatus.STALLED)]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be waited for."""
        standings = [member.standing for member in self.members.values()]
        if self.any:
            return MemberStatus.REACHED in standings or MemberStatus.OPEN not in standings
        return MemberStatus.OPEN not in standings or MemberStatus.STALLED in standings

    def see(self, name: str, item: JsonObject, at: float) -> list[MemberChange]:
        """A look at a member: what changed. Only a state, or a number above its best, counts as getting on."""
        member = self.members[name]
        before, first = member.state, not member.item
        member.state, member.item = str(item.get("state") or ""), item
        new_state = first or member.state != before
        if new_state:
            member.best = {}
        grown = self._grown(member, _numbers(item))
        if new_state or grown:
            self._moved(member, at)
        if member.state in self.goal.reached:
            member.standing = MemberStatus.REACHED
        elif member.state in self.goal.ended:
            member.standing = MemberStatus.OTHERWISE
        if first:
            return [MemberChange("seen", member, before)]
        return [MemberChange("state" if new_state else "progress", member, before)] if new_state or grown else []

    def miss(self, name: str, at: float) -> list[MemberChange]:
        """A member that is certainly not there. Raises NotFoundError where it never was, and is to be."""
        member = self.members[name]
        if not self.goal.gone and not member.item:
            raise NotFoundError(f"{name} not found", status=404)
        member.standing = MemberStatus.REACHED if self.goal.gone else MemberStatus.GONE
        member.moved_at = at
        return [MemberChange("gone", member, member.state)]

    def to_sample(self, at: float) -> list[Member]:
        """Idle members whose metrics file is to be looked at now, those first that are idle longest."""
        if not self.stall:
            return []
        step = self.stall / _SAMPLES
        due = [
            member
            for member in self.members.values()
            if member.standing is MemberStatus.OPEN
            and member.item.get("metricsFileSignedUrl")
            and at - member.moved_at >= step * (member.sampled + 1)
        ]
        return sorted(due, key=lambda member: member.moved_at)[:_SAMPLED_AT_ONCE]

    def metrics(self, member: Member, size: float | None, at: float) -> None:
        """The bytes of a member's metrics file: more of them than before is getting on. None where nobody can tell."""
        member.sampled += 1
        if size is None:
            return
        known = "metrics" in member.best
        grown = self._grown(member, {"metrics": size})
        if grown and known:
            self._moved(member, at)
        elif not known:
            member.since = at

    def stalls(self, at: float) -> list[MemberChange]:
        """Members that have not got on for too long; to be asked after a look that succeeded only."""
        found: list[MemberChange] = []
        for member in self.members.values():
            idle = at - max(member.moved_at, member.since)
            if self.stall and member.standing is MemberStatus.OPEN and idle >= self.stall:
                member.standing = MemberStatus.STALLED
                found.append(MemberChange("stalled", member, member.state))
        return found

    def judge(self, resource: Resource) -> None:
        """Nothing where the goal was reached.

        Raises EndedOtherwiseError, NotFoundError or StalledError, the first that fits.
        """
        members = self.members.values()
        if self.any and any(m.standing is MemberStatus.REACHED for m in members):
            return
        self.judge_failed(resource)
        if stuck := [m for m in members if m.standing is MemberStatus.STALLED]:
            shown = _listed(
                f"{m.id} is {described(m)} and made no progress for {format_duration(self.stall or 0.0)}" for m in stuck
            )
            raise StalledError(shown, hint=f"firectl {resource.noun} get {stuck[0].id}")

    def judge_failed(self, resource: Resource) -> None:
        """Raises EndedOtherwiseError or NotFoundError where the goal of all is out of reach for good."""
        members = [] if self.any and self.pending else self.members.values()
        hint = f"firectl {resource.noun} get "
        if bad := [m for m in members if m.standing is MemberStatus.OTHERWISE]:
            raise EndedOtherwiseError(_listed(f"{m.id} ended {m.word}{_why(m)}" for m in bad), hint=hint + bad[0].id)
        if lost := [m for m in members if m.standing is MemberStatus.GONE]:
            was = _listed(f"{m.id} is gone, and was {m.word} before" for m in lost)
            raise NotFoundError(was, status=404)

    def _moved(self, member: Member, at: float) -> None:
        member.moved_at, member.sampled = at, 0
        if member.standing is MemberStatus.STALLED:
            member.standing = MemberStatus.OPEN

    def _grown(self, member: Member, numbers: dict[str, float]) -> bool:
        higher = {key: value for key, value in numbers.items() if value > member.best.get(key, 0.0)}
        member.best |= {key: max(value, member.best.get(key, value)) for key, value in numbers.items()}
        return bool(higher)


def described(member: Member) -> str:
    """A member's state and how far it is, in a few words."""
    progress, stats = member.item.get("jobProgress"), member.item.get("replicaStats")
    if isinstance(progress, dict) and "percent" in progress and member.word == "RUNNING":
        at, epochs = progress.get("epoch"), member.item.get("epochs")
        epoch = f", epoch {at + 1} of {epochs}" if isinstance(at, int) and isinstance(epochs, int) else ""
        return f"{member.word} {progress['percent']} %{epoch}"
    if isinstance(stats, dict) and "readyReplicaCount" in stats and member.word in ("CREATING", "UPDATING"):
        ready, wanted = stats["readyReplicaCount"], member.item.get("desiredReplicaCount", 0)
        return f"{member.word} ({ready} of {wanted} replicas ready)"
    return member.word


def _numbers(item: JsonObject) -> dict[str, float]:
    """Every number that tells how far a resource is."""
    found: dict[str, float] = {}
    for part in _COUNTERS:
        message = item.get(part)
        for key, value in message.items() if isinstance(message, dict) else ():
            try:
                found[f"{part}.{key}"] = float(value)
            except (TypeError, ValueError):
                continue
    return found


def _why(member: Member) -> str:
    status = member.item.get("status")
    message = status.get("message") if isinstance(status, dict) else None
    return f": {message}" if message else ""


def _listed(parts: Iterable[str], most: int = 10) -> str:
    """Some of many, and how many more there are."""
    every = list(parts)
    more = f"; and {len(every) - most} more" if len(every) > most else ""
    return "; ".join(every[:most]) + more
