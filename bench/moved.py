"""One transfer as firectl makes it, and nothing else: `python -m bench.moved up|put|down FILE URL CACERT`.

Prints the seconds of the transfer; what Python takes to start is measured elsewhere.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from firectl_py.http import Sender
from firectl_py.http.auth import Secret
from firectl_py.http.storage import Storage
from firectl_py.transfer import download, plain, session
from firectl_py.transfer.partial_files import StalePartials
from firectl_py.transfer.records import record
from firectl_py.transfer.shards import ShardedFile, ShardPart


def _headers(size: int) -> dict[str, str]:
    return {"Content-Type": "application/octet-stream", "X-Goog-Content-Length-Range": f"{size},{size}"}


def _nothing(count: int) -> None:
    """Progress that nobody looks at."""


def main() -> None:
    """Make the transfer; seconds on stdout."""
    how, path, url, cacert = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    storage = Storage(Sender(url, Secret("k"), cacert=cacert))
    stop = threading.Event()
    started = time.perf_counter()
    with record(path.parent / "state", url, print) as journal:
        journal.begin()
        if how == "down":
            to = download.DownloadSource(storage, lambda name, stale: url, _nothing, StalePartials())
            download.fetch(to, ShardedFile("x", ("x",)), path)
        elif how == "up":
            size = path.stat().st_size
            session.send(session.Upload(storage, journal, "x", path, size, lambda stale: url, _headers, _nothing, stop))
        else:
            size = path.stat().st_size
            urls = plain.Urls(lambda: {"x": url}, {"x": size}, journal)
            plain.send(plain.PutSender(storage, urls, journal, _headers, _nothing, stop), ShardPart("x", path, 0, size))
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
