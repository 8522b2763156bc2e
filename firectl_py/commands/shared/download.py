"""What the downloads of data sets and of models have in common: their options, and what they print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ...cli.options import FILES, Option
from ...exits import ExitCode
from ...output.result import TextResult


@dataclass(frozen=True, kw_only=True)
class DownloadOptions:
    """What every download takes. `folder` is the argument DIR, `output_dir` the flag."""

    folder: str | None = None
    output_dir: str | None = None
    overwrite: bool = False
    skip_existing: bool = False


def download_params() -> list[click.Parameter]:
    """DIR, and what becomes of files that exist."""
    return [
        click.Argument(["folder"], required=False, metavar="DIR"),
        Option(
            ["--output-dir"],
            section=FILES,
            metavar="DIR",
            exits=(ExitCode.CONFLICT, ExitCode.INTEGRITY),
            help="Folder to write to, instead of the argument.",
        ),
        Option(["--overwrite"], section=FILES, is_flag=True, help="Replace files that exist."),
        Option(["--skip-existing"], section=FILES, is_flag=True, help="Keep files that exist with the same content."),
    ]


def downloaded(name: str, written: Sequence[Path]) -> TextResult:
    """The files that were written, for people and for programs."""
    paths = [str(path) for path in written]
    return TextResult(paths, {"name": name, "files": paths})
