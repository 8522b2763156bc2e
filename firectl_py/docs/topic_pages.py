"""The pages that belong to no single command. A new topic is a text in `topics/` and a line here."""

from __future__ import annotations

from collections.abc import Iterable

from ..exits import MEANING
from . import page, settings_page, topic_text
from .page import CodeBlock, Definitions, ManualPage, Name, PageSection, References
from .tree import OptionDoc

TOPICS = {
    "config": 5,
    "costs": 7,
    "cron": 7,
    "data": 7,
    "exit-codes": 7,
    "experiments": 7,
    "library": 7,
    "output": 7,
    "rehearsal": 7,
    "transfers": 7,
}
"""The word `firectl help` knows a topic by, and the section of the manual of its page, `firectl-WORD`."""


def pages(shared: Iterable[OptionDoc]) -> dict[str, ManualPage]:
    """Every topic's page by its word. `shared` are the options that go in any position."""
    made = {"config": settings_page.config(shared), "exit-codes": _exit_codes()}
    texts = {topic: topic_text.read(topic, section) for topic, section in TOPICS.items() if topic not in made}
    return {topic: _with_references({**made, **texts}[topic]) for topic in TOPICS}


def references() -> tuple[tuple[str, int], ...]:
    """Name and section of every topic's page."""
    return tuple((f"firectl-{topic}", section) for topic, section in TOPICS.items())


def _with_references(manual: ManualPage) -> ManualPage:
    """The page with references to the others below it, unless it has its own."""
    if any(section.title == "SEE ALSO" for section in manual.sections):
        return manual
    others = (("firectl", 1), *(reference for reference in references() if reference[0] != manual.name))
    return manual._replace(sections=(*manual.sections, PageSection("SEE ALSO", (References(others),))))


def _exit_codes() -> ManualPage:
    """firectl-exit-codes(7)."""
    text = (
        "Each kind of failure has a code of its own, the same for every command, so that a script can tell them apart."
    )
    rows = tuple((Name("plain", str(int(code))), meaning) for code, meaning in MEANING.items())
    example = ("firectl sftj wait my-job --timeout 2h", '[ $? -eq 124 ] && echo "still training"')
    sections = (
        PageSection("DESCRIPTION", (page.prose(text), Definitions(rows))),
        PageSection("EXAMPLES", (CodeBlock(example),)),
    )
    return ManualPage("firectl-exit-codes", 7, "what the exit status of firectl says", sections)
