"""How a wait is told: one redrawn line on a terminal, a line for each change on a pipe, events for programs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from ...api.waiting.backoff import Clock
from ...api.waiting.loop import Wait, noted_on
from ...api.waiting.member import MemberChange
from ...api.waiting.outcome import warning_of
from ...cli.app import App
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...errors import FirectlError
from .wait_text import data, line, spoken, summary

if TYPE_CHECKING:
    from ...api.waiting.hook import ChangeHook
    from ...api.waiting.options import WaitOptions

_SIGN_OF_LIFE = 300.0
"""Seconds after which a line says on a pipe that the wait goes on, although nothing has changed."""
_FEW = 10
"""Members of a wait whose every step is told on a pipe; of more, only states are."""


def wait_for(
    app: App,
    resource: Resource,
    names: Sequence[str],
    limits: WaitOptions,
    *,
    goal: Sequence[str] = (),
    made: bool = False,
) -> list[JsonObject]:
    """Wait for `names` and tell on stderr what happens; the resources as last seen. Raises as `Client.wait` does.

    `made` says that this command made them just now.
    """
    return WaitReporter(app, resource, names, limits, goal=goal, made=made).run()


class WaitReporter:
    """One wait, told on stderr. Arguments are those of `Wait`."""

    def __init__(
        self,
        app: App,
        resource: Resource,
        names: Sequence[str],
        limits: WaitOptions,
        *,
        goal: Sequence[str] = (),
        any_: bool = False,
        made: bool = False,
    ) -> None:
        from ...output.live import Live, can_draw

        self._app, self._console, self._resource = app, app.console, resource
        draws = can_draw(app.console.err, app.environ) and not app.console.quiet and not app.console.json_notes
        self._live = Live(app.console.err, app.console.covered) if draws else None
        self._note_trouble = noted_on(app.console.progress)
        self._trouble, self._drawn = "", ""
        self._told: dict[str, str] = {}
        self.wait = Wait(
            app.client(),
            resource,
            names,
            goal=goal,
            any_=any_,
            made=made,
            options=limits,
            clock=Clock(self._tick),
            on_trouble=self._tell_trouble,
            cost=self._cost,
            program=app.program,
        )
        self._said_at = self.wait.began

    def run(self, hook: ChangeHook | None = None) -> list[JsonObject]:
        """Wait to the end, `hook` being told what happens; the resources as last seen. Raises as `Wait.run` does."""

        def tell(change: MemberChange) -> None:
            self._tell_change(change)
            if hook is not None:
                tell_hook(hook, self.wait, change)

        try:
            with self.continuing():
                found = self.wait.run(tell)
        finally:
            if self._live is not None:
                self._live.clear()
        for member in self.wait.watchlist.members.values():
            if warning := warning_of(member):
                self._console.warn(warning)
        return found

    def _cost(self, items: Sequence[JsonObject]) -> str:
        from ...api.pricing import resources
        from . import max_cost

        try:
            return resources.running_rate(self._resource.noun, items, max_cost.prices(self._app))
        except FirectlError:  # a table of prices that cannot be read must not hide how the wait ended
            return ""

    def continuing(self) -> AbstractContextManager[None]:
        """Within, an interruption says what goes on without this run."""
        return self._app.continuing(self.wait.continues)

    def _tell_change(self, change: MemberChange) -> None:
        text = line(self._resource, change, self.wait.watchlist.made)
        wanted = change.kind != "progress" or len(self.wait.watchlist.members) <= _FEW
        if self._live is None and wanted and self._told.get(change.member.name) != text:
            self._told[change.member.name] = text
            self._say(text)
        self._draw()

    def _tell_trouble(self, reason: str) -> None:
        self._trouble = reason
        if self._live is None:
            self._note_trouble(reason)
        self._draw()

    def _tick(self) -> None:
        """The time that has passed goes on, and the terminal may have been made another size."""
        if self._live is None:
            if self.wait.clock.now() - self._said_at >= _SIGN_OF_LIFE:
                self._say(self._summary())
        elif self._live.resized or self._summary() != self._drawn:
            self._draw()

    def _say(self, text: str) -> None:
        self._said_at = self.wait.clock.now()
        self._console.progress(text)

    def _draw(self) -> None:
        if self._live is not None:
            self._drawn = self._summary()
            self._live.draw([self._drawn])

    def _summary(self) -> str:
        watchlist, elapsed = self.wait.watchlist, self.wait.clock.now() - self.wait.began
        told = summary(self._resource, list(watchlist.members.values()), watchlist.made)
        text = f"{told} ({spoken(elapsed)})"
        return f"{text} - {self._trouble}" if self._trouble else text


def tell_hook(hook: ChangeHook, wait: Wait, change: MemberChange) -> None:
    """Run the program of --on-change for what it is told: all but first looks and progress."""
    if change.kind not in ("seen", "progress"):
        hook(data(change), wait.seconds_left)
