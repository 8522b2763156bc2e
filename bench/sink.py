"""A storage over TLS that swallows what is sent and sends zeros: fast, so that the client is timed. No other package.

    python -m bench.sink CERT KEY SIZE

It prints its port. PUT is answered 200, a POST opens a resumable session, GET sends SIZE bytes with their checksum.
"""

from __future__ import annotations

import re
import socket
import ssl
import sys
import threading
from http import HTTPStatus

BLOCK = 1 << 20
ZEROS = bytes(BLOCK)


class Connection:
    """One client."""

    def __init__(self, line: socket.socket, port: int, size: int, hash: str) -> None:
        self._line, self._port, self._size, self._hash = line, port, size, hash
        self._buffer = bytearray(BLOCK)

    def serve(self) -> None:
        """Answer until the client goes."""
        try:
            while self._one():
                pass
        except OSError:
            return
        finally:
            self._line.close()

    def _one(self) -> bool:
        head = b""
        while b"\r\n\r\n" not in head:
            data = self._line.recv(BLOCK)
            if not data:
                return False
            head += data
        head, _, body = head.partition(b"\r\n\r\n")
        method = head.split(b" ", 1)[0]
        if b"100-continue" in head.lower():
            self._line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        left = int(found[1]) - len(body) if found else 0
        while left > 0:
            count = self._line.recv_into(self._buffer, min(left, BLOCK))
            if not count:
                return False
            left -= count
        ranged = re.search(rb"(?i)\r\ncontent-range: bytes (?:\d+-(\d+)|\*)/(\d+)", head)
        if method == b"GET":
            self._send()
        elif method == b"POST":
            self._answer(201, f"Location: https://localhost:{self._port}/session\r\n")
        elif ranged and int(ranged[1] or -1) + 1 < int(ranged[2]):
            self._answer(308, f"Range: bytes=0-{int(ranged[1])}\r\n")
        else:
            self._answer(200)
        return True

    def _answer(self, status: int, headers: str = "") -> None:
        reason = HTTPStatus(status).phrase
        self._line.sendall(f"HTTP/1.1 {status} {reason}\r\n{headers}Content-Length: 0\r\n\r\n".encode())

    def _send(self) -> None:
        headers = f'ETag: "zeros"\r\nx-goog-hash: crc32c={self._hash}\r\nContent-Length: {self._size}\r\n\r\n'
        self._line.sendall(f"HTTP/1.1 200 OK\r\n{headers}".encode())
        for at in range(0, self._size, BLOCK):
            self._line.sendall(ZEROS[: min(BLOCK, self._size - at)])


def main() -> None:
    """Serve until killed."""
    cert, key, size, hash = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        print(port, flush=True)
        while True:
            line, _ = listening.accept()
            threading.Thread(target=_serve, args=(context, line, port, size, hash), daemon=True).start()


def _serve(context: ssl.SSLContext, line: socket.socket, port: int, size: int, hash: str) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        wrapped = context.wrap_socket(line, server_side=True)
    except OSError:
        return
    Connection(wrapped, port, size, hash).serve()


if __name__ == "__main__":
    main()
