"""Where a member stands in the text of a JSON document, which the platform's refusals state.

No library serves: the parsers that keep positions (json-source-map, ruamel) are not dependencies, for forty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def position_of(text: str, path: Sequence[str | int]) -> tuple[int, int] | None:
    """(line, column) of the member of a JSON document that `path` leads to, both from 1; None if there is none."""
    wanted = list(path)
    for found, offset in _members(text):
        if found == wanted:
            return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
    return None


def _members(text: str) -> Iterator[tuple[list[str | int], int]]:
    """(path, offset of the key) of every member of every object."""
    stack: list[str | int] = []
    expects_key = False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == "{":
            stack.append("")
            expects_key = True
        elif word == "[":
            stack.append(0)
            expects_key = False
        elif word in "}]":
            stack.pop()
            expects_key = False
        elif word == "," and stack:
            last = stack[-1]
            expects_key = isinstance(last, str)
            stack[-1] = last if isinstance(last, str) else last + 1
        elif expects_key and word.startswith('"'):
            stack[-1] = word[1:-1]
            expects_key = False
            yield list(stack), token.start()
