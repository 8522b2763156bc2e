"""`local serve`: the local control plane over HTTP, until it is told to stop."""

from __future__ import annotations

import secrets
import shlex
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import Option
from ...errors import LocalIOError, RefusedError, UsageError
from .options import DataDirOptions, data_dir_option, folder_of, use

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_SHORTEST_KEY = 8
_AUTHORITY_VARIABLES = (
    "FIRECTL_CACERT",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
)
"""Where firectl, OpenSSL and httpx, requests, curl and Node look for the authority to trust."""


@dataclass(frozen=True)
class ServeOptions(DataDirOptions):
    """What was typed."""

    host: str
    port: int
    api_key_file: str | None
    tls: bool
    speed: float | None


def run(app: App, options: ServeOptions) -> None:
    """Serve until SIGTERM or SIGINT, which both end it cleanly.

    Raises RefusedError for an address that other machines reach without a key of the user's own, LocalIOError and
    UsageError for a key file that cannot be used, and as `group.use` does.
    """
    if options.host not in _THIS_MACHINE and not options.api_key_file:
        raise RefusedError(
            f"--host {options.host} lets other machines in",
            hint="Name the key they must have with --api-key-file FILE.",
        )
    key = _key(options.api_key_file) if options.api_key_file else f"fw_local_{secrets.token_urlsafe(24)}"
    folder = folder_of(app, options.data_dir)

    def work(local: Any) -> None:
        if options.speed is not None:
            local.set_clock_speed(folder, options.speed)
        server = local.make_server(folder, host=options.host, port=options.port, api_key=key, tls=options.tls)
        _stop_on_signals(server)
        lines = [] if options.api_key_file else _variables(server.url, key)
        if options.tls:
            trusted = shlex.quote(str(local.authority(folder)))
            lines.append("export " + " ".join(f"{name}={trusted}" for name in _AUTHORITY_VARIABLES))
        app.console.err.write("".join(f"{line}\n" for line in [*lines, f"listening on {server.url}"]))
        app.console.err.flush()
        server.serve_forever()

    use(work)


def _variables(url: str, key: str) -> list[str]:
    return [f"export FIREWORKS_BASE_URL={url} FIREWORKS_ACCOUNT_ID=local", f"export FIREWORKS_API_KEY={key}"]


def _stop_on_signals(server: Any) -> None:
    def stop(number: int, frame: object) -> None:
        # In a thread of its own: an exception raised here could be lost wherever the serving thread is just then.
        threading.Thread(target=server.stop, name="firectl-stop").start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _key(path: str) -> str:
    try:
        key = sys.stdin.readline().strip() if path == "-" else Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LocalIOError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(key) < _SHORTEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError(f"{path}: a key has at least {_SHORTEST_KEY} printable characters and no spaces")
    return key


def serve() -> Command:
    """The command."""
    params = [
        Option(["--host"], default="127.0.0.1", show_default=True, help="Address to listen on."),
        Option(["--port"], type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one."),
        Option(["--api-key-file"], metavar="FILE", help="File with the key clients need; without it one is printed."),
        Option(["--tls"], is_flag=True, help="Speak HTTPS, with a certificate of a throw-away authority."),
        Option(["--speed"], type=click.FloatRange(0, 1e6), help="Let time run so many times as fast."),
        data_dir_option(),
    ]
    summary = "Serve the local control plane over HTTP to other clients."
    examples = ["firectl local serve --port 8642 --speed 60", "firectl local serve --tls"]
    return Command("serve", run, params, options=ServeOptions, help=summary, examples=examples)
