"""TLS for the served control plane: a throw-away authority and a certificate for this machine.

They are made once, in `tls/` of the data directory, so that what trusts them today does tomorrow. The private key of
the authority is never written: it can sign nothing else.
"""

from __future__ import annotations

import os
import secrets
import shutil
import ssl
from pathlib import Path
from typing import Any

import trustme
from cheroot.ssl.builtin import BuiltinSSLAdapter

NAMES = ("localhost", "127.0.0.1", "::1")
_AUTHORITY, _SERVER = "ca.pem", "server.pem"


class Adapter(BuiltinSSLAdapter):
    """Cheroot's, which shakes hands where connections are accepted: a peer that says nothing would keep all others out.

    Here the thread that has the connection does, with its first read.
    """

    def wrap(self, sock: Any) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The socket to talk on, and what it adds to the WSGI environment."""
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


def adapter(data_dir: Path) -> Adapter:
    """What makes a server speak TLS. Raises OSError where its files cannot be had."""
    folder = _folder(data_dir)
    server = str(folder / _SERVER)
    return Adapter(server, server)


def authority(data_dir: Path) -> Path:
    """The file with the authority that clients have to trust. Raises OSError."""
    return _folder(data_dir) / _AUTHORITY


def _folder(data_dir: Path) -> Path:
    """Made whole under another name, so that two servers that start together share one."""
    folder = data_dir / "tls"
    if not (folder / _SERVER).exists():
        new = data_dir / f"tls-{secrets.token_hex(8)}"
        new.mkdir(mode=0o700)
        try:
            own = trustme.CA(organization_name="firectl-py local control plane")
            issued = own.issue_cert(*NAMES)
            _write(new / _AUTHORITY, own.cert_pem.bytes())
            _write(new / _SERVER, issued.private_key_and_cert_chain_pem.bytes())
            _take_place(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return folder


def _take_place(new: Path, folder: Path) -> None:
    try:
        os.rename(new, folder)
    except OSError:
        if not (folder / _SERVER).exists():  # or another process was first
            raise


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
