"""Whether a local file holds what stored objects hold."""

from __future__ import annotations

from pathlib import Path

from . import checksum, ranges, source
from .download import DownloadSource
from .shards import ShardedFile


def same_content(to: DownloadSource, file: ShardedFile, path: Path) -> bool:
    """Whether `path` holds what the objects of `file` hold, one behind the other. Fetches what states no checksum."""
    offset, size = 0, source.stat_file(path).size
    for name in file.parts:
        with to.storage.read(to.url_of(name, None)) as found:
            if found.status != 200:
                return False
            length = ranges.size_of(found.status, found.headers)
            stated = checksum.stated(found.headers.get("x-goog-hash"))
            if length is not None and offset + length > size:
                return False
            if length is not None and stated is not None:
                digest = checksum.Digest(stated.kind)
                for block in source.blocks(path, offset, length):
                    digest.update(block)
                if digest.base64() != stated.digest:
                    return False
                offset += length
                continue
            for block in found.blocks:
                if offset + len(block) > size or b"".join(source.blocks(path, offset, len(block))) != block:
                    return False
                offset += len(block)
    return offset == size
