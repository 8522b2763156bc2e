"""Faults to rehearse: what goes wrong, for which requests, how often. They are kept in the store.

May touch the data directory, for who plants them. The words are those of the storage test benches and a few more:

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
_WORDS = (
    re.compile(r"return-(?P<status>[45]\d\d)(?:-after-(?P<after>\d{1,12}K?))?"),
    re.compile(r"(?P<kind>return-reset)-connection"),
    re.compile(r"return-(?P<kind>broken)-stream-after-(?P<after>\d{1,12}K?)"),
    re.compile(r"(?P<kind>stall)-for-(?P<seconds>\d{1,6}(?:\.\d{1,3})?)s-after-(?P<after>\d{1,12}K?)"),
    re.compile(r"(?P<kind>lose-reply)"),
    re.compile(r"(?P<kind>delay)-(?P<seconds>\d{1,6}(?:\.\d{1,3})?)s"),
    re.compile(r"(?P<kind>stall-job|fail-job)"),
)
_MATCH = re.compile(r"(\*|[A-Z]{3,7}) (\S.{0,499})")
_COLUMNS = "id, match, word, times, met"


class FaultSpec(NamedTuple):
    """A fault word taken apart."""

    kind: str
    """return-status, return-reset, broken, stall, lose-reply, delay, stall-job or fail-job."""
    status: int
    after: int | None
    """Bytes."""
    seconds: float


class Fault(NamedTuple):
    """One planted fault."""

    id: int
    match: str
    """A method or *, a space, and a pattern for the path."""
    word: str
    times: int
    """How often it happens; 0 is always."""
    met: int
    """How often it has happened."""

    def shown(self) -> dict[str, Any]:
        """It, for people."""
        return {"match": self.match, "fault": self.word, "times": self.times, "met": self.met}


def deed(word: str) -> FaultSpec:
    """What a word asks for. Raises ValueError."""
    for pattern in _WORDS:
        match = pattern.fullmatch(word)
        if match is not None:
            parts: dict[str, Any] = {"kind": "return-status", "status": 0, "after": None, "seconds": 0}
            parts |= match.groupdict()
            return FaultSpec(parts["kind"], int(parts["status"]), _bytes(parts["after"]), float(parts["seconds"]))
    raise ValueError(f"{word!r} is no fault; examples: return-503, lose-reply, stall-for-60s-after-256K, fail-job")


def add(data_dir: Path, match: str, word: str, times: int = 1) -> dict[str, Any]:
    """Plant a fault; it as shown. Raises ValueError for a match or word that is none, and LocalStoreError."""
    deed(word)
    if not _MATCH.fullmatch(match):
        raise ValueError(f"{match!r} is not a method and a path, such as 'POST */supervisedFineTuningJobs*'")
    with Store(data_dir, seed.seed).write() as tx:
        values = (match, word, times)
        tx.connection.execute("INSERT INTO faults (match, word, times, met) VALUES (?, ?, ?, 0)", values)
    return Fault(0, *values, 0).shown()


def listed(data_dir: Path) -> list[dict[str, Any]]:
    """What is planted, in order, and how often each was met. Raises LocalStoreError."""
    with Store(data_dir, seed.seed).read() as tx:
        return [fault.shown() for fault in planted(tx)]


def clear(data_dir: Path) -> int:
    """Take every fault away; how many there were. Raises LocalStoreError."""
    with Store(data_dir, seed.seed).write() as tx:
        return tx.connection.execute("DELETE FROM faults").rowcount


def planted(tx: Tx) -> list[Fault]:
    """Every fault, in the order they were planted."""
    return [Fault(*found) for found in tx.connection.execute(f"SELECT {_COLUMNS} FROM faults ORDER BY id")]


def find(tx: Tx, method: str, path: str) -> Fault | None:
    """The first fault that has this request and has not happened often enough."""
    for fault in planted(tx):
        wanted, _, pattern = fault.match.partition(" ")
        spent = 0 < fault.times <= fault.met
        if wanted in ("*", method) and fnmatch.fnmatchcase(path, pattern) and not spent:
            return fault
    return None


def take(tx: Tx, fault: Fault) -> bool:
    """Count that a fault happens; False where others have had it often enough, and it must not."""
    query = "UPDATE faults SET met = met + 1 WHERE id = ? AND (times = 0 OR met < times)"
    return tx.connection.execute(query, (fault.id,)).rowcount == 1


def for_job(tx: Tx, environ: dict[str, Any]) -> str:
    """The word of the fault that a new job is to have, which is counted here; empty without one."""
    fault: Fault | None = environ.get(JOB_KEY)
    return fault.word if fault is not None and take(tx, fault) else ""


def _bytes(text: str | None) -> int | None:
    return None if text is None else int(text.rstrip("K")) * (1024 if text.endswith("K") else 1)
