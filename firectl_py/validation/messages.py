"""A conversation: roles and their order, weights, and what each message says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..contract.rows import MESSAGE_TEXTS, ROLES
from .content import check_calls, check_content
from .stats import Stats, shown

_KNOWN = {"role", "content", "weight", "tool_calls", *MESSAGE_TEXTS}


def check_messages(
    value: Any, path: str, stats: Stats, *, remote: bool = False, ordered: bool = True
) -> tuple[str, ...]:
    """The roles of a list of messages, those that are roles; what is wrong with it is in the stats.

    `remote` says whether images may be named by http URL, `ordered` whether it is a whole conversation.
    """
    if not isinstance(value, list) or not value:
        stats.error(shown(value), "an array of messages", path)
        return ()
    roles: list[str] = []
    for index, message in enumerate(value):
        role = message.get("role") if isinstance(message, dict) else None
        if not isinstance(role, str) or role not in ROLES:
            _no_role(message, f"{path}[{index}]", stats)
            continue
        if role == "system" and index:
            stats.error(f'"system" in message {index + 1}', "system in the first message only", f"{path}[{index}].role")
        roles.append(role)
        content = message.get("content")
        if isinstance(content, str) and content:
            stats.text(content)  # as most are: nothing more to look at, no path to spell out
        else:
            _content(message, role, f"{path}[{index}]", stats, remote)
        if len(message) > 2 or content is None:
            _extras(message, f"{path}[{index}]", stats)
    stats.roles.update(roles)
    if ordered and len(roles) == len(value):
        for kind, index in order(roles):
            stats.warn(kind, f"{path}[{index}]")
        if "tool" in roles:
            _tools_were_called(value, path, stats)
    return tuple(roles)


def order(roles: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(kind of warning, index) for what is unusual in the order of roles."""
    before = ""
    for index, role in enumerate(roles):
        if role == before and role in ("user", "assistant"):
            yield f"two-{role}", index
        if role == "assistant" and before in ("", "system"):
            yield "answer-first", index
        before = role


def _no_role(message: Any, path: str, stats: Stats) -> None:
    if not isinstance(message, dict):
        stats.error(shown(message), "an object with role and content", path)
        return
    missing = 'no role (but "from")' if "from" in message else "no role"
    stats.error(shown(message["role"]) if "role" in message else missing, ", ".join(ROLES), f"{path}.role")


def _content(message: dict[str, Any], role: str, path: str, stats: Stats, remote: bool) -> None:
    """Check content that is not plain text: parts, none because a tool call replaces it, or something wrong."""
    content = message.get("content")
    if message.get("tool_calls") and (content == "" or (content is None and role == "assistant")):
        return
    if "content" in message:
        check_content(content, f"{path}.content", stats, remote)
    else:
        stats.error("no content", "a string, or an array of text and image_url parts", f"{path}.content")


def _extras(message: dict[str, Any], path: str, stats: Stats) -> None:
    """What a message has beside role and content."""
    weight = message.get("weight")
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        stats.error(shown(weight), "0 or 1", f"{path}.weight")
    if message.get("tool_calls") is not None:
        check_calls(message["tool_calls"], f"{path}.tool_calls", stats)
    for name in MESSAGE_TEXTS:
        text = message.get(name)
        if text is not None and not isinstance(text, str):
            stats.error(shown(text), "a string", f"{path}.{name}")
        elif text and name == "reasoning_content":
            stats.text(text)
    if unknown := message.keys() - _KNOWN:
        stats.warn("unknown-field", f"{path}.{min(unknown)}")


def _tools_were_called(messages: list[dict[str, Any]], path: str, stats: Stats) -> None:
    """A tool's message belongs behind the call it answers."""
    for index, message in enumerate(messages):
        if message.get("tool_calls"):
            return
        if message.get("role") == "tool":
            stats.warn("uncalled", f"{path}[{index}]")
            return
