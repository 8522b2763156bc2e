"""A control plane that answers at once, so that only the client is timed. Standard library only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_MODELS = [
    {
        "name": f"accounts/acme/models/model-{number}",
        "kind": "HF_BASE_MODEL",
        "state": "READY",
        "contextLength": 131072,
        "createTime": "2026-01-01T00:00:00Z",
    }
    for number in range(50)
]
_ANSWERS = {
    "models": json.dumps({"models": _MODELS, "totalSize": len(_MODELS)}).encode(),
    "accounts": json.dumps({"accounts": [{"name": "accounts/acme"}]}).encode(),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment for headers and body: two would wait for each other's acknowledgement

    def do_GET(self) -> None:
        body = _ANSWERS[self.path.partition("?")[0].rpartition("/")[2]]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The server's URL, while it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
