"""Tables that are printed while they are read, and that fit a terminal.

No library serves: tabulate and rich want every row before they print the first. The widths are those of the first page;
what is wider later sticks out in a pipe, where nothing is ever cut, and is cut on a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..contract import Column, States
from ..contract.json_types import JsonObject
from ..errors import FirectlError
from .console import Console
from .options import OutputOptions
from .values import at_path, cell
from .widths import GAP, cut, width

_LEAST, _LEAST_NAME = 8, 12
"""What a column is narrowed to at most, and the first one, which holds the name."""
_NAME = re.compile(r"accounts/[^/]+/[^/]+/[^/]+")
_GOOD, _BAD, _BUSY, _OFF = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
"""The terminal's own green, red and yellow: readable on dark and light, as its owner chose them."""


def painted(text: str, state: str, states: States | None) -> str:
    """`text` in the colour of a state; of one that nobody declared, as it is."""
    if states is None:
        return text
    for color, known in ((_GOOD, states.goal), (_BAD, states.failed), (_BUSY, states.busy)):
        if state in known:
            return f"{color}{text}{_OFF}"
    return text


def show(
    console: Console,
    rows: Iterator[JsonObject],
    columns: Sequence[Column],
    look: OutputOptions,
    states: States | None,
    page: int,
) -> None:
    """Print a table. `page` is how many rows come at once; after them each row is printed as it comes.

    Raises what reading the rows raises, after what came before it was printed.
    """
    now = look.now() if look.now else None
    first: list[JsonObject] = []
    broken_off: FirectlError | None = None
    try:
        first += islice(rows, page)
    except FirectlError as error:
        broken_off = error
    if not first and broken_off is None:
        return
    cells = [[cell(at_path(row, column.path), column.path, now) for column in columns] for row in first]
    titles = [column.title for column in columns] if look.headers else [""] * len(columns)
    state_at = next((index for index, column in enumerate(columns) if column.path == "state"), -1)
    grid = _Grid(titles, cells, look.width if look.output != "wide" else None, state_at)
    if first and look.headers:
        console.write(grid.line(titles))
    for row, texts in zip(first, cells, strict=True):
        console.write(_line(grid, row, texts, columns, look, states))
    if broken_off is not None:
        raise broken_off
    if grid.dropped:
        left_out = ", ".join(columns[index].title for index in grid.dropped)
        console.note(f"too narrow for {left_out}; -o wide shows everything.")
    console.flush()
    for count, row in enumerate(rows, 1):
        texts = [cell(at_path(row, column.path), column.path, now) for column in columns]
        console.write(_line(grid, row, texts, columns, look, states))
        if count % page == 0:
            console.flush()


def _line(
    grid: _Grid,
    row: JsonObject,
    texts: list[str],
    columns: Sequence[Column],
    look: OutputOptions,
    states: States | None,
) -> str:
    state = next((i for i, column in enumerate(columns) if column.path == "state"), None) if look.color else None
    return grid.line(texts, state, str(row.get("state") or ""), states)


class _Grid:
    """Columns of settled widths."""

    def __init__(self, titles: Sequence[str], cells: Sequence[Sequence[str]], limit: int | None, kept: int) -> None:
        self.dropped: list[int] = []
        self._ids: set[int] = set()
        self._widths = self._measured(titles, cells)
        self._cuts = limit is not None
        if limit is not None:
            for index in [*range(1, len(titles)), 0]:
                if self._total() > limit:
                    self._ids.add(index)
                    self._widths = self._measured(titles, cells)
            self._fit(limit, [max(_LEAST, width(title)) for title in titles], kept)

    def line(
        self, texts: Sequence[str], state_at: int | None = None, state: str = "", states: States | None = None
    ) -> str:
        """One line; the cell at `state_at` in the colour of `state`."""
        out = []
        shown = [index for index in range(len(texts)) if index not in self.dropped]
        for index in shown:
            text = self._short(index, texts[index])
            text = cut(text, self._widths[index]) if self._cuts else text
            padding = " " * (self._widths[index] - width(text)) if index != shown[-1] else ""
            out.append((painted(text, state, states) if index == state_at else text) + padding)
        return GAP.join(out).rstrip() + "\n"

    def _short(self, index: int, text: str) -> str:
        """A cell; a resource name as its id where the whole names would not fit."""
        return text.rpartition("/")[2] if index in self._ids and _NAME.fullmatch(text) else text

    def _measured(self, titles: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
        return [
            max([width(title), *(width(self._short(index, row[index])) for row in cells)])
            for index, title in enumerate(titles)
        ]

    def _fit(self, limit: int, least: Sequence[int], kept: int) -> None:
        """Narrow the widest columns, leave out the last ones, and touch the name when nothing else helps.

        The column `kept` stays as wide as it is: half a state says nothing.
        """
        while self._total() > limit:
            shown = [index for index in range(1, len(self._widths)) if index not in self.dropped]
            wide = [index for index in shown if index != kept and self._widths[index] > least[index]]
            spare = [index for index in shown if index != kept]
            if wide:
                self._widths[max(wide, key=lambda i: self._widths[i])] -= 1
            elif spare:
                self.dropped.insert(0, spare[-1])
            else:
                self._widths[0] = max(_LEAST_NAME, self._widths[0] - (self._total() - limit))
                return

    def _total(self) -> int:
        shown = [size for index, size in enumerate(self._widths) if index not in self.dropped]
        return sum(shown) + len(GAP) * (len(shown) - 1)


def rows_of(values: Iterable[object]) -> Iterator[JsonObject]:
    """The objects among `values`."""
    return (value for value in values if isinstance(value, dict))
