"""How much of a terminal's line a text takes."""

from __future__ import annotations

from collections.abc import Container, Sequence

DOTS = ".."
GAP = "  "


def width(text: str) -> int:
    """Columns of a terminal that `text` takes: two for each wide character, none for one that is drawn over another."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    size = wcswidth(text)
    return size if size >= 0 else len(text)


def cut(text: str, size: int, dots: str = DOTS) -> str:
    """`text` in at most `size` columns, with `dots` at its end where something is missing."""
    if width(text) <= size:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > size - len(dots):
            break
        kept += char
    return kept + dots


def aligned(rows: Sequence[Sequence[str]], right: Container[int] = ()) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell; the columns in `right` end together.

    No library serves: tabulate would be one more dependency for tables of a few lines, whose widths are known here.
    """
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        gaps = [" " * (size - width(text)) for size, text in zip(sizes, row, strict=True)]
        cells = (
            gap + text if at in right else text + gap for at, (text, gap) in enumerate(zip(row, gaps, strict=True))
        )
        lines.append(GAP.join(cells).rstrip())
    return lines
