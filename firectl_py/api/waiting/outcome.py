"""How a wait ended, as an error to raise; and the sentences that say where its members are."""

from __future__ import annotations

from collections.abc import Iterable

from ...contract.durations import format_duration
from ...errors import EndedOtherwiseError, FirectlError, NotFoundError, StalledError, WaitTimeoutError
from .goal import GONE, goal_of
from .member import Member, MemberStatus, number_at, value_at
from .watchlist import MADE_GRACE, Watchlist

_NAMED = 10
"""Members that a sentence names; of more it says how many there are."""


def failure_of(watchlist: Watchlist) -> FirectlError | None:
    """Why the goal was not reached; None where it was.

    An EndedOtherwiseError, NotFoundError or StalledError, the first that fits.
    """
    members = watchlist.members.values()
    if watchlist.any and any(member.status is MemberStatus.REACHED for member in members):
        return None
    if error := final_failure_of(watchlist):
        return error
    stalled = [member for member in members if member.status is MemberStatus.STALLED]
    if not stalled:
        return None
    for_ = format_duration(watchlist.stall or 0.0)
    text = _listed(f"{member.id} is {described(member)} and made no progress for {for_}" for member in stalled)
    return StalledError(text, hint=f"firectl {watchlist.resource.noun} get {stalled[0].id}")


def final_failure_of(watchlist: Watchlist) -> FirectlError | None:
    """Why the goal of all is out of reach for good: an EndedOtherwiseError or NotFoundError, or None."""
    members = [] if watchlist.any and watchlist.pending else list(watchlist.members.values())
    ended = [member for member in members if member.status is MemberStatus.OTHERWISE]
    lost = [member for member in members if member.status in (MemberStatus.GONE, MemberStatus.MISSING)]
    if ended:
        text = _listed(f"{member.id} {_ending(member)}" for member in ended)
        return EndedOtherwiseError(text, hint=f"firectl {watchlist.resource.noun} get {ended[0].id}")
    if lost:
        return NotFoundError(_listed(_loss(member, watchlist.made) for member in lost), status=404)
    return None


def timeout_of(watchlist: Watchlist, timeout: float, continues: str) -> WaitTimeoutError:
    """The error of a wait whose `timeout` seconds have passed; `continues` says what goes on without it."""
    waiting = [watchlist.members[name] for name in watchlist.pending]
    text = ", ".join(f"{member.id} {_standing(member, watchlist.made)}" for member in waiting[:_NAMED])
    more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
    return WaitTimeoutError(f"{text}{more} after {format_duration(timeout)}", hint=f"{continues}.")


def continuation(watchlist: Watchlist, cost: str = "", program: str = "firectl") -> str:
    """What goes on although nobody waits any more, and the command that waits again; "" where nothing does.

    `cost` is put behind it, such as "at USD 5.80 an hour". `program` is what that command begins with.
    """
    waiting = [watchlist.members[name] for name in watchlist.pending]
    if not waiting:
        return ""
    title, ids = watchlist.resource.title, " ".join(member.id for member in waiting)
    if len(waiting) == 1:
        what = f"{title} {ids} {_going(waiting[0], watchlist.made)}"
    else:
        plural = f"{title[:-1]}ies" if title.endswith("y") else f"{title}s"
        how = {_going(member, watchlist.made) for member in waiting}
        what = f"{len(waiting)} {plural} {_MANY.get(how.pop(), _UNDER_WAY) if len(how) == 1 else _UNDER_WAY}"
    return f"{what}{cost and ' '}{cost}: {program} {watchlist.resource.noun} wait {ids}{_goal_flags(watchlist)}"


_RUNNING, _DELETING, _UNDER_WAY = "keeps running", "is still being deleted", "are under way"
_MANY = {_RUNNING: "keep running", _DELETING: "are still being deleted"}


def _going(member: Member, made: bool) -> str:
    """What a member does while nobody waits for it."""
    states = member.states
    if not member.item:
        return _standing(member, made)
    if member.state in states.gone:
        return _DELETING
    busy = member.state in states.busy
    if states.progress and (busy or states.recurs or member.unknown_state):
        return _RUNNING
    return f"is still {member.word}" if busy else f"is {member.word}"


def _goal_flags(watchlist: Watchlist) -> str:
    """The flags of `firectl wait` that name the goal; "" for the declared one."""
    if watchlist.goal == goal_of(watchlist.resource):
        return ""
    if watchlist.goal.gone:
        return f" --for {GONE}"
    return "".join(f" --for {word}" for word in sorted(map(watchlist.states.short, watchlist.goal.reached)))


def described(member: Member, made: bool = False) -> str:
    """A member's state and how far it is, in a few words; `made` says that it was made just now."""
    if not member.item:
        return "made, and cannot be found yet" if made else "not seen yet"
    if member.unknown_state:
        return f"{member.word}, a state that this firectl does not know"
    percent = number_at(member.item, member.states.percent)
    busy = member.state in member.states.busy
    text = f"{member.word} {percent:g} %" if percent and busy else member.word
    for step in member.states.steps:
        done, total = number_at(member.item, step.done), number_at(member.item, step.total)
        if member.state in step.states and done is not None and total:
            text += f", {step.text.format(f'{done + step.offset:g}', f'{total:g}')}"
    return text


def warning_of(member: Member) -> str:
    """What the state of a member does not say: that it is not a known one, or that its work or a part of it failed.

    "" where there is nothing to say.
    """
    total, _, failed = member.parts
    if member.unknown_state:
        return f"{member.id} is {described(member)}"
    if member.state not in member.states.goal:
        return ""
    if member.nothing_succeeded:
        return f"{member.id} {_ending(member)}"
    if not failed:
        return ""
    return f"{member.id} is {member.word}, but {failed:g} of its {f'{total:g} ' if total else ''}rows failed"


def _ending(member: Member) -> str:
    if member.state in member.states.goal and member.nothing_succeeded:
        total = member.parts[0] or member.parts[2] or 0.0
        return f"is {member.word}, but none of its {total:g} rows succeeded{_why(member)}"
    unknown = ", a state that this firectl does not know" if member.unknown_state else ""
    return f"ended {member.word}{unknown}{_why(member)}"


def _loss(member: Member, made: bool) -> str:
    if member.status is MemberStatus.GONE:
        return f"{member.id} is gone, and was {member.word} before"
    if made:
        return f"{member.name} was made, and cannot be found {format_duration(MADE_GRACE)} later"
    return f"{member.name} not found"


def _standing(member: Member, made: bool) -> str:
    if member.item:
        return f"is {described(member)}"
    return "was made, and cannot be found yet" if made else "is not seen yet"


def _why(member: Member) -> str:
    message = value_at(member.item, "status.message")
    return f": {message}" if message else ""


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = f"; and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + more
