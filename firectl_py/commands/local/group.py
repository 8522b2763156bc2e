"""`local`: look after the local control plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from ...cli.app import App
from ...cli.command import Command, LazyGroup
from ...cli.types import Speed, seconds
from ...output.result import Details, TextResult
from ..shared.delete import yes_option
from .options import DataDirOptions, data_dir_option, folder_of, use


@dataclass(frozen=True)
class ResetOptions(DataDirOptions):
    """What was typed."""

    yes: bool


@dataclass(frozen=True)
class AdvanceOptions(DataDirOptions):
    """What was typed."""

    duration: str


@dataclass(frozen=True)
class SpeedOptions(DataDirOptions):
    """What was typed."""

    factor: float


def show_status(app: App, options: DataDirOptions) -> Details:
    """What the local control plane holds. Raises as `use` does."""
    return Details([use(lambda local: local.status(folder_of(app, options.data_dir)))])


def reset(app: App, options: ResetOptions) -> TextResult:
    """Remove everything. Raises RefusedError where it is not confirmed, and as `use` does."""
    folder = folder_of(app, options.data_dir)
    app.confirm(f"Remove everything in {folder}?", options.yes)
    use(lambda local: local.reset(folder))
    return TextResult([f"Reset {folder}."], {"path": str(folder)})


def advance_clock(app: App, options: AdvanceOptions) -> Details:
    """Move the virtual clock forward. Raises InvalidDataError for a duration that is none, and as `use` does."""
    duration = seconds(options.duration)
    return Details([use(lambda local: local.advance_clock(folder_of(app, options.data_dir), duration))])


def set_clock_speed(app: App, options: SpeedOptions) -> Details:
    """Set how many virtual seconds pass in a second. Raises as `use` does."""
    return Details([use(lambda local: local.set_clock_speed(folder_of(app, options.data_dir), options.factor))])


def _status() -> Command:
    params, summary = [data_dir_option()], "Show what the local control plane holds."
    examples = ["firectl local status", "firectl local status -o json"]
    return Command("status", show_status, params, options=DataDirOptions, help=summary, examples=examples)


def _reset() -> Command:
    params = [data_dir_option(), yes_option()]
    summary = "Remove everything the local control plane holds."
    examples = ["firectl local reset --yes", "firectl local reset --yes -o json"]
    return Command("reset", reset, params, options=ResetOptions, help=summary, examples=examples)


def _advance() -> Command:
    params = [click.Argument(["duration"]), data_dir_option()]
    summary = "Let time pass at once on the local control plane."
    examples = ["firectl local clock advance 10m", "firectl local clock advance 2h30m"]
    return Command("advance", advance_clock, params, options=AdvanceOptions, help=summary, examples=examples)


def _speed() -> Command:
    params = [click.Argument(["factor"], type=Speed()), data_dir_option()]
    summary = "Let time run FACTOR times as fast on the local control plane."
    examples = ["firectl local clock speed 60", "firectl local clock speed 1"]
    return Command("speed", set_clock_speed, params, options=SpeedOptions, help=summary, examples=examples)


def _clock() -> LazyGroup:
    build = {"advance": _advance, "speed": _speed}
    return LazyGroup("clock", build, help="Look after the clock of the local control plane.")


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
