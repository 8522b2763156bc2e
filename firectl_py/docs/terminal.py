"""A page as text for a terminal.

Reads the markup that `mdoc.py` writes and no more of it; a machine without `man` has to show these pages too.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_ESCAPES = {"\\e": "\\", "\\-": "-", "\\(ga": "`", "\\(ha": "^", "\\(ti": "~", "\\(dq": '"', "\\&": ""}
_ESCAPE = re.compile(r"\\e|\\-|\\\((?:ga|ha|ti|dq)|\\&|\\f[BP]")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|(\S+)')
_INDENT = 4


def shown(page: str, width: int) -> str:
    """The page, wrapped to `width` columns."""
    return "\n".join(_Reader(width).lines(page)).strip("\n") + "\n"


class _Reader:
    """Lines of markup to lines of text; a paragraph is kept until it ends."""

    def __init__(self, width: int) -> None:
        self.width, self.indent, self.name = width, 0, ""
        self.kept: list[str] = []
        self.literal, self.number = False, 0
        self.head = ""

    def lines(self, page: str) -> Iterator[str]:
        """The text of a page."""
        for line in page.splitlines():
            if self.literal and not line.startswith(".Ed"):
                yield " " * (self.indent + _INDENT) + plain(line)
            elif line.startswith("."):
                yield from self._macro(line)
            else:
                self.kept.append(plain(line))
        yield from self._end()

    def _macro(self, line: str) -> Iterator[str]:
        name, _, rest = line[1:].partition(" ")
        if name in ("Sh", "Ss"):
            yield from self._end()
            self.indent = _INDENT
            yield from ("", plain(rest).upper() if name == "Sh" else f"  {plain(rest)}")
        elif name == "Pp":
            yield from (*self._end(), "")
        elif name in ("Bl", "El", "Bd", "Ed"):
            yield from self._block(name, rest)
        elif name == "It":
            yield from self._end()
            self.number += 1
            head = inline(rest) if rest else f"{self.number}."
            if len(head) < _INDENT:
                self.head = head  # a short one stands on the line of its text
            else:
                yield " " * (self.indent - _INDENT) + head
        elif name == "Nm":
            yield from self._named(rest)
        elif name not in ("Dd", "Dt", "Os", '\\"') and not name.startswith('\\"'):
            self.kept.append(inline(line[1:]))

    def _named(self, rest: str) -> Iterator[str]:
        if not self.name:
            self.name = plain(rest)
            self.kept.append(self.name)
            return
        yield from self._end()
        self.kept.append(plain(rest or self.name))

    def _block(self, name: str, rest: str) -> Iterator[str]:
        yield from self._end()
        self.literal = name == "Bd"
        if name == "Bd" or rest.startswith("-enum"):
            self.number = 0
        self.indent += {"Bl": _INDENT, "El": -_INDENT}.get(name, 0)

    def _end(self) -> Iterator[str]:
        if self.kept:
            space = " " * self.indent
            first = (" " * (self.indent - _INDENT) + self.head).ljust(self.indent) if self.head else space
            self.head = ""
            text = re.sub(r" ([,.])(?= |$)", r"\1", " ".join(self.kept))
            yield from textwrap.wrap(
                text, self.width, initial_indent=first, subsequent_indent=space, break_on_hyphens=False
            )
        self.kept = []


def plain(text: str) -> str:
    """Text without its escapes."""
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[0], ""), text)


def inline(line: str) -> str:
    """A line of macros that stand inside a text, such as `Fl -filter Ns = Ns Ar TEXT`."""
    words: list[str] = []
    flag = optional = glued = False
    for match in _QUOTED.finditer(line):
        word = plain(match[1] if match[1] is not None else match[2])
        if match[1] is None and match[2] in ("Ar", "Cm", "Ev", "Pa", "Fl", "Op", "Ns", "Xr", "Nd"):
            flag, glued = match[2] == "Fl", glued or match[2] == "Ns"
            optional = optional or match[2] == "Op"
            words += ["-"] if match[2] == "Nd" else []
            continue
        word = f"-{word}" if flag else word
        flag = False
        words[-1:] = [words[-1] + word] if glued and words else [*words[-1:], word]
        glued = False
    text = re.sub(r"(firectl[\w-]*) ([1-8])(?=[ ,.]|$)", r"\1(\2)", " ".join(words).replace(" ,", ","))
    return f"[{text}]" if optional else text
