"""Lists, page by page and lazily. Imports http, contract and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..contract import Resource
from ..errors import ReplyError
from ..http import Call, Sender
from .calls import Object, parent_path


class Page(NamedTuple):
    """One page of a list."""

    items: list[Object]
    next_page_token: str
    total_size: int | None


def fetch(sender: Sender, resource: Resource, account: str, params: dict[str, str]) -> Page:
    """One page. Raises ReplyError where the answer is no list of objects."""
    data = sender.send(Call("GET", parent_path(resource, account), params)).data
    items = data.get(resource.collection, []) if isinstance(data, dict) else None
    token = data.get("nextPageToken") or "" if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items) or not isinstance(token, str):
        raise ReplyError(f"the list of {resource.noun} has the wrong shape")
    total = data.get("totalSize")
    return Page(items, token, total if isinstance(total, int) else None)


def walk(sender: Sender, resource: Resource, account: str, params: dict[str, str]) -> Iterator[Page]:
    """Every page from the one `params` asks for on. Raises ReplyError where a page token comes a second time."""
    seen: set[str] = set()
    query: dict[str, Any] = dict(params)
    while True:
        page = fetch(sender, resource, account, query)
        yield page
        if not page.next_page_token:
            return
        if page.next_page_token in seen:
            raise ReplyError(f"the list of {resource.noun} goes round in circles: the same page token came twice")
        seen.add(page.next_page_token)
        query["pageToken"] = page.next_page_token
