"""Lists: filter, order, page.

A page in the order of a stored column reads only as far as it needs; any other
order has to look at every row. A token holds the place of the last row shown, not a count, so rows that come or go
in between shift nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from firectl_py.contract import Field
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.wire import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

from ..http.context import RequestContext
from ..http.errors import invalid
from ..store.tx import Row
from .behaviour import Behaviour
from .checks import spellings
from .masks import complete, parse_mask, select

_COLUMNS: dict[str, Literal["id", "created"]] = {"name": "id", "createTime": "created"}


class _Key(NamedTuple):
    path: tuple[str, ...]
    field: Field
    descending: bool


class _Found(NamedTuple):
    row: Row
    view: JsonObject


def list_page(call: RequestContext, behaviour: Behaviour) -> JsonObject:
    """The reply to a list call. Raises INVALID_ARGUMENT for a parameter that cannot be honoured."""
    resource, params = call.resource, call.params
    size = _page_size(params)
    mask = parse_mask("readMask", params.get("readMask", ""), resource.fields)
    keys = _order_keys(params.get("orderBy", "") if resource.order_by else "", resource.fields, resource.default_order)
    test = _test(behaviour, params)
    token = _open_token(call)
    found = _by_column if _column(keys) else _by_sorting
    items, total = found(call, behaviour, keys, test, token, size)
    reply: JsonObject = {
        resource.collection: [select(complete(item.view, resource.fields), mask) for item in items[:size]],
        "nextPageToken": "",
        "totalSize": total,
    }
    if len(items) > size:
        last = items[size - 1]
        place = {"row": [last.row.created, last.row.id], "keys": _values(last.view, keys), "total": total}
        reply["nextPageToken"] = call.plane.signer.seal({**place, "for": _fingerprint(call)})
    return reply


def _by_column(
    call: RequestContext,
    behaviour: Behaviour,
    keys: list[_Key],
    test: Callable[[JsonObject], bool] | None,
    token: JsonObject,
    size: int,
) -> tuple[list[_Found], int]:
    """One row more than fits, in the order of a stored column; and how many there are in all."""
    column, account = _COLUMNS[keys[0].path[0]], call.resource.owner(call.account)
    after = (token["row"][0], token["row"][1]) if token else None
    rows = call.tx.scan(call.resource.collection, account, by=column, descending=keys[0].descending, after=after)
    total = token.get("total")
    if test is None and total is None:
        total = call.tx.count(call.resource.collection, account)
    items: list[_Found] = []
    count = 0
    for item in _views(call, behaviour, rows, test):
        count += 1
        if len(items) <= size:
            items.append(item)
        elif total is not None:
            break
    return items, count if total is None else total


def _by_sorting(
    call: RequestContext,
    behaviour: Behaviour,
    keys: list[_Key],
    test: Callable[[JsonObject], bool] | None,
    token: JsonObject,
    size: int,
) -> tuple[list[_Found], int]:
    """One row more than fits, in any order; and how many there are in all."""
    rows = call.tx.scan(call.resource.collection, call.resource.owner(call.account))
    every = list(_views(call, behaviour, rows, test))
    ranked = [(_rank(_values(item.view, keys), keys, item.row.id), item) for item in every]
    if token:
        last = _rank(token["keys"], keys, token["row"][1])
        ranked = [entry for entry in ranked if last < entry[0]]
    best = heapq.nsmallest(size + 1, ranked, key=lambda entry: entry[0])
    return [item for _, item in best], len(every)


def _views(
    call: RequestContext, behaviour: Behaviour, rows: Iterator[Row], test: Callable[[JsonObject], bool] | None
) -> Iterator[_Found]:
    for row in rows:
        view = behaviour.view(call, row)
        if test is None or test(view):
            yield _Found(row, view)


class _Descending:
    """A value that sorts the other way round."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.value == other.value)


def _rank(values: list[Any], keys: list[_Key], resource_id: str) -> tuple[Any, ...]:
    ranks = (_Descending(value) if key.descending else value for key, value in zip(keys, values, strict=True))
    return (*ranks, resource_id)


def _values(view: JsonObject, keys: list[_Key]) -> list[Any]:
    """What a view sorts by: unset values count as the proto default."""
    result: list[Any] = []
    for key in keys:
        value: Any = view
        for part in key.path:
            value = value.get(part) if isinstance(value, dict) else None
        if key.field.type in ("int32", "int64", "float", "double"):
            result.append(float(value or 0))
        elif key.field.type == "bool":
            result.append(bool(value))
        else:
            result.append(str(value or ""))
    return result


def _test(behaviour: Behaviour, params: JsonObject) -> Callable[[JsonObject], bool] | None:
    text = params.get("filter", "").strip()
    if not text:
        return (lambda view: behaviour.listed(view, params)) if behaviour.hides else None
    from .filters import compile_filter

    wanted = compile_filter(text, behaviour.resource.fields)
    return lambda view: behaviour.listed(view, params) and wanted(view)


def _page_size(params: JsonObject) -> int:
    size = int(params.get("pageSize", 0))
    if size < 0:
        raise invalid("pageSize", "cannot be negative")
    return min(size or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


def _order_keys(text: str, fields: tuple[Field, ...], default: str) -> list[_Key]:
    keys = []
    for part in text.split(",") if text.strip() else [default]:
        words = part.split()
        if len(words) not in (1, 2) or words[1:] not in ([], ["asc"], ["desc"]):
            raise invalid("orderBy", f"{part.strip()[:80]!r} is not a field, or a field and desc")
        paths = parse_mask("orderBy", words[0], fields)
        if not paths:
            raise invalid("orderBy", "names no field")
        field = _leaf(paths[0], fields)
        if field.type == "message" or field.repeated or field.map:
            raise invalid("orderBy", f"{words[0][:80]!r} has no order")
        keys.append(_Key(paths[0], field, words[1:] == ["desc"]))
    return keys


def _leaf(path: tuple[str, ...], fields: tuple[Field, ...]) -> Field:
    field = spellings(fields)[path[0]]
    return field if len(path) == 1 else _leaf(path[1:], field.fields)


def _column(keys: list[_Key]) -> bool:
    return len(keys) == 1 and keys[0].path[0] in _COLUMNS


def _fingerprint(call: RequestContext) -> list[Any]:
    """What has to stay the same from page to page; the page's size may change, as AIP-158 has it."""
    same = sorted((name, value) for name, value in call.params.items() if name not in ("pageSize", "pageToken"))
    return [call.resource.collection, call.account, [list(pair) for pair in same]]


def _open_token(call: RequestContext) -> JsonObject:
    text = call.params.get("pageToken", "")
    if not text:
        return {}
    token = call.plane.signer.unseal(text)
    if token.get("for") != _fingerprint(call):
        raise invalid("pageToken", "belongs to a list call with other parameters")
    return token
