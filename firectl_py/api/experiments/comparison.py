"""What several arms answered, side by side.

The answers come in no order and have to be joined, so they go through a SQLite file in a temporary folder: memory does
not grow with the data. No library in use here joins on disk with less.

Two answers are the same when their texts are, after Unicode NFKC, with every run of white space as one space and none
at the ends. Upper and lower case differ. Of several choices (`n`) the first is the answer.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ...contract.numbers import whole_number
from ...contract.rows import ROW_LIMIT
from ...contract.wire import STAND_IN_FINGERPRINT
from .rows import Question, text_of

if TYPE_CHECKING:
    import sqlite3

_TABLES = """
    CREATE TABLE question (id TEXT PRIMARY KEY, number INTEGER, asked TEXT, reference TEXT) WITHOUT ROWID;
    CREATE TABLE answer (arm INTEGER, id TEXT, text TEXT, plain TEXT, error TEXT, tokens_in INTEGER,
        tokens_out INTEGER, simulated INTEGER, repeats INTEGER DEFAULT 0, PRIMARY KEY (id, arm)) WITHOUT ROWID;
"""
_SUMS = """
    SELECT COUNT(CASE WHEN error IS NULL THEN 1 END), COUNT(error), COALESCE(SUM(tokens_in), 0),
        COALESCE(SUM(tokens_out), 0), COALESCE(SUM(LENGTH(text)), 0), SUM(repeats),
        COUNT(CASE WHEN q.id IS NULL THEN 1 END),
        COUNT(CASE WHEN error IS NULL AND reference IS NOT NULL THEN 1 END),
        COUNT(CASE WHEN error IS NULL AND reference = plain THEN 1 END), SUM(simulated)
    FROM answer a LEFT JOIN question q ON q.id = a.id WHERE arm = ?
"""
_DIFFERING = """
    SELECT a.id FROM answer a LEFT JOIN question q ON q.id = a.id WHERE error IS NULL
    GROUP BY a.id HAVING COUNT(DISTINCT plain) > 1 ORDER BY MIN(number), a.id LIMIT ?
"""


class Sums(NamedTuple):
    """The figures of one arm.

    `characters` are those of all answers, `unknown` answers belong to no row of the data, and `simulated` ones were
    given by the stand-in of a local control plane.
    """

    answered: int
    failed: int
    tokens_in: int
    tokens_out: int
    characters: int
    repeated: int
    unknown: int
    with_reference: int
    agreeing: int
    simulated: int


class ArmAnswer(NamedTuple):
    """One line of an output file."""

    id: str
    text: str
    error: str | None
    tokens_in: int
    tokens_out: int
    simulated: bool = False


class Comparison:
    """The answers of some arms, in a file below `folder`."""

    def __init__(self, folder: Path) -> None:
        import sqlite3

        self._base: sqlite3.Connection = sqlite3.connect(folder / "answers.sqlite", isolation_level=None)
        self._base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES} BEGIN;")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def ask(self, questions: Iterable[Question]) -> None:
        """Add the rows of the data, with their reference answers."""
        rows = ((q.id, q.number, _last(q.asked), _plain(q.reference) if q.reference else None) for q in questions)
        self._base.executemany("INSERT OR IGNORE INTO question VALUES (?, ?, ?, ?)", rows)

    def take(self, arm: int, stream: BinaryIO) -> int:
        """Add an output file of an arm, errors or answers; how many of its lines could not be read.

        An id that comes twice counts once, as what came first; an answer counts before an error.
        """
        bad = 0
        for found in answers(stream):
            if found is None:
                bad += 1
                continue
            plain = _plain(found.text)
            values = (arm, found.id, found.text, plain, found.error, found.tokens_in, found.tokens_out, found.simulated)
            self._base.execute(
                "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET repeats = repeats + 1",
                values,
            )
        return bad

    def sums(self, arm: int) -> Sums:
        """The figures of an arm."""
        return Sums(*(value or 0 for value in self._base.execute(_SUMS, (arm,)).fetchone()))

    def differing(self, limit: int = -1) -> Iterator[dict[str, Any]]:
        """Rows that several arms answered, and not all the same; in their order. A `limit` below 0 is all of them."""
        for (row_id,) in self._base.execute(_DIFFERING, (limit,)):
            yield self._row(row_id)

    def shares_rows(self) -> bool:
        """Whether any row was answered by several arms."""
        query = "SELECT 1 FROM answer WHERE error IS NULL GROUP BY id HAVING COUNT(*) > 1 LIMIT 1"
        return self._base.execute(query).fetchone() is not None

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row some arm has answered or failed on, in the order of the data."""
        query = "SELECT DISTINCT a.id, number FROM answer a LEFT JOIN question q ON q.id = a.id ORDER BY number, a.id"
        for row_id, _ in self._base.execute(query):
            yield self._row(row_id)

    def _row(self, row_id: str) -> dict[str, Any]:
        asked = self._base.execute("SELECT number, asked, reference FROM question WHERE id = ?", (row_id,)).fetchone()
        number, question, reference = asked or (None, None, None)
        query = "SELECT arm, text, error FROM answer WHERE id = ? ORDER BY arm"
        given = [
            {"arm": arm, "error": error} if error is not None else {"arm": arm, "text": text}
            for arm, text, error in self._base.execute(query, (row_id,))
        ]
        return {"id": row_id, "row": number, "question": question, "reference": reference, "answers": given}


def answers(stream: BinaryIO) -> Iterator[ArmAnswer | None]:
    """The lines of an output file; None for a line that is neither an answer nor an error."""
    while line := stream.readline(ROW_LIMIT + 1):
        if not line.strip():
            continue
        if len(line) > ROW_LIMIT and not line.endswith(b"\n"):
            while len(stream.readline(ROW_LIMIT)) == ROW_LIMIT:
                pass
            yield None
            continue
        try:
            yield _answer(json.loads(line))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            yield None


def _answer(row: dict[str, Any]) -> ArmAnswer:
    """One line. Raises what a line of another shape raises."""
    row_id = _storable(row["custom_id"])
    if row.get("error") is not None or "response" not in row:
        error = row["error"]
        why = error.get("message") if isinstance(error, dict) else error
        return ArmAnswer(row_id, "", _storable(str(why or "failed")), 0, 0)
    # Some platforms wrap the completion once more, as {"status_code", "body"}.
    response = row["response"].get("body", row["response"])
    usage = response.get("usage") or {}
    text = text_of(response["choices"][0]["message"].get("content"))
    simulated = response.get("system_fingerprint") == STAND_IN_FINGERPRINT
    read, written = _tokens(usage, "prompt"), _tokens(usage, "completion")
    return ArmAnswer(row_id, _storable(text), None, read, written, simulated)


def _tokens(usage: dict[str, Any], kind: str) -> int:
    value = whole_number(usage.get(f"{kind}_tokens"))
    return value if value is not None and value < 1 << 40 else 0


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", _storable(text)).split())


def _storable(text: str) -> str:
    """`text` without half surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _last(asked: dict[str, Any]) -> str:
    """What the user said last."""
    texts = [text_of(m.get("content")) for m in asked["messages"] if m.get("role") == "user"]
    return _storable(texts[-1]) if texts else ""
