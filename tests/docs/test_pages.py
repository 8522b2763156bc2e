"""A page of the manual: read from a text, written for man and for a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from firectl_py.docs import page_text, roff, topic_text
from firectl_py.docs.page import CodeBlock, Definitions, Name, Prose
from firectl_py.docs.release import Release

TEXT = """\
sending much at once

SHORT

The first sentence
goes on. See firectl-cron(7), and `--wait`.

Another paragraph.

A block:

    $ firectl -p local models list

    # after an empty line

LISTS

* `one`: the first
  of them
* `two`: the second
"""


def test_a_topic_is_read_from_its_text() -> None:
    short, lists = topic_text.parse("bulk", 7, TEXT).sections
    assert short.blocks == (
        Prose(
            ("The first sentence goes on. See firectl-cron(7), and `--wait`.", "Another paragraph.", "A block:"),
        ),
        CodeBlock(("$ firectl -p local models list", "", "# after an empty line")),
    )
    assert lists.blocks == (
        Definitions(((Name("command", "one"), "the first of them"), (Name("command", "two"), "the second"))),
    )


def test_a_topic_without_a_section_is_refused() -> None:
    with pytest.raises(ValueError, match="'Prose' stands before the first section"):
        topic_text.parse("bulk", 7, "a summary\n\nProse\n")
    with pytest.raises(ValueError, match="the first line says what the page is about"):
        topic_text.parse("bulk", 7, "a summary\n")


def test_the_page_on_a_terminal_is_wrapped_and_plain() -> None:
    shown = page_text.written(topic_text.parse("bulk", 7, TEXT), 40)
    assert shown.splitlines() == [
        "NAME",
        "    firectl-bulk - sending much at once",
        "",
        "SHORT",
        "    The first sentence goes on. See",
        "    firectl-cron(7), and --wait.",
        "",
        "    Another paragraph.",
        "",
        "    A block:",
        "        $ firectl -p local models list",
        "",
        "        # after an empty line",
        "",
        "LISTS",
        "    one the first of them",
        "    two the second",
    ]


def test_the_page_for_man_refers_to_pages_and_escapes_what_troff_reads() -> None:
    source = roff.written(topic_text.parse("bulk", 7, TEXT), Release("1.2.3", date(2026, 1, 31)))
    assert source.startswith('.\\" Made by')
    assert ".Dd January 31, 2026\n.Dt FIRECTL-BULK 7\n.Os firectl\\-py 1.2.3\n" in source
    assert "The first sentence goes on.\nSee\n.Xr firectl-cron 7 ,\nand \\fB\\-\\-wait\\fP.\n.Pp\n" in source
    assert "\\&$ firectl \\-p local models list\n\\&\n\\&# after" in source
