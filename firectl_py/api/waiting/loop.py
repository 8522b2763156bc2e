"""The loop of a wait: it looks, tells what changed, and sleeps.

A wait ends by a resource's own state, or by its limits, and never by how often it looked. No library serves: tenacity
and backoff repeat one call and know neither several resources nor their states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import FirectlError
from .backoff import Backoff, Clock
from .goal import goal_of
from .member import MemberChange
from .options import WaitOptions
from .outcome import continuation, failure_of, final_failure_of, timeout_of
from .poll import Poller
from .transient import TransientErrors
from .watchlist import Watchlist

if TYPE_CHECKING:
    from ..resources import ResourceClient


class Wait:
    """One wait for resources of one kind, by id or name.

    `goal` names states, without it the declared goal counts; `any_` ends it when one has reached it. `made` says that
    they were made just now, so that one which is not found yet is looked for again. `on_trouble` gets the reason why
    looking fails, and "" when it works again. `cost` says what resources cost that go on without the wait, such as
    "at USD 5.80 an hour". `program` is how a command that waits again begins. Raises UsageError for a goal that is not
    a state.
    """

    def __init__(
        self,
        client: ResourceClient,
        resource: Resource,
        names: Sequence[str],
        *,
        goal: Sequence[str] = (),
        any_: bool = False,
        made: bool = False,
        options: WaitOptions | None = None,
        clock: Clock | None = None,
        on_trouble: Callable[[str], None] | None = None,
        cost: Callable[[Sequence[JsonObject]], str] | None = None,
        program: str = "firectl",
    ) -> None:
        self.client, self.resource, self.options = client, resource, options or WaitOptions()
        self.clock = clock or Clock()
        full = list(dict.fromkeys(client.name(resource, name) for name in names))
        self.watchlist = Watchlist(
            resource, full, goal=goal_of(resource, goal), any_=any_, stall=self.options.stall_timeout, made=made
        )
        self._cost, self._program = cost, program
        self._on_trouble = on_trouble or _silent
        self.began = self.clock.now()
        self._end = None if self.options.timeout is None else self.began + self.options.timeout
        self._poller = Poller(client, resource, gone=self.watchlist.goal.gone)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until its timeout; None without one."""
        return None if self._end is None else self._end - self.clock.now()

    def continues(self) -> str:
        """A sentence for who stops waiting: what goes on, what it costs, and the command that waits again."""
        pending = [self.watchlist.members[name].item for name in self.watchlist.pending]
        cost = self._cost(pending) if self._cost is not None else ""
        return continuation(self.watchlist, cost, self._program)

    def run(self, on_change: Callable[[MemberChange], None] | None = None) -> list[JsonObject]:
        """Wait to the end; the resources as last seen.

        Raises EndedOtherwiseError, NotFoundError or StalledError where the goal is out of reach, WaitTimeoutError when
        time is up, and what the client raises where looking again does not help.
        """
        for change in self.changes():
            if on_change is not None:
                on_change(change)
        return [member.item for member in self.watchlist.members.values()]

    def changes(self) -> Iterator[MemberChange]:
        """What happens until the wait is over. Raises as `run` does.

        Losing the network or the server for a while does not end a wait; a key that is refused is read again once.
        """
        pauses = Backoff(self.options.interval)
        errors = TransientErrors(self.client.renew, self._on_trouble)
        while self.watchlist.members:
            changed, asked = False, None
            try:
                for change in self._look():
                    changed = True
                    yield change
                errors.over()
            except FirectlError as error:
                asked = errors.note(error)
            if self.watchlist.over:
                break
            self._sleep(pauses.next(changed, asked), asked or 0.0)
        failure = failure_of(self.watchlist)
        if failure is not None:
            raise failure

    def _look(self) -> Iterator[MemberChange]:
        """One look at all that is pending."""
        there, absent = self._poller.poll(self.watchlist.pending, self.seconds_left)
        at = self.clock.now()
        for name, item in there.items():
            yield from self.watchlist.see(name, item, at)
        for name in absent:
            yield from self.watchlist.miss(name, at)
        for member in self.watchlist.to_sample(at):
            size = self._poller.metrics_size(str(member.item["metricsFileSignedUrl"]))
            self.watchlist.metrics(member, size, at)
        yield from self.watchlist.stalls(at)

    def _sleep(self, pause: float, asked: float) -> None:
        """Sleep `pause` seconds, or what is left: then one last look may follow, unless the server forbids it.

        Raises WaitTimeoutError when time is up, or what already keeps the goal out of reach.
        """
        left = self.seconds_left
        if left is None or pause < left:
            self.clock.sleep(pause)
            return
        self.clock.sleep(max(0.0, left))
        if left <= 0 or asked > left:
            raise final_failure_of(self.watchlist) or timeout_of(
                self.watchlist, self.options.timeout or 0.0, self.continues()
            )


def noted_on(note: Callable[[str], None], doing: str = "still waiting") -> Callable[[str], None]:
    """A receiver of troubles that says with `note` when they begin and when they are over."""
    told = ""

    def tell(reason: str) -> None:
        nonlocal told
        if bool(reason) != bool(told):
            note(f"{reason}; {doing}" if reason else f"looking again works; {doing}")
        told = reason

    return tell


def _silent(text: str) -> None:
    """Say nothing."""
