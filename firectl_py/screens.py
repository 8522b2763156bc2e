"""The help screens, kept: `--help` is answered before anything is imported, however many commands there are.

A leaf: standard library only, imports nothing of ours. `make docs` writes the two files from the command tree itself;
they are used while the commands are those they were made of, and on terminals as wide as one of them. In every other
case the commands are asked, and say the same.
"""

from __future__ import annotations

import os
import sys

HERE = os.path.dirname(__file__)
WIDTHS = (100, 80)
"""Columns, the wider first; help is never wider than that, and worked out anew for a narrower terminal."""
_MADE_OF = ("cli", "commands", "contract")


def find(words: list[str]) -> str | None:
    """The help of the command that `words` name, in either order; None where it has to be worked out."""
    columns = _columns()
    width = next((width for width in WIDTHS if columns >= width), None)
    if width is None:
        return None
    try:
        with open(place(width), encoding="utf-8", newline="") as file:
            head, *screens = file.read().split("\f")
        if head != state():
            return None
    except (OSError, ValueError):
        return None
    known = dict(line.split(" ") for line in screens.pop(0).splitlines())
    path = [known.get(word, word) for word in words]
    for spelled in (path, path[::-1]):  # VERB NOUN is NOUN VERB, called by the words that were typed
        key = " ".join(spelled)
        if text := next((screen for screen in screens if screen.startswith(f"{key}\n")), None):
            return text.removeprefix(f"{key}\n").replace(key, " ".join(path), 1) if path else text[1:]
    return None


def place(width: int) -> str:
    """The file with the screens of a width."""
    return os.path.join(HERE, f"screens-{width}.txt")


def state() -> str:
    """What tells one state of the commands from another: how many files, and how long they are."""
    files = (entry for folder in _MADE_OF for entry in os.scandir(os.path.join(HERE, folder)))
    sizes = [entry.stat().st_size for entry in files if entry.name.endswith(".py")]
    return f"{len(sizes)} files, {sum(sizes)} bytes\n"


def _columns() -> int:
    """The width of the terminal, as shutil finds it, which takes longer to import than all of this."""
    typed = os.environ.get("COLUMNS", "")
    if typed.isascii() and typed.isdigit() and int(typed):
        return int(typed)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # caught below
    except (OSError, ValueError, AttributeError):
        return 80
