"""The command line as it may be written down: without secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

HIDDEN = "HIDDEN"
_SECRET_OPTION = re.compile(r"--[a-z-]*(?:key|token|secret|password|on-change)[a-z-]*|--data|-d", re.IGNORECASE)
"""Options whose value is hidden, even where it is none: better too many than one too few."""
_SECRET_TEXT = re.compile(r"\bf(?:w|pk)_[A-Za-z0-9]{6,}|(?<=://)[^/@\s]+(?=@)|(?<=[?&])[^=&\s]*signature=[^&\s]+", re.I)


def shown(words: Sequence[str]) -> str:
    """`words` as a shell would take them, secrets replaced."""
    out: list[str] = ["firectl"]
    hide = False
    for word in words:
        name, equals, _ = word.partition("=")
        if hide:
            out.append(HIDDEN)
        elif equals and _SECRET_OPTION.fullmatch(name):
            out.append(f"{name}={HIDDEN}")
        elif re.fullmatch(r"-d.+", word):
            out.append(f"-d{HIDDEN}")
        else:
            out.append(shlex.quote(_SECRET_TEXT.sub(HIDDEN, word)))
        hide = not hide and not equals and _SECRET_OPTION.fullmatch(word) is not None
    return " ".join(out)
