"""`list --watch`: a table redrawn in place on a terminal, rows that changed on a pipe.

`WatchedTable` is pure: what is new, what changed in the cells that are shown, and what is gone, from one look to the
next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...cli.app import App
from ...contract import Column, Resource, States
from ...contract.durations import format_duration
from ...contract.json_types import JsonObject
from ...errors import FirectlError, UsageError
from ...output.options import OutputOptions
from ...output.result import Event, Events
from ...output.selection import chosen
from ...output.tables import TableLayout
from ...output.text import cell
from ...output.values import at_path
from ...output.widths import GAP
from .on_change import hook_of
from .watch_options import WatchFlags

if TYPE_CHECKING:
    from ...api.client import Client
    from ...api.waiting.hook import ChangeHook

_FORMATS = ("text", "table", "wide", "jsonl")
_EVERY = 2.0
"""Seconds between two looks where nothing else is said."""


class RowChange(NamedTuple):
    """One row that is not as it was."""

    kind: Literal["seen", "new", "changed", "gone"]
    row: JsonObject
    """As it is now; as it was, where it is gone."""


class WatchedTable:
    """The rows of a list as last seen, by name, and the cells of each that are shown."""

    def __init__(self, columns: Sequence[Column], states: States | None) -> None:
        self.columns, self.states = columns, states
        self.rows: dict[str, JsonObject] = {}
        self._looked = False

    def look(self, rows: Iterable[JsonObject]) -> list[RowChange]:
        """Take over a whole list; what changed."""
        before, self.rows = self.rows, {str(row.get("name", "")): row for row in rows}
        found = [RowChange("gone", row) for name, row in before.items() if name not in self.rows]
        for name, row in self.rows.items():
            if name not in before:
                found.append(RowChange("new" if self._looked else "seen", row))
            elif self.cells(row) != self.cells(before[name]):
                found.append(RowChange("changed", row))
        self._looked = True
        return found

    def cells(self, row: JsonObject) -> list[str]:
        """What is shown of a row."""
        return [cell(at_path(row, column.path)) for column in self.columns]

    def layout(self, options: OutputOptions) -> TableLayout:
        """The table of the rows there are now, fitted to the terminal."""
        return TableLayout(self.columns, list(self.rows.values()), options, self.states)


def watching(app: App, resource: Resource, flags: WatchFlags, read: Callable[[Client], Iterable[JsonObject]]) -> Events:
    """What happens to the rows that `read` gives; it is passed the client to read with.

    Raises UsageError for options that do not go together.
    """
    look = app.output_options()
    output = look.output
    if output not in _FORMATS:
        raise UsageError(f"--watch does not go with -o {output}", hint="-o jsonl prints one event a line.")
    hook = hook_of(app, flags.on_change)
    usual = [column for column in resource.columns if output in ("wide", "jsonl") or not column.wide]
    rows = WatchedTable(chosen(look.columns, resource.columns) or usual, resource.states)
    events = _events(app, rows, read, flags.interval or _EVERY, hook)
    return Events(event._replace(resource=resource) for event in events)


def _events(
    app: App,
    rows: WatchedTable,
    read: Callable[[Client], Iterable[JsonObject]],
    every: float,
    hook: ChangeHook | None,
) -> Iterator[Event]:
    from ...api.waiting.backoff import Backoff, Clock
    from ...api.waiting.transient import TransientErrors
    from .wait_text import now_utc

    client, screen, pauses = app.client(), _Screen(app, rows, every), Backoff(every)
    errors, lines, clock = TransientErrors(client.renew, screen.trouble), _Lines(app, rows), Clock(screen.resized)
    while True:
        asked = None
        try:
            found = rows.look(list(read(client.with_options(note=_silent))))
            errors.over()
        except FirectlError as error:
            asked, found = errors.note(error), []
        for change in found:
            for event in lines.of(change, now_utc()):
                if not screen.draws:
                    yield event
                if hook is not None and event.data and change.kind != "seen":
                    hook(event.data)
        screen.draw()
        clock.sleep(pauses.next(bool(found), asked))


def _silent(line: str) -> None:
    """The screen says itself what keeps it from looking."""


class _Lines:
    """Changes as lines that stand under each other, as wide as the rows of the first look."""

    def __init__(self, app: App, rows: WatchedTable) -> None:
        self._app, self._rows = app, rows
        self._layout: TableLayout | None = None

    def of(self, change: RowChange, time: str) -> Iterator[Event]:
        """A change, the first one below the titles."""
        if self._layout is None:
            self._layout = self._rows.layout(self._app.output_options())
            for titles in self._layout.titles():
                yield Event(f"{'TIME'.ljust(len(time))}{GAP}{titles}", {})
        name = change.row.get("name", "")
        if change.kind == "gone":
            text = f"{self._layout.lines([{'name': name}])[0]}{GAP}gone"
        else:
            text = self._layout.lines([change.row])[0]
        data = {"event": change.kind, "time": time, "name": name, "object": change.row}
        yield Event(f"{time}{GAP}{text}", data)


class _Screen:
    """The table on a terminal; on a pipe it draws nothing and says its troubles on stderr."""

    def __init__(self, app: App, rows: WatchedTable, every: float) -> None:
        from ...api.waiting.loop import noted_on
        from ...output.live import Live, can_draw

        self._app, self._console, self._rows, self._every = app, app.console, rows, every
        self.draws = can_draw(app.console.out, app.environ) and app.output_options().output != "jsonl"
        self._live = Live(app.console.out, app.console.covered)
        self._trouble, self._note_trouble = "", noted_on(app.console.progress, "still watching")

    def trouble(self, message: str) -> None:
        """What keeps us from looking; empty when it is over."""
        if not self.draws:
            self._note_trouble(message)
        self._trouble = message

    def draw(self) -> None:
        """The table as it is now."""
        if not self.draws:
            return
        layout = self._rows.layout(self._app.output_options())
        rows = list(self._rows.rows.values())
        status = self._trouble or f"{len(rows)} rows, looked at every {format_duration(self._every)}; Ctrl-C ends"
        left_out = [f"too narrow for {', '.join(layout.left_out)}"] if layout.left_out else []
        self._live.draw([*layout.titles(), *layout.lines(rows), "", *left_out, status])

    def resized(self) -> None:
        """Draw again where the terminal was made another size."""
        if self.draws and self._live.resized:
            self.draw()
