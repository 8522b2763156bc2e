"""A page of the manual as plain data. `roff` writes it for man, `page_text` for a terminal.

Inside prose, words in backquotes are literal, and `firectl-cron(7)` refers to another page.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple


class Prose(NamedTuple):
    """Paragraphs of sentences."""

    paragraphs: tuple[str, ...]


class CodeBlock(NamedTuple):
    """Lines that are shown as they stand."""

    lines: tuple[str, ...]


class Name(NamedTuple):
    """The head of a definition: a word of a kind."""

    kind: Literal["command", "variable", "path", "plain"]
    text: str


class OptionHead(NamedTuple):
    """The head of a definition: an option in every spelling, and what it takes."""

    spellings: tuple[str, ...]
    metavar: str


class Definitions(NamedTuple):
    """Heads, each with its text below."""

    rows: tuple[tuple[Name | OptionHead, str], ...]


class Steps(NamedTuple):
    """A numbered list."""

    items: tuple[str, ...]


class Usage(NamedTuple):
    """One way to type a command."""

    words: tuple[str, ...]
    placeholders: tuple[str, ...] = ()
    """What stands between the options and the arguments, such as `noun` and `verb`."""
    arguments: tuple[tuple[str, bool, bool], ...] = ()
    """Each argument's name, whether it is required, and whether it can be repeated."""


class References(NamedTuple):
    """Other pages, each with its section."""

    pages: tuple[tuple[str, int], ...]


class Subsection(NamedTuple):
    """A titled part of a section."""

    title: str
    blocks: tuple[Prose | CodeBlock | Definitions | Steps, ...]


Block = Prose | CodeBlock | Definitions | Steps | Usage | References | Subsection


class PageSection(NamedTuple):
    """A section of a page; one without blocks is left out."""

    title: str
    blocks: tuple[Block, ...]


class ManualPage(NamedTuple):
    """A whole page."""

    name: str
    section: int
    """The section of the manual: 1 for commands, 5 for files, 7 for everything else."""
    summary: str
    sections: tuple[PageSection, ...]


SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z`])")
REFERENCE = re.compile(r"\b(firectl[\w-]*)\(([1-8])\)")
LITERAL = re.compile(r"`([^`]*)`")


def prose(text: str) -> Prose:
    """Prose of `text`, whose paragraphs are separated by blank lines."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return Prose(tuple(part for part in paragraphs if part))


def summary_phrase(sentence: str) -> str:
    """A sentence as it follows the dash behind a page's name. An abbreviation at its start keeps its case."""
    phrase = sentence.rstrip(".")
    return phrase[:1].lower() + phrase[1:] if phrase[1:2].islower() else phrase
