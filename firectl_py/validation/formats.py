"""The formats of training data: how a row of each is judged.

Each check takes (row, stats) and puts what it finds and counts into the stats.
"""

from __future__ import annotations

from collections.abc import Callable

from ..contract.json_types import JsonObject
from ..contract.rows import DATA_FORMATS, kind_of
from .content import check_tools
from .messages import check_messages
from .stats import Stats, shown

Check = Callable[[JsonObject, Stats], None]


def _sft(row: JsonObject, stats: Stats) -> None:
    before = stats.problem_count
    roles = _chat(row, stats)
    _row_weight(row, stats)
    if stats.problem_count > before:
        return  # what is missing may be what is wrong
    if "assistant" not in roles:
        stats.error("no assistant message", "at least one to learn from", "messages")
    elif roles[-1] != "assistant":
        stats.warn("open-end", f"messages[{len(row['messages']) - 1}]")
    weights = [m.get("weight") for m in row["messages"] if isinstance(m, dict) and m.get("role") == "assistant"]
    if weights and all(weight == 0 and weight is not None for weight in weights):
        stats.warn("unlearned", "messages")


def _rft(row: JsonObject, stats: Stats) -> None:
    roles = _chat(row, stats)
    if roles and roles[-1] == "assistant":
        stats.warn("answered", f"messages[{len(row['messages']) - 1}]")


def _chat(row: JsonObject, stats: Stats, at: str = "", *, remote: bool = False) -> tuple[str, ...]:
    if row.get("tools") is not None:
        check_tools(row["tools"], f"{at}tools", stats)
    if "messages" not in row:
        stats.error(shown(row), "an object with messages", f"{at}messages")
        return ()
    return check_messages(row["messages"], f"{at}messages", stats, remote=remote)


def _row_weight(row: JsonObject, stats: Stats) -> None:
    with_weight, without = stats.weighted
    if "weight" not in row:
        stats.weighted = (with_weight, without or stats.line)
        return
    stats.weighted = (with_weight or stats.line, without)
    if isinstance(row["weight"], bool) or not isinstance(row["weight"], (int, float)):
        stats.error(shown(row["weight"]), "a number", "weight")


def _dpo(row: JsonObject, stats: Stats) -> None:
    prompt = row.get("input")
    if isinstance(prompt, dict):
        _chat(prompt, stats, "input.")
    else:
        stats.error(shown(prompt), "an object with messages", "input")
    for name in ("preferred_output", "non_preferred_output"):
        answer = row.get(name)
        if not isinstance(answer, list) or len(answer) != 1:
            stats.error(shown(answer), "an array of one assistant message", name)
        elif isinstance(answer[0], dict) and answer[0].get("role") in ("system", "user", "tool"):
            stats.error(shown(answer[0]["role"]), "assistant", f"{name}[0].role")
        else:
            check_messages(answer, name, stats, ordered=False)
    if row.get("preferred_output") == row.get("non_preferred_output") is not None:
        stats.warn("same", "non_preferred_output")


def _batch(row: JsonObject, stats: Stats) -> None:
    if not isinstance(row.get("custom_id"), str) or not row["custom_id"]:
        stats.error(shown(row.get("custom_id")), "a string that no other row has", "custom_id")
    body = row.get("body")
    if not isinstance(body, dict):
        stats.error(shown(body), "an object with messages", "body")
    elif "messages" in body or "prompt" not in body:
        _chat(body, stats, "body.", remote=True)
    else:
        _text(body, "prompt", stats, "body.")


def _completion(row: JsonObject, stats: Stats) -> None:
    _text(row, "prompt", stats)
    _text(row, "completion", stats)


def _embedding(row: JsonObject, stats: Stats) -> None:
    _text(row, "anchor" if "anchor" in row else "query", stats)
    for name in ("positive", "negative"):
        value = row.get(name)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            for item in value:
                stats.text(item)
        elif name == "positive" or value is not None:
            _text(row, name, stats, allowed="a string, or an array of strings")


def _text(row: JsonObject, name: str, stats: Stats, at: str = "", allowed: str = "a string") -> None:
    value = row.get(name)
    if not isinstance(value, str):
        stats.error(shown(value) if name in row else f"no {name}", allowed, f"{at}{name}")
        return
    stats.text(value)
    if not value:
        stats.warn("empty", f"{at}{name}")


CHECKS: dict[str, Check] = {
    "sft": _sft,
    "completion": _completion,
    "dpo": _dpo,
    "rft": _rft,
    "batch": _batch,
    "embedding": _embedding,
}
"""How a row of each of DATA_FORMATS is judged."""


EXAMPLES = {
    "sft": '{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}',
    "completion": '{"prompt": "...", "completion": "..."}',
    "dpo": '{"input": {"messages": [...]}, "preferred_output": [{...}], "non_preferred_output": [{...}]}',
    "rft": '{"messages": [{"role": "user", "content": "..."}]}',
    "batch": '{"custom_id": "1", "body": {"messages": [...]}}',
    "embedding": '{"query": "...", "positive": "..."}',
}
"""A row of each of DATA_FORMATS, as short as it can be."""


def format_of(row: JsonObject) -> str:
    """The format a row looks like; "" where it looks like none."""
    kind = kind_of(row)
    if kind != "chat":
        return next((name for name, facts in DATA_FORMATS.items() if facts.kind == kind), "")
    messages = row["messages"] if isinstance(row["messages"], list) else []
    last = messages[-1] if messages else None
    return "sft" if isinstance(last, dict) and last.get("role") == "assistant" else "rft"
