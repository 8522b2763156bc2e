"""Pieces of mdoc, the man page markup: text that is safe in it, and a page's frame.

No library serves: those that write man pages start from another markup, and know nothing of flags and arguments.
Four characters mean something to troff, and a full stop or an apostrophe does at the start of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .release import Release

_ESCAPES = str.maketrans({"\\": "\\e", "-": "\\-", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
_NAMES = re.compile(r"`([^`]*)`")
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z])")


def prose(text: str) -> str:
    """`text` on lines of its own, one for each sentence; words in backquotes become literal."""
    parts = (_safe(sentence.strip()) for line in text.splitlines() for sentence in _SENTENCES.split(line))
    return "\n".join(f"\\&{part}" if part[:1] in (".", "'") else part for part in parts if part) + "\n"


def words(*texts: str) -> str:
    """Each text as one argument of a macro, taken literally."""
    return " ".join('"\\&' + _plain(text).replace('"', "\\(dq") + '"' for text in texts)


def section(title: str, *parts: str) -> str:
    """A section, or nothing where it is empty."""
    body = "".join(parts)
    return f".Sh {title}\n{body}" if body else ""


def subsection(title: str, body: str) -> str:
    """A part of a section."""
    return f".Ss {title}\n{body}"


def entries(rows: Iterable[tuple[str, str]], width: str = "Ds") -> str:
    """A list of (macro line, text) with the text below each; nothing where there are none."""
    items = "".join(f".It {head}\n{text}" for head, text in rows)
    return f".Bl -tag -width {width}\n{items}.El\n" if items else ""


def literal(lines: Iterable[str]) -> str:
    """Lines to be typed as they stand, indented; nothing where there are none."""
    shown = "".join(f"\\&{_plain(line)}\n" for line in lines)
    return f".Bd -literal -offset indent\n{shown}.Ed\n" if shown else ""


def see(pages: Sequence[tuple[str, int]]) -> str:
    """References to other pages."""
    ordered = sorted(pages, key=lambda page: (page[1], page[0]))
    return " ,\n".join(f".Xr {name} {number}" for name, number in ordered) + "\n"


def page(name: str, number: int, summary: str, release: Release, sections: Iterable[str]) -> str:
    """A whole page."""
    day = release.day
    head = (
        '.\\" Made by `python -m firectl_py.docs --write`; do not edit.\n'
        f".Dd {day:%B} {day.day}, {day.year}\n"
        f".Dt {name.upper()} {number}\n"
        f".Os firectl\\-py {release.version}\n"
        f".Sh NAME\n.Nm {name}\n.Nd {_safe(_as_phrase(summary))}\n"
    )
    return head + "".join(sections)


def _as_phrase(sentence: str) -> str:
    """A sentence as it follows a dash; an abbreviation at its start stays as it is."""
    phrase = sentence.rstrip(".")
    return phrase[:1].lower() + phrase[1:] if phrase[1:2].islower() else phrase


def _safe(text: str) -> str:
    return "".join(f"\\fB{_plain(part)}\\fP" if literal else _plain(part) for literal, part in _marked(text) if part)


def _marked(text: str) -> Iterable[tuple[bool, str]]:
    """The pieces of a text, and whether each stood in backquotes."""
    return ((bool(index % 2), part) for index, part in enumerate(_NAMES.split(text)))


def _plain(text: str) -> str:
    return text.translate(_ESCAPES)
