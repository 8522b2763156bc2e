"""The options of waiting: `--wait` of a command that starts something, and the states of `--for`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ...cli.options import WAITING, Option
from ...cli.types import Duration
from ...contract import Resource
from ...exits import ExitCode

if TYPE_CHECKING:
    from ...api.waiting.options import WaitOptions

WAIT_EXITS = (ExitCode.WAIT_FAILED, ExitCode.WAIT_STALLED, ExitCode.WAIT_TIMEOUT)
"""How a wait can end without its goal."""


@dataclass(frozen=True)
class WaitFlags:
    """`--wait` and what goes with it, as they were typed: a member of the options of a command that starts something.

    Times are in seconds. `wait_timeout` is None for a command without --wait.
    """

    wait: bool = False
    wait_timeout: float | None = None
    stall_timeout: float | None = None

    @property
    def limits(self) -> WaitOptions:
        """The limits of the wait that was asked for."""
        from ...api.waiting.options import WaitOptions

        return WaitOptions(self.wait_timeout, self.stall_timeout)


class StateName(click.ParamType[str]):
    """A state, without its prefix and in any case. The wait itself refuses a word that is not one."""

    name = "state"

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    @property
    def choices(self) -> tuple[str, ...]:
        """What completion offers."""
        from ...api.waiting.goal import goal_words

        return goal_words(self.resource)


def options(default: str, *, stalls: bool = True) -> list[click.Parameter]:
    """`--wait` and what goes with it, for a command that starts something; `stalls` where progress can be seen."""
    return [
        Option(
            ["--wait"], is_flag=True, section=WAITING, exits=WAIT_EXITS, help="Return when it ended; fail if it failed."
        ),
        Option(
            ["--wait-timeout"],
            type=Duration(),
            default=default,
            show_default=True,
            section=WAITING,
            help="Longest time for --wait.",
        ),
        *([stall_option()] if stalls else []),
    ]


def stall_option() -> click.Option:
    """`--stall-timeout`."""
    return Option(
        ["--stall-timeout"],
        type=Duration(0.1),
        section=WAITING,
        help="Give up (exit 11) after this long without any progress.",
    )
