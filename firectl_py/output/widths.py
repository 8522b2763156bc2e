"""How much of a terminal's line a text takes."""

from __future__ import annotations

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
