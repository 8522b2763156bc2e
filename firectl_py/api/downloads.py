"""The files of a resource, as its storage has them: fetched into a folder, and compared with files on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..contract import Resource
from ..errors import ConflictError, IntegrityError
from ..http.storage import Storage
from ..transfer import download, places
from ..transfer.names import safe_names
from ..transfer.partial_files import StalePartials
from ..transfer.same import same_content
from ..transfer.shards import ShardedFile, joined
from .reporting import Reporter, SilentReporter
from .uploads.session import checked_urls

if TYPE_CHECKING:
    from .resources import ResourceClient


class StoredFiles:
    """The stored files of one resource. Their signed URLs are asked for, and asked for anew when they have expired.

    `params` are those of the API's `:getDownloadEndpoint`. `report` is told the bytes that come, and where some have to
    come again a negative count. Raises ReplyError where the signed URLs make no sense.
    """

    def __init__(
        self,
        client: ResourceClient,
        resource: Resource,
        name: str,
        report: Callable[[int], None] = lambda count: None,
        **params: Any,
    ) -> None:
        self._client, self._resource, self._name, self._params = client, resource, name, params
        self._urls = self._ask()
        self._source = download.DownloadSource(Storage(client.sender), self._url_of, report, StalePartials())

    def files(self, *, join: bool = True) -> list[ShardedFile]:
        """Which files there are; with `join`, the parts of a file that was cut are that file."""
        names = list(self._urls)
        return joined(names) if join else [ShardedFile(file, (file,)) for file in names]

    def fetch(self, file: ShardedFile, target: Path) -> None:
        """Download `file` to `target`, which appears only whole and on disk. Raises as `transfer.download.fetch`."""
        download.fetch(self._source, file, target)

    def holds(self, file: ShardedFile, path: Path) -> bool:
        """Whether `path` has the content of `file`."""
        return same_content(self._source, file, path)

    def _url_of(self, file: str, stale: str | None) -> str:
        if self._urls[file] == stale:
            self._urls.update(self._ask())
        return self._urls[file]

    def _ask(self) -> dict[str, str]:
        reply = self._client.act(self._resource, self._name, "getDownloadEndpoint", **self._params)
        return checked_urls(reply.get("filenameToSignedUrls") or {}, self._name)


def fetch_all(
    client: ResourceClient,
    resource: Resource,
    name: str,
    folder: Path,
    *,
    overwrite: bool = False,
    skip_existing: bool = False,
    join: bool = True,
    reporter: Reporter | None = None,
    **params: Any,
) -> list[Path]:
    """Download every file of the resource `name` into `folder`; the files that were written.

    A file that exists is an error, or replaced with `overwrite`, or kept with `skip_existing` where its content is the
    same. With `join`, the parts of a file that was cut come back as that file. Raises ConflictError, IntegrityError,
    LocalIOError, TransportError, ApiError.
    """
    reporter, written = reporter or SilentReporter(), list[Path]()
    with reporter.transfer(f"download {name.rpartition('/')[2]}", None) as progress:
        stored = StoredFiles(client, resource, name, progress.add, **params)
        files = stored.files(join=join)
        paths = safe_names([file.name for file in files])
        for file in files:
            target = places.place(folder, paths[file.name])
            if any(places.is_same(target, other) for other in written):
                raise IntegrityError(f"{target} is the same file as another one of {name} on this disk")
            if skip_existing and target.is_file() and not target.is_symlink():
                if stored.holds(file, target):
                    reporter.note(f"{target} exists with the same content.")
                    continue
                if not overwrite:
                    raise ConflictError(f"{target} exists with other content", hint="--overwrite replaces it.")
            elif not overwrite:
                places.require_free(target)
            stored.fetch(file, target)
            written.append(target)
        places.settle(target.parent for target in written)
    if not files:
        reporter.note(f"{name} has no files.")
    return written
