"""What a wait makes of what it sees: pure, without clock, network or terminal.

A `Watchlist` is told each look at its members (`see`, `miss`, `metrics`) with the time of the look, and answers with
the changes; `over` says when the wait ends, and `outcome` how.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...contract import Resource
from ...contract.json_types import JsonObject
from .goal import Goal, goal_of, states_of
from .member import Member, MemberChange, MemberStatus, numbers_in

MADE_GRACE = 120.0
"""Seconds in which what was just made may be missing. Our choice: a read after a write was seen to come seconds late,
and no page of the API states a bound."""
_SAMPLES, _SAMPLED_AT_ONCE = 4, 20
"""How often in each stall timeout the metrics file of an idle job is looked at, and of how many in one look."""


class Watchlist:
    """The members of one wait.

    `stall` is seconds without progress after which a member counts as stalled. `made` says that the caller has just
    made them, so that one which is not found yet is looked for again.
    """

    def __init__(
        self,
        resource: Resource,
        names: Iterable[str],
        *,
        goal: Goal | None = None,
        any_: bool = False,
        stall: float | None = None,
        made: bool = False,
    ) -> None:
        self.resource, self.states, self.goal = resource, states_of(resource), goal or goal_of(resource)
        self.any, self.stall, self.made = any_, stall, made
        self.members = {name: Member(name, self.states) for name in names}
        self._missed: dict[str, float] = {}
        """When each name was first not found."""

    @property
    def pending(self) -> list[str]:
        """The names that still have to be looked at."""
        return [m.name for m in self.members.values() if m.status in (MemberStatus.OPEN, MemberStatus.STALLED)]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be waited for."""
        standings = [member.status for member in self.members.values()]
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
            member.best, member.first_share = {}, None
        grown = _grown(member, dict(numbers_in(item, self.states.progress)))
        if new_state or grown:
            _moved(member, at)
        if (share := member.share) is not None:
            member.last_share = (at, share)
            member.first_share = member.first_share or member.last_share
        member.status = self._status(member) or member.status
        if first:
            return [MemberChange("seen", member, before)]
        return [MemberChange("state" if new_state else "progress", member, before)] if new_state or grown else []

    def _status(self, member: Member) -> MemberStatus | None:
        """Where its state puts a member; None where that leaves it under way."""
        if member.state in self.goal.reached:
            empty = member.state in self.states.goal and member.nothing_succeeded
            return MemberStatus.OTHERWISE if empty else MemberStatus.REACHED
        ended = member.state in self.goal.ended or (member.unknown_state and member.has_end_time)
        return MemberStatus.OTHERWISE if ended else None

    def miss(self, name: str, at: float) -> list[MemberChange]:
        """A member that certainly does not exist: one that never did is missing, another is gone.

        One that was made just now is looked for again for MADE_GRACE seconds.
        """
        member, first = self.members[name], name not in self._missed
        since = self._missed.setdefault(name, at)
        if self.goal.gone:
            member.status = MemberStatus.REACHED
        elif member.item:
            member.status = MemberStatus.GONE
        elif self.made and at - since < MADE_GRACE:
            return [MemberChange("missing", member, "")] if first else []
        else:
            member.status = MemberStatus.MISSING
        member.moved_at = at
        return [MemberChange("missing" if member.status is MemberStatus.MISSING else "gone", member, member.state)]

    def to_sample(self, at: float) -> list[Member]:
        """Idle members whose metrics file is to be looked at now, those first that are idle longest."""
        if not self.stall:
            return []
        step = self.stall / _SAMPLES
        due = [
            member
            for member in self.members.values()
            if member.status is MemberStatus.OPEN
            and member.item.get("metricsFileSignedUrl")
            and at - member.moved_at >= step * (member.sampled + 1)
        ]
        return sorted(due, key=lambda member: member.moved_at)[:_SAMPLED_AT_ONCE]

    def metrics(self, member: Member, size: float | None, at: float) -> None:
        """The bytes of a member's metrics file: more of them than before is getting on. None: the size is unknown."""
        member.sampled += 1
        if size is None:
            return
        known = "metrics" in member.best
        grown = _grown(member, {"metrics": size})
        if grown and known:
            _moved(member, at)
        elif not known:
            member.since = at

    def stalls(self, at: float) -> list[MemberChange]:
        """Members that have not got on for too long; to be asked after a look that succeeded only."""
        found: list[MemberChange] = []
        for member in self.members.values():
            idle = at - max(member.moved_at, member.since)
            if self.stall and member.item and member.status is MemberStatus.OPEN and idle >= self.stall:
                member.status = MemberStatus.STALLED
                found.append(MemberChange("stalled", member, member.state))
        return found


def _moved(member: Member, at: float) -> None:
    member.moved_at, member.sampled = at, 0
    if member.status is MemberStatus.STALLED:
        member.status = MemberStatus.OPEN


def _grown(member: Member, numbers: dict[str, float]) -> bool:
    higher = {key: value for key, value in numbers.items() if value > member.best.get(key, 0.0)}
    member.best |= {key: max(value, member.best.get(key, value)) for key, value in numbers.items()}
    return bool(higher)
