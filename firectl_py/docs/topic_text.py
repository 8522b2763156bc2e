"""Topic pages that are kept as text: `topics/NAME.txt`.

The first line says what the page is about. A line in capitals starts a section. Lines that are indented by four
spaces stand as they are. A paragraph that starts with "* " and a word in backquotes is a definition: "* `WORD`: text".
Everything else is prose; blank lines separate paragraphs. No library serves: a reader of Markdown knows no man page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby

from .page import Block, CodeBlock, Definitions, ManualPage, Name, PageSection, Prose

_TITLE = re.compile(r"[A-Z][A-Z0-9 ,&-]+")
_DEFINITION = re.compile(r"\* `([^`]+)`: (.+)")
_INDENT = " " * 4


def read(topic: str, section: int) -> ManualPage:
    """The page of `topics/TOPIC.txt`, as firectl-TOPIC of a section of the manual.

    Raises ValueError where the text does not start with a line and a section.
    """
    return parse(topic, section, (files(__package__) / "topics" / f"{topic}.txt").read_text(encoding="utf-8"))


def parse(topic: str, section: int, text: str) -> ManualPage:
    """The page that `text` describes. Raises ValueError as `read` does."""
    summary, *lines = text.splitlines()
    sections: list[tuple[str, list[str]]] = []
    for line in lines:
        if _TITLE.fullmatch(line):
            sections.append((line, []))
        elif sections:
            sections[-1][1].append(line)
        elif line:
            raise ValueError(f"{topic}: {line!r} stands before the first section, whose title is in capitals")
    if not summary or not sections:
        raise ValueError(f"{topic}: the first line says what the page is about, and a section follows")
    parts = (PageSection(title, tuple(_blocks(body))) for title, body in sections)
    return ManualPage(f"firectl-{topic}", section, summary, tuple(parts))


def _blocks(lines: list[str]) -> Iterator[Block]:
    for kind, group in groupby(_paragraphs(lines), key=_kind):
        paragraphs = list(group)
        if kind == "code":
            yield from (CodeBlock(tuple(line[len(_INDENT) :] for line in part)) for part in paragraphs)
        elif kind == "definition":
            matches = [_DEFINITION.fullmatch(" ".join(map(str.strip, part))) for part in paragraphs]
            yield Definitions(tuple((Name("command", match[1]), match[2]) for match in matches if match))
        else:
            yield Prose(tuple(" ".join(part) for part in paragraphs))


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Groups of lines. Code keeps its blank lines; each definition is a group of its own."""
    group: list[str] = []
    for line in lines:
        code = bool(group) and group[0].startswith(_INDENT)
        ends = (line.strip() and not line.startswith(_INDENT)) if code else not line.strip() or line.startswith("* ")
        if ends and group:
            yield _stripped(group)
            group = []
        if line.strip() or (group and code):
            group.append(line)
    if group:
        yield _stripped(group)


def _stripped(group: list[str]) -> list[str]:
    while not group[-1].strip():
        group = group[:-1]
    return group


def _kind(paragraph: list[str]) -> str:
    if paragraph[0].startswith(_INDENT):
        return "code"
    return "definition" if _DEFINITION.fullmatch(" ".join(map(str.strip, paragraph))) else "prose"
