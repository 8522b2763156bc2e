"""Values of API objects as people read them."""

from __future__ import annotations

import re
from typing import Any

from ..contract import Field, Resource
from ..contract.case import snake as snake_name
from ..contract.rfc3339 import seconds_or_none
from .times import ago
from .visible import visible

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPECIAL = {"Id": "ID", "Url": "URL", "Lora": "LoRA", "Gpu": "GPU", "Rl": "RL", "Hf": "HF", "Aws": "AWS"}


def at_path(data: Any, path: str) -> Any:
    """The value at a dotted path, or None."""
    for part in path.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data


def cell(value: Any, path: str = "", now: float | None = None) -> str:
    """A table cell or a detail's value, safe for a terminal; with `now`, a time says how long ago it was."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{visible(str(key))}={cell(item)}" for key, item in value.items())
    text = str(value)
    if now is not None and (then := seconds_or_none(text)) is not None:
        return ago(then, now, text)
    if path == "state" or path.endswith(".state"):
        text = text.removeprefix("JOB_STATE_")
    return visible(text)


def money(value: Any) -> str | None:
    """`USD 12.50` for a Money object, None for anything else."""
    if not isinstance(value, dict) or not {"units", "nanos"} & set(value) or "currencyCode" not in value:
        return None
    try:
        amount = int(value.get("units") or 0) + int(value.get("nanos") or 0) / 1e9
    except (TypeError, ValueError):
        return None
    return f"{visible(str(value['currencyCode']))} {amount:.2f}"


def label(name: str) -> str:
    """`Create Time` for createTime."""
    words = [word[:1].upper() + word[1:] for word in _WORD.split(name)]
    return " ".join(_SPECIAL.get(word, word) for word in words)


def snake(value: Any, fields: tuple[Field, ...] = ()) -> Any:
    """API objects with snake_case keys; the free keys of maps stay as they are."""
    by_name = {field.name: field for field in fields}
    if isinstance(value, list):
        return [snake(item, fields) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, item in value.items():
        field = by_name.get(key)
        if field is not None and field.map and isinstance(item, dict):
            out[snake_name(key)] = {k: snake(v, field.fields) for k, v in item.items()}
        else:
            out[snake_name(key)] = snake(item, field.fields if field else ())
    return out


def fields_of(resource: Resource | None) -> tuple[Field, ...]:
    """The declared fields, or none."""
    return resource.fields if resource else ()
