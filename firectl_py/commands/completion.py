"""`completion`: the script for a shell, printed or put where the shell looks for it.

The script is made from the commands when it is asked for, the same that the repository holds.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from ..cli.app import App
from ..cli.command import Command
from ..errors import ConfigError
from ..output.result import TextResult

SHELLS = ("bash", "zsh", "fish")
_FILES = {"bash": "firectl.bash", "zsh": "_firectl", "fish": "firectl.fish"}
_SHARED = {"bash": "bash-completion/completions", "zsh": "zsh/site-functions", "fish": "fish/vendor_completions.d"}


def run(app: App, shell: str, install: bool) -> TextResult:
    """Print the script, or write it to the first of `places`."""
    made = _scripts()
    text = made[_FILES[shell]]
    if not install:
        return TextResult(text.splitlines(), {"shell": shell, "script": text})
    from ..files import make_private_dir, write_atomic

    path = places(shell, app.environ)[0]
    make_private_dir(path.parent)
    for name in made:
        if Path(name).suffix == path.suffix:  # with it what stands for the other name of the command
            write_atomic(path.parent / name, made[name].encode())
    return TextResult([f"Wrote {path}.", *_then(shell, path)], {"shell": shell, "file": str(path)})


def places(shell: str, environ: Mapping[str, str]) -> list[Path]:
    """Where a script of ours is found by `shell`: the user's own place, then those of the machine.

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


def _then(shell: str, path: Path) -> list[str]:
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
        click.Argument(["shell"], type=click.Choice(SHELLS)),
        click.Option(["--install"], is_flag=True, help="Put it where the shell looks for it, for you alone."),
    ]
    examples = ["firectl completion bash --install", "firectl completion zsh > _firectl"]
    return Command("completion", run, params, help="Print or install the completion of a shell.", examples=examples)
