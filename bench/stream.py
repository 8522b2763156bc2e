"""A list without end, in every format that streams: the time to its first row, and the most memory it takes.

    python -m bench.stream --rows 1000000

The server makes its pages up; the client is the real one, over HTTP on loopback.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

FORMATS = ("text", "wide", "csv", "json", "jsonl", "yaml", "name", "flag")
PAGE = 200
MOST_SECONDS, MOST_MIB = 1.0, 150.0


class Stream(NamedTuple):
    """One list that was read to its end."""

    first: float
    """Seconds from the first page's last byte to the first byte on stdout."""
    rate: float
    """Rows a second."""
    rss: float
    """Largest resident memory, MiB."""


@contextmanager
def endless(rows: int) -> Iterator[tuple[str, list[float]]]:
    """(URL, times at which pages were sent) of a control plane with so many models."""
    sent: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("pageToken", ["0"])[0]
            start, end = int(token), min(rows, int(token) + PAGE)
            page = [
                {
                    "name": f"accounts/acme/models/m-{n:07}",
                    "state": "READY",
                    "kind": "HF_BASE_MODEL",
                    "createTime": "2026-01-01T00:00:00Z",
                    "contextLength": n,
                }
                for n in range(start, end)
            ]
            body = json.dumps({"models": page, "nextPageToken": str(end) if end < rows else ""}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            sent.append(time.monotonic())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def read(output: str, rows: int, home: str, firectl: Sequence[str]) -> Stream:
    """List everything in one format. Raises RuntimeError where it fails."""
    with endless(rows) as (url, sent):
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "FIREWORKS_BASE_URL": url,
            "FIREWORKS_API_KEY": "fw_bench",
            "FIREWORKS_ACCOUNT_ID": "acme",
        }
        # Through a small shell: a child's figures begin with the memory of the process it was forked from.
        argv = ["/bin/sh", "-c", 'exec "$@"', "sh", *firectl, "models", "list", "-o", output]
        began = time.monotonic()
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, env=environ)
        assert process.stdout is not None
        os.read(process.stdout.fileno(), 1)
        first = time.monotonic() - sent[0]
        while os.read(process.stdout.fileno(), 1 << 20):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
    if process.returncode:
        raise RuntimeError(f"-o {output} ended with {process.returncode}")
    return Stream(first, rows / (time.monotonic() - began), usage.ru_maxrss / 1024)


def main(argv: Sequence[str], firectl: Sequence[str] = (sys.executable, "-m", "firectl_py")) -> int:
    """Print a line for each format; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args(argv)
    missed = 0
    print(f"list of {options.rows} rows   first row s (at most {MOST_SECONDS:g})   rows/s   MiB (at most {MOST_MIB:g})")
    with tempfile.TemporaryDirectory() as home:
        for output in FORMATS:
            found = read(output, options.rows, home, firectl)
            late = found.first > MOST_SECONDS or found.rss > MOST_MIB
            missed += late
            print(f"-o {output:20} {found.first:10.3f} {found.rate:20.0f} {found.rss:8.1f}{'  MISSED' if late else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
