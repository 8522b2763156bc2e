"""Tables: tabulate draws them; how they are fitted to a terminal and printed page by page is decided here.

The widths of a list are those of its first page. What is wider on a later page widens that page in a pipe, where
nothing is ever cut, and is cut on a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ..contract import Column, States
from ..contract.json_types import JsonObject
from ..errors import FirectlError
from .console import Console
from .options import OutputOptions
from .text import cell, painted, state_word
from .values import at_path
from .widths import GAP, cut, width

_LEAST, _LEAST_NAME = 8, 12
"""Columns of the terminal below which a column is not narrowed; the second is for the first one, the name."""
_NAME = re.compile(r"accounts/([^/]+)/[^/]+/([^/]+)")


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = (), least: Sequence[int] = ()) -> list[str]:
    """Rows of cells as lines. The columns in `right` are aligned to the right; `least` holds the least widths."""
    from tabulate import tabulate

    if not rows:
        return []
    ruler = ["x" * size for size in least]
    sides = ["right" if index in right else "left" for index in range(len(rows[0]))]
    table = [ruler, *rows] if least else rows
    lines = tabulate(table, tablefmt="plain", disable_numparse=True, colalign=sides).split("\n")
    return [line.rstrip() for line in lines[1 if least else 0 :]]


def write_table(
    console: Console,
    rows: Iterator[JsonObject],
    columns: Sequence[Column],
    options: OutputOptions,
    states: States | None,
    page_size: int,
) -> None:
    """Print a table page by page.

    Raises what reading the rows raises, after what came before it was printed.
    """
    table: TableLayout | None = None
    broken_off: FirectlError | None = None
    while broken_off is None:
        page: list[JsonObject] = []
        try:
            page.extend(islice(rows, page_size))
        except FirectlError as error:
            broken_off = error
        if page and table is None:
            table = TableLayout(columns, page, options, states)
            lines = table.titles() + table.lines(page)
            if table.left_out and broken_off is None:
                console.note(f"too narrow for {', '.join(table.left_out)}; -o wide shows everything.")
        else:
            lines = table.lines(page) if table is not None else []
        console.write("".join(f"{line}\n" for line in lines))
        console.flush()
        if len(page) < page_size:
            break
    if broken_off is not None:
        raise broken_off


class _Cell(NamedTuple):
    """The text of a cell, and a shorter one for where not everything fits: the id of a resource alone."""

    full: str
    short: str


class TableLayout:
    """The layout of a list: the columns that are shown, and how wide each is."""

    def __init__(
        self, columns: Sequence[Column], first: Sequence[JsonObject], options: OutputOptions, states: States | None
    ) -> None:
        self._columns, self._options, self._states = columns, options, states
        self._now = options.now() if options.now else None
        self._named = options.output != "wide" and all(column.path != "displayName" for column in columns)
        self._state_at = next((index for index, column in enumerate(columns) if column.path == "state"), -1)
        self._titles = [column.title for column in columns]
        titles = self._titles if options.headers else [""] * len(columns)
        limit = options.width if options.output != "wide" else None
        self._grid = _Grid(titles, [self._cells(row) for row in first], limit, self._state_at)

    @property
    def left_out(self) -> list[str]:
        """The titles of the columns for which the terminal is too narrow."""
        return [self._titles[index] for index in self._grid.dropped]

    def titles(self) -> list[str]:
        """The line of titles; none where --no-headers is given."""
        return self._drawn([self._titles]) if self._options.headers else []

    def lines(self, rows: Sequence[JsonObject]) -> list[str]:
        """The lines of some rows."""
        table = []
        for row in rows:
            texts = [self._grid.fitted(index, text) for index, text in enumerate(self._cells(row))]
            if self._options.color and self._state_at >= 0:
                texts[self._state_at] = painted(texts[self._state_at], str(row.get("state") or ""), self._states)
            table.append(texts)
        return self._drawn(table)

    def _cells(self, row: JsonObject) -> list[_Cell]:
        return [self._cell(row, column.path) for column in self._columns]

    def _cell(self, row: JsonObject, path: str) -> _Cell:
        value = at_path(row, path)
        if path == "state":
            text = state_word(value, self._states)
        else:
            text = cell(value, self._now)
            if isinstance(value, str) and (name := _NAME.fullmatch(text)):
                return _Cell(self._resource(name, row if path == "name" else {}), name[2])
        return _Cell(text, text)

    def _resource(self, name: re.Match[str], row: JsonObject) -> str:
        """A resource of the acting account by its id, with the display name where it differs; others in full."""
        account = self._options.account
        if self._options.output == "wide" or account is None or name[1] != account():
            return name[0]
        title = cell(row.get("displayName")) if self._named else ""
        return f"{name[2]} ({title})" if title and title != name[2] else name[2]

    def _drawn(self, table: Sequence[Sequence[str]]) -> list[str]:
        shown = self._grid.shown
        return aligned([[texts[index] for index in shown] for texts in table], least=self._grid.widths)


class _Grid:
    """Columns of settled widths. `kept` is the column that is never narrowed: half a state says nothing."""

    def __init__(self, titles: Sequence[str], cells: Sequence[Sequence[_Cell]], limit: int | None, kept: int) -> None:
        self.dropped: list[int] = []
        self._short: set[int] = set()
        self._cuts = limit is not None
        self._widths = self._measured(titles, cells)
        if limit is not None:
            for index in [*range(1, len(titles)), 0]:
                if self._total() > limit:
                    self._short.add(index)
                    self._widths = self._measured(titles, cells)
            self._fit(limit, [max(_LEAST, width(title)) for title in titles], kept)

    @property
    def shown(self) -> list[int]:
        """The indexes of the columns that are not left out."""
        return [index for index in range(len(self._widths)) if index not in self.dropped]

    @property
    def widths(self) -> list[int]:
        """The widths of the columns that are shown."""
        return [self._widths[index] for index in self.shown]

    def fitted(self, index: int, text: _Cell) -> str:
        """A cell as it is shown in the column `index`."""
        chosen = self._chosen(index, text)
        return cut(chosen, self._widths[index]) if self._cuts else chosen

    def _chosen(self, index: int, text: _Cell) -> str:
        return text.short if index in self._short else text.full

    def _measured(self, titles: Sequence[str], cells: Sequence[Sequence[_Cell]]) -> list[int]:
        return [
            max([width(title), *(width(self._chosen(index, row[index])) for row in cells)])
            for index, title in enumerate(titles)
        ]

    def _fit(self, limit: int, least: Sequence[int], kept: int) -> None:
        """Narrow the widest columns, then leave out the last ones, and cut the name when nothing else helps."""
        while self._total() > limit:
            shown = self.shown[1:]
            wide = [index for index in shown if index != kept and self._widths[index] > least[index]]
            spare = [index for index in shown if index != kept]
            if wide:
                self._widths[max(wide, key=lambda index: self._widths[index])] -= 1
            elif spare:
                self.dropped.insert(0, spare[-1])
            else:
                self._widths[0] = max(_LEAST_NAME, self._widths[0] - (self._total() - limit))
                return

    def _total(self) -> int:
        return sum(self.widths) + len(GAP) * (len(self.widths) - 1)
