"""`local`: look after the local control plane. Imports local, config and errors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from ..errors import LocalIOError, Refused, UsageProblem
from ..output.result import Details, Lines, Result
from ._app import App, local_store_error, missing_local
from ._base import LazyGroup, Leaf
from ._durations import seconds

SUMMARY = "Look after the local control plane."
ALIASES: tuple[str, ...] = ()


def _data_dir_option() -> click.Option:
    return click.Option(["--data-dir"], metavar="DIR", help="Folder with its state, instead of the usual one.")


def _where(app: App, data_dir: str | None) -> Path:
    return Path(data_dir).absolute() if data_dir else app.settings.local_data_dir()


def _use(work: Callable[[Any], Any]) -> Any:
    """`work` on the local package, its store's errors as ours."""
    try:
        from .. import local
    except ModuleNotFoundError as error:
        raise missing_local(error) from None
    try:
        return work(local)
    except local.LocalStoreError as error:
        raise local_store_error(error) from None
    except OSError as error:
        raise LocalIOError(f"the local control plane: {error.strerror or error}") from None


def _status() -> Leaf:
    def run(app: App, data_dir: str | None) -> Details:
        return Details([_use(lambda local: local.status(_where(app, data_dir)))])

    return Leaf(
        "status",
        run,
        [_data_dir_option()],
        help="Show what the local control plane holds.",
        examples=["firectl local status"],
    )


def _reset() -> Leaf:
    def run(app: App, data_dir: str | None, yes: bool) -> Lines:
        where = _where(app, data_dir)
        app.confirm(f"Remove everything in {where}?", yes)
        _use(lambda local: local.reset(where))
        return Lines([f"Reset {where}."], {"path": str(where)})

    params = [_data_dir_option(), click.Option(["-y", "--yes"], is_flag=True, help="Do not ask.")]
    return Leaf(
        "reset",
        run,
        params,
        help="Forget everything the local control plane holds.",
        examples=["firectl local reset --yes"],
    )


def _advance() -> Leaf:
    def run(app: App, duration: str, data_dir: str | None) -> Details:
        return Details([_use(lambda local: local.advance_clock(_where(app, data_dir), seconds(duration)))])

    params = [click.Argument(["duration"]), _data_dir_option()]
    return Leaf(
        "advance",
        run,
        params,
        help="Let time pass at once on the local control plane.",
        examples=["firectl local clock advance 10m"],
    )


def _speed() -> Leaf:
    def run(app: App, factor: float, data_dir: str | None) -> Details:
        return Details([_use(lambda local: local.set_clock_speed(_where(app, data_dir), factor))])

    params = [click.Argument(["factor"], type=click.FloatRange(0, 1e6)), _data_dir_option()]
    return Leaf(
        "speed",
        run,
        params,
        help="Let time run FACTOR times as fast on the local control plane.",
        examples=["firectl local clock speed 60"],
    )


def _clock() -> LazyGroup:
    return LazyGroup(
        "clock", {"advance": _advance, "speed": _speed}, help="Look after the clock of the local control plane."
    )


def _serve() -> Leaf:
    params: list[click.Parameter] = [
        click.Option(["--host"], default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.Option(["--port"], type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one."),
        click.Option(
            ["--api-key-file"], metavar="FILE", help="File with the key to demand; made up and printed when absent."
        ),
        click.Option(["--speed"], type=click.FloatRange(0, 1e6), help="Let time run so many times as fast."),
        _data_dir_option(),
    ]
    examples = ["firectl local serve --port 8642 --speed 60"]
    return Leaf(
        "serve", _run_serve, params, help="Serve the local control plane over HTTP to other clients.", examples=examples
    )


def _run_serve(
    app: App, host: str, port: int, api_key_file: str | None, speed: float | None, data_dir: str | None
) -> Result:
    """Serves until SIGTERM or SIGINT, which both end it cleanly."""
    if host not in ("127.0.0.1", "localhost", "::1") and not api_key_file:
        raise Refused(
            f"--host {host} lets other machines in", hint="Name the key they must have with --api-key-file FILE."
        )
    import secrets
    import signal

    key = _key(api_key_file) if api_key_file else f"fw_local_{secrets.token_urlsafe(24)}"
    where = _where(app, data_dir)

    def work(local: Any) -> None:
        if speed is not None:
            local.set_clock_speed(where, speed)
        server = local.make_server(where, host=host, port=port, api_key=key)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        if not api_key_file:
            app.console.err.write(f"export FIREWORKS_BASE_URL={server.url} FIREWORKS_ACCOUNT_ID=local\n")
            app.console.err.write(f"export FIREWORKS_API_KEY={key}\n")
        app.console.err.write(f"listening on {server.url}\n")
        app.console.err.flush()
        with suppress(_Stopped):
            server.serve_forever()

    _use(work)
    return None


class _Stopped(BaseException):
    """Ends the serving loop from a signal handler; the server then lets requests under way end."""


def _stop(number: int, frame: object) -> None:
    raise _Stopped


def _key(path: str) -> str:
    try:
        key = sys.stdin.readline().strip() if path == "-" else Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LocalIOError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(key) < 8 or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageProblem(f"{path} holds no key: at least 8 printable characters without spaces")
    return key


def COMMAND() -> LazyGroup:
    """The group."""
    build: dict[str, Callable[[], click.Command]] = {
        "serve": _serve,
        "status": _status,
        "reset": _reset,
        "clock": _clock,
    }
    return LazyGroup("local", build, help=SUMMARY)
