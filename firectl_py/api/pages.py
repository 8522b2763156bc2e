"""Lists, page by page and lazily."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..contract import Resource
from ..contract.json_types import JsonObject
from ..errors import ReplyError
from ..http import ApiRequest, Sender
from .calls import parent_path

_MAX_EMPTY = 500
_MAX_PAGES = 100_000
"""Pages after which a list is believed to have no end: so many empty ones on end, or so many in all."""


class Page(NamedTuple):
    """One page of a list."""

    items: list[JsonObject]
    next_page_token: str


def fetch(sender: Sender, resource: Resource, account: str, params: dict[str, str]) -> Page:
    """One page. Raises ReplyError where the answer is not a list of objects."""
    data = sender.send(ApiRequest("GET", parent_path(resource, account), params)).data
    items = data.get(resource.collection, []) if isinstance(data, dict) else None
    token = data.get("nextPageToken") or "" if isinstance(data, dict) else None
    # {} is an empty list; an object without any member of a list is another service's answer.
    known = isinstance(data, dict) and (not data or {resource.collection, "nextPageToken", "totalSize"} & set(data))
    masked = "readMask" in params
    sound = isinstance(items, list) and all(
        isinstance(item, dict) and (masked or isinstance(item.get("name"), str)) for item in items
    )
    rows = items if sound else None
    if not known or rows is None or not isinstance(token, str):
        raise ReplyError(f"the list of {resource.noun} has the wrong shape")
    return Page(rows, token)


def walk(sender: Sender, resource: Resource, account: str, params: dict[str, str]) -> Iterator[Page]:
    """Every page from the one `params` asks for on. A row that the page before held too is left out.

    Pages overlap where a row is made while the list is read. Raises ReplyError where the pages have no end.
    """
    tokens: set[str] = set()
    query: dict[str, Any] = dict(params)
    empty, before = 0, frozenset[str]()
    while True:
        page = fetch(sender, resource, account, query)
        names = frozenset(name for item in page.items if isinstance(name := item.get("name"), str))
        yield page._replace(items=[item for item in page.items if not _is_in(before, item)])
        if not page.next_page_token:
            return
        if page.next_page_token in tokens:
            raise ReplyError(f"the list of {resource.noun} goes round in circles: the same page token came twice")
        tokens.add(page.next_page_token)
        empty = 0 if page.items else empty + 1
        if empty >= _MAX_EMPTY or len(tokens) >= _MAX_PAGES:
            raise ReplyError(f"the list of {resource.noun} has no end: {len(tokens)} pages, {empty} empty ones at last")
        query["pageToken"], before = page.next_page_token, names


def _is_in(names: frozenset[str], item: JsonObject) -> bool:
    name = item.get("name")
    return isinstance(name, str) and name in names
