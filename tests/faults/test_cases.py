"""CASES.md and the tests name the same cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .words import deed

HERE = Path(__file__).parent


def test_every_case_has_a_test_and_every_test_is_listed() -> None:
    listed = set(re.findall(r"^\| ([A-Z]\d+) \|", (HERE / "CASES.md").read_text(), re.MULTILINE))
    tests = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    named = {name.upper() for name in re.findall(r"def test_([a-z]\d+)_", tests)}
    named |= set(re.findall(r'Case\(\s*"([A-Z]\d+)"', tests))
    assert listed == named


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
        "drip-every-2s",
        "redirect-302-to-/x",
    ],
)
def test_fault_words_are_understood(word: str) -> None:
    deed(word)


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no fault word"):
        deed("return-sometimes")
