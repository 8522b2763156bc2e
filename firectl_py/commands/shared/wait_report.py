"""How a wait is told: one redrawn line on a terminal, a line for each change on a pipe, events for programs."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from ...api.waiting.watchlist import MemberChange, MemberStatus, Watchlist, described
from ...cli.app import App
from ...contract import Resource

_FEW = 10
"""Members of a wait whose every step is told on a pipe; of more, only states are."""


class WaitReporter:
    """Tells what happens during one wait, on stderr."""

    def __init__(self, app: App, resource: Resource, watchlist: Watchlist) -> None:
        from ...output.live import Live, can_draw

        self._console, self._resource, self._watchlist = app.console, resource, watchlist
        draws = can_draw(app.console.err, app.environ) and not app.console.quiet and not app.console.json_notes
        self._live = Live(app.console.err, app.console.covered) if draws else None
        self._trouble = ""
        self._told: dict[str, str] = {}

    def change(self, change: MemberChange) -> None:
        """One change of one member."""
        text = line(self._resource, change)
        wanted = change.kind != "progress" or len(self._watchlist.members) <= _FEW
        if self._live is None and wanted and self._told.get(change.member.name) != text:
            self._told[change.member.name] = text
            self._console.progress(text)
        self.redraw()

    def trouble(self, message: str) -> None:
        """What keeps the wait from looking, said once; empty when it is over."""
        if self._live is None and bool(message) != bool(self._trouble):
            self._console.progress(f"{message}; still waiting" if message else "looking again works; still waiting")
        self._trouble = message
        self.redraw()

    def redraw(self) -> None:
        """The line as it is now."""
        if self._live is not None:
            self._live.draw([summary(self._resource, self._watchlist) + (f" - {self._trouble}" * bool(self._trouble))])

    def done(self) -> None:
        """Leave nothing half drawn: what comes next is the answer."""
        if self._live is not None:
            self._live.clear()

    def resized(self) -> None:
        """Draw again where the terminal was made another size."""
        if self._live is not None and self._live.resized:
            self.redraw()


def line(resource: Resource, change: MemberChange) -> str:
    """A change as a sentence."""
    member = change.member
    if change.kind == "gone":
        return f"{resource.title} {member.id}: gone"
    if change.kind == "stalled":
        return f"{resource.title} {member.id}: {described(member)}, and no progress for too long"
    return f"{resource.title} {member.id}: {described(member)}"


def summary(resource: Resource, watchlist: Watchlist) -> str:
    """All members in one line."""
    members = list(watchlist.members.values())
    if len(members) == 1:
        return f"{resource.title} {members[0].id}: {described(members[0]) if members[0].item else 'looking'}"
    counts: dict[str, int] = {}
    for member in members:
        word = "GONE" if member.standing is MemberStatus.GONE else member.word if member.item else "not seen yet"
        counts[word] = counts.get(word, 0) + 1
    ended = sum(member.standing is not MemberStatus.OPEN for member in members)
    states = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    return f"{ended} of {len(members)} done: {states}"


def data(change: MemberChange) -> dict[str, Any]:
    """A change as an object for a program: `event` is seen, state, progress, gone or stalled."""
    member = change.member
    found: dict[str, Any] = {"event": change.kind, "time": now_utc(), "name": member.name, "state": member.state}
    if change.kind == "state":
        found["before"] = change.before
    for part in ("jobProgress", "replicaStats", "status"):
        if member.item.get(part):
            found[part] = member.item[part]
    return found


def now_utc() -> str:
    """The time of day as the API spells it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
