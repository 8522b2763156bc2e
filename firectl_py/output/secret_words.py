"""A command line as it may be written down: without secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_HIDDEN = "HIDDEN"
_SECRET_OPTION = re.compile(r"--[a-z-]*(?:key|token|secret|password|on-change)[a-z-]*|--data|-d", re.IGNORECASE)
"""Options whose value is hidden, even where it is not a secret: better too many than one too few."""
_SECRET_TEXT = re.compile(r"\bf(?:w|pk)_[A-Za-z0-9]{6,}|(?<=://)[^/@\s]+(?=@)|(?<=[?&])[^=&\s]*signature=[^&\s]+", re.I)


def without_secrets(words: Sequence[str]) -> str:
    """The command line of `words`, the values of options that take secrets and what looks like a key replaced."""
    out: list[str] = ["firectl"]
    hide = False
    for word in words:
        name, equals, _ = word.partition("=")
        if hide:
            out.append(_HIDDEN)
        elif equals and _SECRET_OPTION.fullmatch(name):
            out.append(f"{name}={_HIDDEN}")
        elif re.fullmatch(r"-d.+", word):
            out.append(f"-d{_HIDDEN}")
        else:
            out.append(shlex.quote(_SECRET_TEXT.sub(_HIDDEN, word)))
        hide = not hide and not equals and _SECRET_OPTION.fullmatch(word) is not None
    return " ".join(out)
