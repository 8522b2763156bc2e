"""`local serve`: the local control plane over HTTP, until it is told to stop. Reaches it through `local`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...errors import LocalIOError, RefusedError, UsageError
from ...output.result import Result
from .group import data_dir_option, use, where


def serve() -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Option(["--host"], default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.Option(["--port"], type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one."),
        click.Option(
            ["--api-key-file"], metavar="FILE", help="File with the key to demand; made up and printed when absent."
        ),
        click.Option(["--tls"], is_flag=True, help="Speak HTTPS, with a certificate of a throw-away authority."),
        click.Option(["--speed"], type=click.FloatRange(0, 1e6), help="Let time run so many times as fast."),
        data_dir_option(),
    ]
    examples = ["firectl local serve --port 8642 --speed 60", "firectl local serve --tls"]
    return Command(
        "serve", _run_serve, params, help="Serve the local control plane over HTTP to other clients.", examples=examples
    )


def _run_serve(
    app: App, host: str, port: int, api_key_file: str | None, tls: bool, speed: float | None, data_dir: str | None
) -> Result:
    """Serves until SIGTERM or SIGINT, which both end it cleanly."""
    if host not in ("127.0.0.1", "localhost", "::1") and not api_key_file:
        raise RefusedError(
            f"--host {host} lets other machines in", hint="Name the key they must have with --api-key-file FILE."
        )
    import secrets
    import shlex
    import signal
    import threading

    key = _key(api_key_file) if api_key_file else f"fw_local_{secrets.token_urlsafe(24)}"
    folder = where(app, data_dir)

    def work(local: Any) -> None:
        if speed is not None:
            local.set_clock_speed(folder, speed)
        server = local.make_server(folder, host=host, port=port, api_key=key, tls=tls)

        def stop(number: int, frame: object) -> None:
            # In a thread of its own: an exception raised here could be lost wherever the serving thread is just then.
            threading.Thread(target=server.stop, name="firectl-stop").start()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        if not api_key_file:
            app.console.err.write(f"export FIREWORKS_BASE_URL={server.url} FIREWORKS_ACCOUNT_ID=local\n")
            app.console.err.write(f"export FIREWORKS_API_KEY={key}\n")
        if tls:
            trusted = shlex.quote(str(local.authority(folder)))
            app.console.err.write(f"export FIRECTL_CACERT={trusted} SSL_CERT_FILE={trusted}\n")
        app.console.err.write(f"listening on {server.url}\n")
        app.console.err.flush()
        server.serve_forever()

    use(work)
    return None


def _key(path: str) -> str:
    try:
        key = sys.stdin.readline().strip() if path == "-" else Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LocalIOError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(key) < 8 or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError(f"{path} holds no key: at least 8 printable characters without spaces")
    return key
