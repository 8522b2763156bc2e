"""`completion`: the script for a shell, printed or written where the shell looks for it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import Option
from ..cli.types import Choice
from ..errors import ConfigError
from ..output.result import TextResult

SHELLS = ("bash", "zsh", "fish")
_FILES = {"bash": "firectl.bash", "zsh": "_firectl", "fish": "firectl.fish"}
_SHARED = {"bash": "bash-completion/completions", "zsh": "zsh/site-functions", "fish": "fish/vendor_completions.d"}


@dataclass(frozen=True)
class CompletionOptions:
    """What was typed."""

    shell: str
    install: bool


def run(app: App, options: CompletionOptions) -> TextResult:
    """The script, or with --install the file it was written to, the first of `places`.

    Raises ConfigError without a home, LocalIOError where the file cannot be written.
    """
    shell, scripts = options.shell, _scripts()
    text = scripts[_FILES[shell]]
    if not options.install:
        return TextResult(text.splitlines(), {"shell": shell, "script": text})
    from ..files import make_private_dir, write_atomic

    path = places(shell, app.environ)[0]
    make_private_dir(path.parent)
    for name in scripts:
        if Path(name).suffix == path.suffix:  # the file for the other name of the command, too
            write_atomic(path.parent / name, scripts[name].encode())
    return TextResult([f"Wrote {path}.", *_next_steps(shell, path)], {"shell": shell, "file": str(path)})


def places(shell: str, environ: Mapping[str, str]) -> list[Path]:
    """Where `shell` looks for our script: the user's own place, then those of the machine.

    Raises ConfigError without a home.
    """
    home = environ.get("HOME")
    if not home:
        raise ConfigError("there is no home to install completion in", hint="Set HOME.")
    own = {
        "bash": Path(environ.get("XDG_DATA_HOME") or f"{home}/.local/share", _SHARED["bash"]),
        "zsh": Path(environ.get("ZDOTDIR") or home, ".zfunc"),
        "fish": Path(environ.get("XDG_CONFIG_HOME") or f"{home}/.config", "fish/completions"),
    }
    machine = [Path(prefix, "share", _SHARED[shell]) for prefix in (sys.prefix, "/usr/local", "/usr")]
    return [folder / _FILES[shell] for folder in (own[shell], *machine)]


def _scripts() -> dict[str, str]:
    """Each file's name and text."""
    from ..docs import scripts, tree

    return {Path(place).name: text for place, text in scripts.scripts(tree.read()).items()}


def _next_steps(shell: str, path: Path) -> list[str]:
    """What is left to do by hand."""
    if shell == "bash":
        return [
            "New shells with the bash-completion package find it by themselves.",
            f"Without that package, put this into ~/.bashrc: source '{path}'",
        ]
    if shell == "zsh":
        line = f"fpath=('{path.parent}' $fpath); autoload -Uz compinit; compinit"
        return ["Unless it is there already, put this into ~/.zshrc:", f"    {line}"]
    return ["New shells find it by themselves."]


def COMMAND() -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["shell"], type=Choice(SHELLS)),
        Option(["--install"], is_flag=True, help="Write it where your shell looks for it, for you alone."),
    ]
    examples = ["firectl completion bash --install", "firectl completion zsh > _firectl"]
    summary = "Print or install the completion of a shell."
    return Command("completion", run, params, options=CompletionOptions, help=summary, examples=examples)
