"""`experiments`: named comparisons of models on a data set.

The platform has no such resource. An experiment is made of data sets and batch inference jobs, found again by their
names: `api.experiments.names` says which.
"""

from __future__ import annotations

import click

from ...cli.command import LazyGroup


def _create() -> click.Command:
    from . import create

    return create.command()


def _list() -> click.Command:
    from . import show

    return show.list_command()


def _get() -> click.Command:
    from . import show

    return show.get_command()


def _run() -> click.Command:
    from . import run

    return run.command()


def _results() -> click.Command:
    from . import results

    return results.command()


def _delete() -> click.Command:
    from . import delete

    return delete.command()


def COMMAND() -> LazyGroup:
    """The group."""
    verbs = {"create": _create, "list": _list, "get": _get, "run": _run, "results": _results, "delete": _delete}
    return LazyGroup("experiments", verbs, help="Compare models on a data set.")
