"""`local`: look after the local control plane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...cli.types import Speed, seconds
from ...errors import LocalIOError
from ...output.result import Details, TextResult


def data_dir_option() -> click.Option:
    """--data-dir."""
    return click.Option(["--data-dir"], metavar="DIR", help="Folder with its state, instead of the usual one.")


def where(app: App, data_dir: str | None) -> Path:
    """The folder that is meant."""
    return Path(data_dir).absolute() if data_dir else app.settings.local_data_dir()


def use(work: Callable[[Any], Any]) -> Any:
    """`work` on the local package, its store's errors as ours."""
    from ... import local

    try:
        return work(local)
    except ModuleNotFoundError as error:  # its modules are imported when they are used
        from ...api.connect import missing_local

        raise missing_local(error) from None
    except local.LocalStoreError as error:
        from ...api.connect import local_store_error

        raise local_store_error(error) from None
    except OSError as error:
        raise LocalIOError(f"the local control plane: {error.strerror or error}") from None


def _status() -> Command:
    def run(app: App, data_dir: str | None) -> Details:
        return Details([use(lambda local: local.status(where(app, data_dir)))])

    return Command(
        "status",
        run,
        [data_dir_option()],
        help="Show what the local control plane holds.",
        examples=["firectl local status", "firectl local status -o json"],
    )


def _reset() -> Command:
    def run(app: App, data_dir: str | None, yes: bool) -> TextResult:
        folder = where(app, data_dir)
        app.confirm(f"Remove everything in {folder}?", yes)
        use(lambda local: local.reset(folder))
        return TextResult([f"Reset {folder}."], {"path": str(folder)})

    params = [data_dir_option(), click.Option(["-y", "--yes"], is_flag=True, help="Do not ask.")]
    return Command(
        "reset",
        run,
        params,
        help="Forget everything the local control plane holds.",
        examples=["firectl local reset --yes", "firectl local reset --yes -o json"],
    )


def _advance() -> Command:
    def run(app: App, duration: str, data_dir: str | None) -> Details:
        return Details([use(lambda local: local.advance_clock(where(app, data_dir), seconds(duration)))])

    params = [click.Argument(["duration"]), data_dir_option()]
    return Command(
        "advance",
        run,
        params,
        help="Let time pass at once on the local control plane.",
        examples=["firectl local clock advance 10m", "firectl local clock advance 2h30m"],
    )


def _speed() -> Command:
    def run(app: App, factor: float, data_dir: str | None) -> Details:
        return Details([use(lambda local: local.set_clock_speed(where(app, data_dir), factor))])

    params = [click.Argument(["factor"], type=Speed()), data_dir_option()]
    return Command(
        "speed",
        run,
        params,
        help="Let time run FACTOR times as fast on the local control plane.",
        examples=["firectl local clock speed 60", "firectl local clock speed 1"],
    )


def _clock() -> LazyGroup:
    return LazyGroup(
        "clock", {"advance": _advance, "speed": _speed}, help="Look after the clock of the local control plane."
    )


def _serve() -> click.Command:
    from .serve import serve

    return serve()


def _faults() -> click.Command:
    from .faults import group

    return group()


def COMMAND() -> LazyGroup:
    """The group."""
    build: dict[str, Callable[[], click.Command]] = {
        "serve": _serve,
        "status": _status,
        "reset": _reset,
        "clock": _clock,
        "faults": _faults,
    }
    return LazyGroup("local", build, help="Look after the local control plane.")
