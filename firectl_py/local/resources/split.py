"""Cutting a dataset into parts.

Every part is on disk before the first of them is in the store.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from firectl_py.contract.json_types import JsonObject

from ..http.context import RequestContext
from ..http.errors import invalid
from ..storage.uploads import new_generation
from ..store.blobs import Writer
from ..store.tx import File, Row
from .checks import check_new_id
from .rows import rows_of

SMALLEST = 200
"""Rows a part has at least."""
MAX_PARTS = 1000


def split(call: RequestContext, source: Row, streams: Iterable[BinaryIO]) -> JsonObject:
    """Make the parts; the reply to splitDataset. Raises INVALID_ARGUMENT for a chunkSize below 200."""
    size = int(call.body.get("chunkSize", 0))
    if not size:
        raise invalid("chunkSize", "is required")
    total = rows_of(source)
    if -(-total // size) > MAX_PARTS:
        raise invalid("chunkSize", f"would make more than {MAX_PARTS} datasets")
    lines = (line for stream in streams for line in stream if line.strip())
    with contextlib.ExitStack() as stack:
        parts: list[tuple[Writer, int]] = []
        for chunk in _chunks(lines, size):
            writer = stack.enter_context(call.plane.blobs.writer())
            parts.append((writer, _write(writer, chunk)))
        with call.writing():
            names = [_store(call, source, index, *part, total) for index, part in enumerate(parts, 1)]
    return {"chunkDatasetNames": names, "chunksCreated": len(names), "totalExamples": str(total)}


def _chunks(lines: Iterator[bytes], size: int) -> Iterator[Iterator[bytes]]:
    for first in lines:
        yield itertools.chain([first], itertools.islice(lines, size - 1))


def _write(writer: Writer, lines: Iterator[bytes]) -> int:
    """Rows written."""
    count = 0
    for line in lines:
        writer.write(line if line.endswith(b"\n") else line + b"\n")
        count += 1
    writer.commit()
    return count


def _store(call: RequestContext, source: Row, index: int, writer: Writer, count: int, total: int) -> str:
    part_id = check_new_id("datasetId", f"{source.id[:50].rstrip('-')}-part-{index}")
    body: JsonObject = {
        "splitted": {"sourceDatasetId": source.name},
        "exampleCount": str(count),
        "estimatedTokenCount": str(int(source.body.get("estimatedTokenCount", 0)) * count // total),
    }
    body |= {name: source.body[name] for name in ("format", "averageTurnCount") if name in source.body}
    row = Row("datasets", source.account, part_id, call.now, body, {**source.internal, "rows": count})
    call.behaviour("datasets").stamp(call, row)
    row.body["state"] = "READY"
    call.tx.insert(row)
    name, generation = f"{part_id}.jsonl", new_generation()
    call.tx.put_file(File(row.name, name, generation, writer.size, writer.key, writer.md5, writer.crc32c))
    return row.name
