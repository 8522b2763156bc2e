"""One request on its way through: what was asked, and the store it is asked of.

Before a transaction looks at anything, the events scheduled up to now in virtual time are carried out, so that
nothing has to run between two requests.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

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


class Hooks(Protocol):
    """What a request needs of another collection than its own."""

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """The row as lists show it."""

    def stamp(self, call: RequestContext, row: Row) -> None:
        """Fill in what the server knows about every new resource."""

    def on_event(self, call: RequestContext, row: Row, kind: str) -> None:
        """Carry out a scheduled event."""

    def made_files(self, call: RequestContext, row: Row) -> dict[str, bytes]:
        """Files of the row that are worked out and not stored."""


class Plane(NamedTuple):
    """The parts of one control plane, shared by its requests."""

    store: Store
    blobs: Blobs
    signer: Signer
    api_key: str | None
    behaviour_of: Callable[[str], Hooks]
    """The behaviour of a collection."""


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
        """A transaction that changes nothing, at a time at which no event is due."""
        while True:
            with self.plane.store.read() as tx:
                now = clock.read(tx.connection).now()
                if not tx.has_event_due(now):
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
        row = self.tx.get(self.resource.collection, self.resource.owner(self.account), self.id)
        if row is None:
            raise not_found(f"accounts/{self.account}/{self.resource.collection}/{self.id}")
        return row

    def behaviour(self, collection: str) -> Hooks:
        """The behaviour of any collection."""
        return self.plane.behaviour_of(collection)

    def find(self, name: str) -> Row:
        """The row of a full resource name that some field refers to. Raises NOT_FOUND."""
        parts = split_name(name)
        row = self.tx.get(parts[1], parts[0], parts[2]) if parts else None
        if row is None:
            raise not_found(name)
        return row

    def view(self, row: Row) -> JsonObject:
        """`row` as the API shows it in lists, by the rules of its own collection."""

        return self.behaviour(row.collection).view(self, row)

    def _inside(self, tx: Tx, now: float) -> Iterator[Tx]:
        self._tx, self.now, self.memo = tx, now, {}
        try:
            yield tx
        finally:
            self._tx = None

    def _settle(self, tx: Tx, now: float) -> None:
        """Carry out the events whose time has come, in order, each at its own time."""

        while (event := tx.next_event(now)) is not None:
            row, kind, at = event
            tx.schedule(row, kind, None)
            self._tx, self.now, self.memo = tx, at, {}
            self.behaviour(row.collection).on_event(self, row, kind)
