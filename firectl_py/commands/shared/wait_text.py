"""What happens during a wait in words, and as objects for programs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from ...api.waiting.member import Member, MemberChange, MemberStatus
from ...api.waiting.outcome import described
from ...contract import Resource
from ...contract.json_types import JsonObject


def line(resource: Resource, change: MemberChange, made: bool = False) -> str:
    """A change as a sentence; `made` says that its member was made just now."""
    member = change.member
    who = f"{resource.title} {member.id}"
    if change.kind == "gone" or member.status is MemberStatus.MISSING:
        return f"{who}: {'gone' if change.kind == 'gone' else 'not found'}"
    stalled = ", and no progress for too long" if change.kind == "stalled" else ""
    return f"{who}: {described(member, made)}{stalled or _left([member])}"


def summary(resource: Resource, members: Sequence[Member], made: bool = False) -> str:
    """All members in one line."""
    if len(members) == 1:
        shown = described(members[0], made)
        return f"{resource.title} {members[0].id}: {shown}{_left(members)}"
    words: dict[str, list[Member]] = {}
    for member in members:
        words.setdefault(_word(member), []).append(member)
    states = ", ".join(f"{len(some)} {word}{_shares(some)}" for word, some in sorted(words.items()))
    ended = sum(member.status is not MemberStatus.OPEN for member in members)
    return f"{ended} of {len(members)} done: {states}{_left(members)}"


def _word(member: Member) -> str:
    if member.status in (MemberStatus.GONE, MemberStatus.MISSING):
        return member.status.name
    return member.word if member.item else "not seen yet"


def _shares(members: Sequence[Member]) -> str:
    """How far members of one state are: `12 %`, or `5 to 40 %`; nothing where none has begun or all have ended."""
    shares = sorted(100 * (member.share or 0.0) for member in members if member.status is MemberStatus.OPEN)
    if not shares or not shares[-1]:
        return ""
    low, high = f"{shares[0]:.0f}", f"{shares[-1]:.0f}"
    return f" {high} %" if low == high else f" {low} to {high} %"


def _left(members: Sequence[Member]) -> str:
    """How long it will take until the last of those is done of whom an estimate is known."""
    known = [m.seconds_left for m in members if m.status is MemberStatus.OPEN and m.seconds_left]
    return f", about {spoken(max(known))} left" if known else ""


def spoken(seconds: float) -> str:
    """Seconds as people say them, without fractions where those change all the time: `40 s`, `12 min`, `2.5 h`."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def data(change: MemberChange) -> JsonObject:
    """A change as an object for a program: `event` is seen, state, progress, missing, gone or stalled."""
    member = change.member
    found: JsonObject = {"event": change.kind, "time": now_utc(), "name": member.name, "state": member.state}
    if change.kind == "state":
        found["before"] = change.before
    for part in dict.fromkeys([*(path.split(".")[0] for path in member.states.progress), "status"]):
        if member.item.get(part):
            found[part] = member.item[part]
    return found


def now_utc() -> str:
    """The time of day as the API spells it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
