"""What a message says: text, parts with images, calls of tools."""

from __future__ import annotations

import binascii
from typing import Any

from .parse import is_json
from .stats import Stats, shown

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "jpg": b"\xff\xd8\xff"}
IMAGES = "data:image/png;base64,... or data:image/jpeg;base64,..."


def check_content(content: Any, path: str, stats: Stats, remote: bool) -> None:
    """A message's content: a string, or an array of parts. `remote` says whether images may be named by http URL."""
    if isinstance(content, str):
        stats.text(content)
        if not content:
            stats.warn("empty", path)
    elif isinstance(content, list) and content:
        for index, part in enumerate(content):
            _part(part, f"{path}[{index}]", stats, remote)
    else:
        stats.error(shown(content), "a string, or an array of text and image_url parts", path)


def _part(part: Any, path: str, stats: Stats, remote: bool) -> None:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "text":
        if isinstance(part.get("text"), str):
            stats.text(part["text"])
        else:
            stats.error(shown(part.get("text")), "a string", f"{path}.text")
    elif kind == "image_url":
        image = part.get("image_url")
        url = image.get("url") if isinstance(image, dict) else None
        if isinstance(url, str):
            _image(url, f"{path}.image_url.url", stats, remote)
        else:
            stats.error(shown(url if isinstance(image, dict) else image), "an object with url", f"{path}.image_url")
    elif isinstance(part, dict):
        stats.error(shown(kind) if "type" in part else "no type", '"text" or "image_url"', f"{path}.type")
    else:
        stats.error(shown(part), "a text or image_url part", path)


def _image(url: str, path: str, stats: Stats, remote: bool) -> None:
    """An image that travels within its row."""
    stats.images += 1
    head, comma, data = url.partition(",")
    kind = head[len("data:image/") : -len(";base64")]
    if not comma or kind not in _MAGIC or head != f"data:image/{kind};base64":
        if not (remote and url.startswith(("http://", "https://"))):
            stats.error(shown(url), IMAGES, path)
        return
    if kind == "jpg":
        stats.warn("jpg", path)
    raw = data.encode("ascii", "replace")
    padding = raw.translate(None, _BASE64)
    if not raw or len(raw) % 4 or padding not in (b"", b"=", b"==") or not raw.endswith(padding):
        stats.error(f"{shown(url)}, whose data are not base64", IMAGES, path)
    elif not binascii.a2b_base64(raw[:16]).startswith(_MAGIC[kind]):
        stats.warn("image", path)


def check_calls(calls: Any, path: str, stats: Stats) -> None:
    """`tool_calls` of a message."""
    if not isinstance(calls, list):
        stats.error(shown(calls), "an array of calls", path)
        return
    stats.tool_calls += len(calls)
    for index, call in enumerate(calls):
        at = f"{path}[{index}].function"
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict):
            stats.error(shown(function), "an object with name and arguments", at)
            continue
        name, arguments = function.get("name"), function.get("arguments")
        if isinstance(name, str) and name:
            stats.text(name)
        else:
            stats.error(shown(name), "the name of a function", f"{at}.name")
        if isinstance(arguments, str) and is_json(arguments):
            stats.text(arguments)
        else:
            stats.error(shown(arguments), "JSON in a string", f"{at}.arguments")


def check_tools(tools: Any, path: str, stats: Stats) -> None:
    """`tools` of a row."""
    if not isinstance(tools, list):
        stats.error(shown(tools), "an array of tools", path)
        return
    for index, tool in enumerate(tools):
        if not isinstance(tool, dict):
            stats.error(shown(tool), "an object", f"{path}[{index}]")
            continue
        function = tool.get("function", tool)
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            stats.warn("tool", f"{path}[{index}].function.name")
