"""`costs`: what things would cost, what runs up a bill now, and the prices behind both."""

from __future__ import annotations

from ...cli.command import Command, LazyGroup


def _estimate() -> LazyGroup:
    from . import estimate

    verbs = {
        "sftj": estimate.job_command,
        "deployment": estimate.deployment_command,
        "inference": estimate.tokens_command,
    }
    return LazyGroup("estimate", verbs, help="Show what something would cost; nothing is made.")


def _running() -> Command:
    from . import running

    return running.command()


def _prices() -> Command:
    from . import prices

    return prices.command()


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"estimate": _estimate, "running": _running, "prices": _prices}
    return LazyGroup("costs", verbs, help="See what things cost, before and while they run.")
