"""CASES.md and the tests name the same cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .words import deed

HERE = Path(__file__).parent
HEADINGS = [line for line in (HERE / "CASES.md").read_text().split("\n## ") if "| test |" in line]


def cases_of(file: Path) -> set[str]:
    """The cases of a file: the names of its tests, and the kinds of its table where one test runs a table."""
    text = file.read_text()
    return set(re.findall(r"^def test_(\w+)", text, re.MULTILINE)) | set(re.findall(r'Case\(\s*"(\w+)"', text))


@pytest.mark.parametrize("section", HEADINGS, ids=lambda section: section.partition("\n")[0])
def test_every_row_names_a_test(section: str) -> None:
    for row in re.findall(r"^\| `(\S+)` \|", section, re.MULTILINE):
        path, _, name = row.rpartition("::")
        heading = re.findall(r"`(test_\w+\.py)`", section.partition("\n")[0])
        file = HERE.parent / path if path else HERE / heading[0]
        assert name.removeprefix("test_") in cases_of(file), row


@pytest.mark.parametrize("file", [path for path in sorted(HERE.glob("test_*.py")) if path.name != "test_cases.py"])
def test_every_test_of_this_folder_has_a_row(file: Path) -> None:
    sections = "".join(section for section in HEADINGS if file.name in section.partition("\n")[0])
    assert cases_of(file) - {"a_list"} <= set(re.findall(r"^\| `(\w+)` \|", sections, re.MULTILINE))


@pytest.mark.parametrize(
    "word",
    [
        "return-503",
        "return-503-after-256K",
        "lose-reply",
        "lose-reply-stall",
        "page-200",
        "return-broken-stream-after-64K",
        "stall-for-60s-after-0K",
        "stall-unread",
        "drip-every-2s",
        "redirect-302-to-/x",
    ],
)
def test_fault_words_are_understood(word: str) -> None:
    deed(word)


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no fault word"):
        deed("return-sometimes")
