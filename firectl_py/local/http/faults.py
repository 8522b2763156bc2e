"""Faults to rehearse: what goes wrong, for which requests, how often. They are kept in the store.

The words are those of Google's storage test bench (googleapis/storage-testbench) and a few more:

    return-503                       that status, and nothing is carried out
    return-503-after-256K            the same once so much of the body was read; a session keeps what it had
    return-reset-connection          a reset before a byte of the reply; nothing is carried out
    return-broken-stream-after-64K   a reset after so much of the reply's body
    stall-for-60s-after-256K         silence after so much of a PUT's body was read, or of another reply sent
    lose-reply                       carried out, then a reset
    delay-2s                         silence first, then as always
    stall-job, fail-job              the fine-tuning job the request makes stops half-way, or fails there
"""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import Any, NamedTuple

from ..store import seed
from ..store.store import Store
from ..store.tx import Tx

JOB_KEY = "firectl_py.job_fault"
"""Where the WSGI environment holds the fault that a job is to be made with."""
_SPECS = (
    re.compile(r"return-(?P<status>[45]\d\d)(?:-after-(?P<after>\d{1,12}K?))?"),
    re.compile(r"(?P<kind>return-reset)-connection"),
    re.compile(r"return-(?P<kind>broken)-stream-after-(?P<after>\d{1,12}K?)"),
    re.compile(r"(?P<kind>stall)-for-(?P<seconds>\d{1,6}(?:\.\d{1,3})?)s-after-(?P<after>\d{1,12}K?)"),
    re.compile(r"(?P<kind>lose-reply)"),
    re.compile(r"(?P<kind>delay)-(?P<seconds>\d{1,6}(?:\.\d{1,3})?)s"),
    re.compile(r"(?P<kind>stall-job|fail-job)"),
)
_MATCH = re.compile(r"(\*|[A-Z]{3,7}) (\S.{0,499})")
_COLUMNS = "id, match, spec, times, hits"


class FaultSpec(NamedTuple):
    """A fault taken apart."""

    kind: str
    """return-status, return-reset, broken, stall, lose-reply, delay, stall-job or fail-job."""
    status: int
    after: int | None
    """Bytes."""
    seconds: float


class Fault(NamedTuple):
    """One injected fault."""

    id: int
    match: str
    """A method or *, a space, and a pattern for the path."""
    spec: str
    """What goes wrong, e.g. return-503."""
    times: int
    """How often it happens; 0 is always."""
    hits: int
    """How often it has happened."""

    def shown(self) -> dict[str, Any]:
        """The fault as commands show it."""
        return {"match": self.match, "fault": self.spec, "times": self.times, "hits": self.hits}


def parse_fault(spec: str) -> FaultSpec:
    """What a fault asks for. Raises ValueError."""
    for pattern in _SPECS:
        match = pattern.fullmatch(spec)
        if match is not None:
            parts: dict[str, Any] = {"kind": "return-status", "status": 0, "after": None, "seconds": 0}
            parts |= match.groupdict()
            return FaultSpec(parts["kind"], int(parts["status"]), _bytes(parts["after"]), float(parts["seconds"]))
    raise ValueError(f"{spec!r} is not a fault; examples: return-503, lose-reply, stall-for-60s-after-256K, fail-job")


def add_fault(data_dir: Path, match: str, spec: str, times: int = 1) -> dict[str, Any]:
    """Inject a fault; the fault as shown. Raises ValueError for a malformed match or fault, and LocalStoreError."""
    parse_fault(spec)
    if not _MATCH.fullmatch(match):
        raise ValueError(f"{match!r} is not a method and a path, such as 'POST */supervisedFineTuningJobs*'")
    with Store(data_dir, seed.seed).write() as tx:
        values = (match, spec, times)
        tx.connection.execute("INSERT INTO faults (match, spec, times, hits) VALUES (?, ?, ?, 0)", values)
    return Fault(0, *values, 0).shown()


def list_faults(data_dir: Path) -> list[dict[str, Any]]:
    """The injected faults in order, and how often each happened. Raises LocalStoreError."""
    with Store(data_dir, seed.seed).read() as tx:
        return [fault.shown() for fault in injected(tx)]


def clear_faults(data_dir: Path) -> int:
    """Remove every fault; how many there were. Raises LocalStoreError."""
    with Store(data_dir, seed.seed).write() as tx:
        return tx.connection.execute("DELETE FROM faults").rowcount


def injected(tx: Tx) -> list[Fault]:
    """Every fault, in the order they were injected."""
    return [Fault(*found) for found in tx.connection.execute(f"SELECT {_COLUMNS} FROM faults ORDER BY id")]


def find(tx: Tx, method: str, path: str) -> Fault | None:
    """The first fault that has this request and has not happened often enough."""
    for fault in injected(tx):
        wanted, _, pattern = fault.match.partition(" ")
        spent = 0 < fault.times <= fault.hits
        if wanted in ("*", method) and fnmatch.fnmatchcase(path, pattern) and not spent:
            return fault
    return None


def take(tx: Tx, fault: Fault) -> bool:
    """Count that a fault happens; False where others have had it often enough, and it must not."""
    query = "UPDATE faults SET hits = hits + 1 WHERE id = ? AND (times = 0 OR hits < times)"
    return tx.connection.execute(query, (fault.id,)).rowcount == 1


def for_job(tx: Tx, environ: dict[str, Any]) -> str:
    """The fault that a new job is to have, which is counted here; "" without one."""
    fault: Fault | None = environ.get(JOB_KEY)
    return fault.spec if fault is not None and take(tx, fault) else ""


def _bytes(text: str | None) -> int | None:
    return None if text is None else int(text.rstrip("K")) * (1024 if text.endswith("K") else 1)
