"""A page of the manual as text for a terminal; a machine without `man` has to show it, too."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from . import page
from .page import ManualPage, Name, OptionHead

_INDENT = 4


def written(manual: ManualPage, width: int) -> str:
    """The page, wrapped to `width` columns."""
    lines = ["NAME", *_wrapped(f"{manual.name} - {page.summary_phrase(manual.summary)}", width, _INDENT)]
    for section in manual.sections:
        if section.blocks:
            lines += ["", section.title, *_blocks(section.blocks, width)]
    return "\n".join(lines) + "\n"


def _blocks(blocks: tuple[page.Block, ...], width: int) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if number and isinstance(block, page.Prose):
            yield ""
        yield from _block(block, width)


def _block(block: page.Block, width: int) -> Iterator[str]:
    if isinstance(block, page.Prose):
        for number, paragraph in enumerate(block.paragraphs):
            yield from [""] * bool(number)
            yield from _wrapped(paragraph, width, _INDENT)
    elif isinstance(block, page.CodeBlock):
        yield from ((" " * 2 * _INDENT + line).rstrip() for line in block.lines)
    elif isinstance(block, page.Definitions):
        for head, text in block.rows:
            yield from _definition(_head(head), text, width)
    elif isinstance(block, page.Steps):
        for number, item in enumerate(block.items, 1):
            yield from _definition(f"{number}.", item, width)
    elif isinstance(block, page.Usage):
        yield from _wrapped(_usage(block), width, _INDENT)
    elif isinstance(block, page.References):
        ordered = sorted(block.pages, key=lambda reference: (reference[1], reference[0]))
        yield from _wrapped(", ".join(f"{name}({section})" for name, section in ordered), width, _INDENT)
    else:
        yield from ("", f"  {block.title}", *_blocks(block.blocks, width))


def _definition(head: str, text: str, width: int) -> Iterator[str]:
    """A head and its text below; a short head stands on the first line of the text."""
    lines = _wrapped(text, width, 2 * _INDENT)
    start = " " * _INDENT + head
    if len(head) < _INDENT and lines:
        lines[0] = start.ljust(2 * _INDENT) + lines[0].lstrip()
    else:
        yield start
    yield from lines


def _head(head: Name | OptionHead) -> str:
    if isinstance(head, Name):
        return head.text
    return ", ".join(f"{name}{_value(name, head.metavar)}" for name in head.spellings)


def _value(spelling: str, metavar: str) -> str:
    return f"{'=' if spelling.startswith('--') else ' '}{metavar}" if metavar else ""


def _usage(usage: page.Usage) -> str:
    words = [*usage.words, "[options]", *usage.placeholders, *(["[arguments]"] if usage.placeholders else [])]
    for name, required, many in usage.arguments:
        shown = f"{name} ..." if many else name
        words.append(shown if required else f"[{shown}]")
    return " ".join(words)


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    space = " " * indent
    shown = page.LITERAL.sub(r"\1", text)
    return textwrap.wrap(shown, width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False)
