"""The options of commands that upload files."""

from __future__ import annotations

import click

from ...cli.options import FILES, Option
from ...exits import ExitCode


def options() -> list[click.Parameter]:
    """`--parallel` and `--require-checksum`."""
    return [
        Option(
            ["--parallel"],
            section=FILES,
            type=click.IntRange(1, 32),
            default=4,
            show_default=True,
            exits=(ExitCode.INTEGRITY, ExitCode.PARTIAL),
            help="Files sent at once.",
        ),
        Option(
            ["--require-checksum"],
            section=FILES,
            is_flag=True,
            help="Fail (exit 14) where the storage does not state the checksum of what it holds.",
        ),
    ]
