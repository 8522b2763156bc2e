"""The one function every string that is not a literal of ours passes before a terminal.

No library serves: click strips only colour codes, and terminals obey far more than those.
"""

from __future__ import annotations

import re

# C0, DEL, C1; soft hyphen; bidirectional marks; zero-width and invisible characters; line separators; interlinear
# marks; tag characters; lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """`text` with everything a terminal would obey shown as an escape such as \\x1b or \\u202e."""
    return UNSAFE.sub(_escape, text)


def json_safe(text: str) -> str:
    """JSON `text` with the same characters as \\uXXXX; they only ever stand inside its strings.

    Line feeds between the tokens of an indented document are ours and stay.
    """
    return UNSAFE.sub(lambda match: match[0] if match[0] == "\n" else _json_escape(match[0]), text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def _json_escape(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
