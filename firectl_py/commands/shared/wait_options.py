"""The options of waiting, and what they were given. Apart from the waiting itself, which few commands come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import click

from ...cli.types import Duration
from ...contract import Resource


class WaitOptions(NamedTuple):
    """How long a wait may take, in seconds; None is for ever."""

    timeout: float | None = None
    stall: float | None = None
    interval: float | None = None


@dataclass(frozen=True)
class WaitFlags:
    """`--wait` and what goes with it, as they were typed: a member of the options of a command that starts something.

    Times are in seconds. `wait_timeout` is None for a command without --wait.
    """

    wait: bool = False
    wait_timeout: float | None = None
    stall_timeout: float | None = None


class StateName(click.ParamType[str]):
    """A state, judged by what waits for it, with no prefix, in any case."""

    name = "state"

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @property
    def choices(self) -> tuple[str, ...]:
        """What completion offers."""
        from ...api.waiting.watchlist import GONE, short

        words = (short(state) for state in self.resource.by_name["state"].values)
        return (*dict.fromkeys((*words, "DELETED", GONE)),)


def options(default: str, *, stalls: bool = True) -> list[click.Parameter]:
    """`--wait` and what goes with it, for a command that starts something; `stalls` where progress can be seen."""
    return [
        click.Option(["--wait"], is_flag=True, help="Return when it is done; fail if it fails."),
        click.Option(
            ["--wait-timeout"], type=Duration(), default=default, show_default=True, help="Longest time for --wait."
        ),
        *([stall_option()] if stalls else []),
    ]


def stall_option() -> click.Option:
    """`--stall-timeout`."""
    return click.Option(
        ["--stall-timeout"], type=Duration(0.1), help="Give up (exit 11) after this long without any progress."
    )


def patience_of(values: dict[str, Any]) -> WaitOptions:
    """What `options` were given."""
    return WaitOptions(values["wait_timeout"], values.get("stall_timeout"))
