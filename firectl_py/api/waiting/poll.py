"""One look at many resources, for as few requests as it takes.

One resource is one get. Several are a list, newest first, read until all are found; once as many pages were read as
names are left, each of those is asked for by itself, so that a few old jobs do not cost the pages of all the others.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import split_name
from ...errors import FirectlError, InvalidArgumentError, NotFoundError

if TYPE_CHECKING:
    from ..resources import ResourceClient

_PAGE = 200
"""Rows of a page; the API gives no more."""
_REQUESTS = 6
"""A look at what one list shows costs no more than this, or a get more than its pages."""
_METRICS_SECONDS = 10.0
_LEAST_SECONDS = 0.5
"""Time that a request has in any case, also where the wait has less left."""


class Poller:
    """Looks at resources of one kind. `gone` says that what a whole list lacks may be taken for gone."""

    def __init__(self, client: ResourceClient, resource: Resource, *, gone: bool = False) -> None:
        self._client, self._resource, self._gone = client, resource, gone
        self._query: dict[str, Any] = {"pageSize": _PAGE}
        if resource.order_by and "createTime" in resource.by_name:
            self._query["orderBy"] = "create_time desc"
        if any(param.name == "showDeleted" for param in resource.list_params):
            self._query["showDeleted"] = True

    def poll(self, names: Sequence[str], seconds: float | None) -> tuple[dict[str, JsonObject], list[str]]:
        """What is there of `names`, and which certainly do not exist; the rest was not looked at this time.

        No request takes longer than `seconds`. Raises what the client raises.
        """
        timeout = self._client.sender.timeout
        limit = timeout if seconds is None else min(timeout, max(_LEAST_SECONDS, seconds))
        client = self._client.with_options(timeout=limit, note=_silent)
        found: dict[str, JsonObject] = {}
        absent: list[str] = []
        for account, group in _by_account(names).items():
            there, lost = self._group(client, account, group)
            found |= there
            absent += lost
        return found, absent

    def _group(self, client: ResourceClient, account: str, names: list[str]) -> tuple[dict[str, JsonObject], list[str]]:
        if len(names) == 1 or self._resource.top_level or "list" not in self._resource.verbs:
            return self._singly(client, names)
        try:
            found, gets, whole = self._listed(client, account, set(names))
        except InvalidArgumentError:
            if "orderBy" not in self._query:
                raise
            del self._query["orderBy"]  # the newest first is cheaper, and nothing depends on it
            found, gets, whole = self._listed(client, account, set(names))
        left = [name for name in names if name not in found]
        asked = random.sample(left, min(gets, len(left)))  # by lot, so that none keeps the others waiting
        there, lost = self._singly(client, asked)
        if whole and self._gone and len(lost) == len(asked):
            lost = left
        return found | there, lost

    def _listed(
        self, client: ResourceClient, account: str, wanted: set[str]
    ) -> tuple[dict[str, JsonObject], int, bool]:
        """The wanted rows of the list, how many gets may follow, and whether all of the list was read."""
        found: dict[str, JsonObject] = {}
        gets = 1
        for count, page in enumerate(client.pages(self._resource, account=account, **self._query), 1):
            found |= {str(item["name"]): item for item in page.items if item.get("name") in wanted}
            gets = max(1, _REQUESTS - count)
            if page.next_page_token and len(wanted) - len(found) <= min(count, gets):
                return found, gets, False
        return found, gets, True

    def _singly(self, client: ResourceClient, names: Sequence[str]) -> tuple[dict[str, JsonObject], list[str]]:
        found: dict[str, JsonObject] = {}
        absent: list[str] = []
        for name in names:
            try:
                found[name] = client.get(self._resource, name)
            except NotFoundError:
                absent.append(name)
        return found, absent

    def metrics_size(self, url: str) -> float | None:
        """Bytes of a job's metrics file, or None where it cannot be told. A signed GET allows no HEAD."""
        from ...http.deadline import Deadline
        from ...http.storage import Storage

        def size() -> float | None:
            with Storage(self._client.sender).read(url, {"Range": "bytes=0-0"}) as answer:
                total = answer.headers.get("content-range", "").rpartition("/")[2] or "0"
                size = answer.headers.get("content-length", "0") if answer.status == 200 else total
                return float(size) if size.isdecimal() else None

        try:
            return Deadline(_METRICS_SECONDS).run(size)
        except FirectlError:
            return None


def _by_account(names: Sequence[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        parts = split_name(name)
        groups.setdefault(parts[0] if parts else "", []).append(name)
    return groups


def _silent(line: str) -> None:
    """The caller says itself what keeps it from looking."""
