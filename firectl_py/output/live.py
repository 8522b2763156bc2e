"""Lines that are drawn again in place on a terminal, on stderr or stdout.

The cursor is never hidden and no other screen is used, so that nothing has to be put back, whatever ends the run. No
library serves: tqdm draws counters, and the ones that draw tables bring a framework.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from .visible import visible
from .widths import cut, width

_UP, _CLEAR = "\x1b[{}A", "\x1b[J"


class Live:
    """Draws lines over those drawn before. The stream is a terminal that can move its cursor (`can_draw`).

    `cover` takes keys out of what is shown.
    """

    def __init__(self, stream: TextIO, cover: Callable[[str], str]) -> None:
        self._stream, self._cover = stream, cover
        self._drawn: list[str] = []
        self._size = _size(stream)

    def draw(self, lines: Sequence[str]) -> None:
        """Show `lines`, cut to the terminal, in place of the last ones. Raises OSError as any write does."""
        self._size = columns, rows = _size(self._stream)
        shown = [cut(visible(self._cover(line)), columns - 1, "") for line in lines]
        if len(shown) > rows - 1:
            shown = [*shown[: rows - 2], cut(f"... {len(shown) - rows + 2} more lines", columns - 1, "")]
        self._stream.write(self._back() + "".join(f"{line}\n" for line in shown))
        self._stream.flush()
        self._drawn = shown

    def clear(self) -> None:
        """Take away what is drawn."""
        self._stream.write(self._back())
        self._stream.flush()
        self._drawn = []

    @property
    def resized(self) -> bool:
        """Whether the terminal has another size than when it was last drawn on."""
        return _size(self._stream) != self._size

    def _back(self) -> str:
        """To the first line drawn, however the terminal has wrapped them since."""
        columns = _size(self._stream)[0]
        rows = sum(max(1, -(-width(line) // columns)) for line in self._drawn)
        return ("\r" + _UP.format(rows) if rows else "\r") + _CLEAR


def can_draw(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether `stream` is a terminal that understands more than lines."""
    return stream.isatty() and environ.get("TERM", "") not in ("", "dumb")


def _size(stream: TextIO) -> tuple[int, int]:
    """Columns and rows, both at least 2."""
    try:
        columns, rows = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        columns, rows = shutil.get_terminal_size()
    return max(2, columns or 80), max(2, rows or 24)
