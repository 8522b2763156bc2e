"""Waiting until things reach a state: the loop that looks, tells and sleeps.

What a look means is decided in `_wait_states`, what it costs in `_wait_look`, when the next one comes in `_wait_pace`,
what is said in `_wait_say`. The end of a wait is always a resource's own state, never how often we looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...cli.app import App
from ...commands.shared.wait_options import WaitOptions
from ...commands.shared.wait_report import WaitReporter, data
from ...contract import Resource
from ...contract.durations import format_duration
from ...errors import FirectlError, ReplyError, UnauthenticatedError, WaitTimeoutError
from .backoff import Backoff, Clock
from .hook import OnChange
from .poll import Poller
from .watchlist import Goal, MemberChange, Watchlist, described, goal_of

_ODD_REPLIES = 3
"""Replies of the wrong shape in a row that a wait puts up with."""


def wait_for(
    app: App, resource: Resource, names: Sequence[str], timeout: float | None, interval: float | None = None
) -> list[dict[str, Any]]:
    """Look until every one of `names` has reached the declared goal; the resources as last seen. Raises as `wait`."""
    watchlist = Watchlist(goal_of(resource), names)
    return wait(app, resource, watchlist, WaitOptions(timeout, None, interval))


def wait_with(
    app: App, resource: Resource, name: str, patience: WaitOptions, goal: Goal | None = None
) -> dict[str, Any]:
    """The same for one resource and the options of a command that started something; it as last seen."""
    watchlist = Watchlist(goal or goal_of(resource), [name], stall=patience.stall)
    return wait(app, resource, watchlist, patience)[0]


def wait(
    app: App, resource: Resource, watchlist: Watchlist, patience: WaitOptions, on_change: OnChange | None = None
) -> list[dict[str, Any]]:
    """Wait, telling on stderr what happens; the resources as last seen.

    Raises EndedOtherwiseError, NotFoundError or StalledError where the goal is out of reach, WaitTimeoutError when
    time is up.
    """
    say = WaitReporter(app, resource, watchlist)
    try:
        for change in changes(app, resource, watchlist, patience, say):
            say.change(change)
            if on_change is not None and change.kind not in ("seen", "progress"):
                on_change(data(change))
    finally:
        say.done()
    watchlist.judge(resource)
    return [member.item for member in watchlist.members.values()]


def changes(
    app: App,
    resource: Resource,
    watchlist: Watchlist,
    patience: WaitOptions,
    say: WaitReporter,
    clock: Clock | None = None,
) -> Iterator[MemberChange]:
    """What happens until the wait is over. Raises WaitTimeoutError when time is up.

    Losing the network or the server for a while does not end a wait; a key that is refused is read again once.
    """
    clock, look, pace = clock or Clock(), Poller(app, resource, gone=watchlist.goal.gone), Backoff(patience.interval)
    end = None if patience.timeout is None else clock.now() + patience.timeout
    trouble = TransientErrors(app, say.trouble)
    while True:
        found: list[MemberChange] = []
        asked: float | None = None
        try:
            for change in _look(look, watchlist, clock, end):
                found.append(change)
                yield change
            trouble.over()
        except FirectlError as error:
            asked = trouble.met(error)
        if watchlist.over:
            return
        pause = pace.next(bool(found), asked)
        if end is not None and clock.now() + pause >= end:
            left = end - clock.now()
            clock.sleep(max(0.0, left), say.resized)
            if left <= 0 or (asked or 0.0) > left:
                break
        else:
            clock.sleep(pause, say.resized)
    watchlist.judge_failed(resource)
    raise _too_late(resource, watchlist, patience.timeout or 0.0)


def _look(look: Poller, watchlist: Watchlist, clock: Clock, end: float | None) -> Iterator[MemberChange]:
    """One look at all that is pending."""
    there, absent = look(watchlist.pending, 1e9 if end is None else end - clock.now())
    at = clock.now()
    for name, item in there.items():
        yield from watchlist.see(name, item, at)
    for name in absent:
        yield from watchlist.miss(name, at)
    for member in watchlist.to_sample(at):
        size = look.metrics_size(str(member.item["metricsFileSignedUrl"]))
        watchlist.metrics(member, size, at)
    yield from watchlist.stalls(at)


class TransientErrors:
    """What may keep a wait from looking, and what ends it all the same. `tell` gets the reason, "" when it is over."""

    def __init__(self, app: App, tell: Callable[[str], None]) -> None:
        self._app, self._tell = app, tell
        self._renewed, self._odd = False, 0

    def over(self) -> None:
        """A look succeeded."""
        self._renewed, self._odd = False, 0
        self._tell("")

    def met(self, error: FirectlError) -> float | None:
        """Seconds the server asks to be left alone. Raises `error` where waiting does not help."""
        from ...http.send import is_transient

        if isinstance(error, UnauthenticatedError) and not self._renewed:
            self._renewed = True
            self._app.renew()
            return None
        self._odd += isinstance(error, ReplyError)
        if not is_transient(error) and not (isinstance(error, ReplyError) and self._odd < _ODD_REPLIES):
            raise error
        self._tell(error.message)
        asked: float | None = getattr(error, "retry_after", None)
        return asked


def _too_late(resource: Resource, watchlist: Watchlist, timeout: float) -> WaitTimeoutError:
    waiting = [watchlist.members[name] for name in watchlist.pending]
    shown = [f"{m.id} is {described(m) if m.item else 'not seen'}" for m in waiting[:10]]
    more = f" and {len(waiting) - 10} more" if len(waiting) > 10 else ""
    again = f"firectl {resource.noun} wait {' '.join(m.id for m in waiting[:10])}" if not more else "wait again"
    return WaitTimeoutError(
        f"{', '.join(shown)}{more} after {format_duration(timeout)}", hint=f"It goes on without us: {again}"
    )
