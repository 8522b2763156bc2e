"""One request on its way through: what was asked, and the store it is asked of.

May touch the store and the blobs through what it is given. Before anything is looked at, what has become due in
virtual time is made to happen, so that nothing has to run between two requests.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from firectl_py.contract import Resource
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import split_name

from ..storage.signing import Signer
from ..store import clock
from ..store.blobs import Blobs
from ..store.store import Store
from ..store.tx import Row, Tx
from .errors import not_found

OWNER = "local"
"""The account of this control plane."""
CALLER = "local@firectl-local.invalid"
"""Who is said to have made things."""


class Plane(NamedTuple):
    """The parts of one control plane, shared by its requests."""

    store: Store
    blobs: Blobs
    signer: Signer
    api_key: str | None


@dataclass
class RequestContext:
    """A request to a resource. `tx` and `now` are valid inside `reading` and `writing`."""

    plane: Plane
    resource: Resource
    account: str
    id: str | None
    params: JsonObject
    body: JsonObject
    base_url: str
    """Scheme and host the request came to; signed URLs lead back there."""
    environ: dict[str, Any] = field(default_factory=dict)
    """The WSGI environment, for actions that stream a body."""
    memo: dict[str, Any] = field(default_factory=dict)
    """What one call has worked out already."""
    _tx: Tx | None = None
    now: float = 0.0
    """Virtual seconds since 1970, fixed for a transaction."""

    @property
    def tx(self) -> Tx:
        """The transaction under way."""
        assert self._tx is not None, "outside of reading() and writing()"
        return self._tx

    @contextlib.contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that changes nothing, at a time at which nothing is due."""
        while True:
            with self.plane.store.read() as tx:
                now = clock.read(tx.connection).now()
                if not tx.has_due(now):
                    yield from self._inside(tx, now)
                    return
            with self.writing():
                pass

    @contextlib.contextmanager
    def writing(self) -> Iterator[Tx]:
        """A transaction that may change things; what it drops from disk goes once it is committed."""
        with self.plane.store.write() as tx:
            now = clock.read(tx.connection).now()
            self._settle(tx, now)
            yield from self._inside(tx, now)
        self.plane.blobs.remove(tx.dropped)

    def row(self) -> Row:
        """The row the call is about. Raises NOT_FOUND."""
        assert self.id is not None
        account = "" if self.resource.collection == "accounts" else self.account
        row = self.tx.get(self.resource.collection, account, self.id)
        if row is None:
            raise not_found(f"accounts/{self.account}/{self.resource.collection}/{self.id}")
        return row

    def find(self, name: str) -> Row:
        """The row of a full resource name that some field refers to. Raises NOT_FOUND."""
        parts = split_name(name)
        row = self.tx.get(parts[1], parts[0], parts[2]) if parts else None
        if row is None:
            raise not_found(name)
        return row

    def view(self, row: Row) -> JsonObject:
        """`row` as the API shows it in lists, by its own collection's rules."""
        from ..resources.behaviour import behaviour_of

        return behaviour_of(row.collection).view(self, row)

    def _inside(self, tx: Tx, now: float) -> Iterator[Tx]:
        self._tx, self.now, self.memo = tx, now, {}
        try:
            yield tx
        finally:
            self._tx = None

    def _settle(self, tx: Tx, now: float) -> None:
        """Let what is due happen, in order of time, each at its own time."""
        from ..resources.behaviour import behaviour_of

        while (event := tx.next_due(now)) is not None:
            row, kind, at = event
            tx.schedule(row, kind, None)
            self._tx, self.now, self.memo = tx, at, {}
            behaviour_of(row.collection).happen(self, row, kind)
