"""What each shell offers for a command line, asked of the shell itself. One process answers many lines."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

from ..helpers import ROOT

COMPLETIONS = ROOT / "completions"
HERE = Path(__file__).parent

_BASH = r"""
set -u
source "$1"
while IFS= read -r line; do
    IFS=$'\x1f' read -r -a COMP_WORDS <<<"$line"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _firectl
    [[ ${#COMPREPLY[@]} -gt 0 ]] && printf '%s\n' "${COMPREPLY[@]}"
    printf '%s\n' --
done
"""

_FISH = r"""
source $argv[1]
while read -l line
    complete -C "$line" | string replace -r '\t.*' ''
    printf '%s\n' --
end
"""

Offers = list[list[str]]


def in_bash(lines: list[str], folder: Path) -> Offers:
    """By its function, with the words split as bash splits them; the bash-completion package plays no part."""
    split = "".join("".join(f"{word}\x1f" for word in _bash_words(line)) + "\n" for line in lines)
    argv = ["bash", "--norc", "--noprofile", "-c", _BASH, "bash", str(COMPLETIONS / "firectl.bash")]
    return _ask(argv, split, folder)


def in_fish(lines: list[str], folder: Path) -> Offers:
    """By `complete -C`."""
    argv = ["fish", "--no-config", "-c", _FISH, str(COMPLETIONS / "firectl.fish")]
    return _ask(argv, "".join(f"{line}\n" for line in lines), folder)


def in_zsh(lines: list[str], folder: Path, options: str = "") -> Offers:
    """By Tab in an interactive shell that has `options` set."""
    argv = ["zsh", "-f", str(HERE / "capture.zsh"), str(COMPLETIONS), str(folder.parent), shutil.which("zsh") or ""]
    return _ask(argv, "".join(f"{line}\n" for line in lines), folder, FIRECTL_SETOPT=options)


ASK = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}


def missing(shell: str) -> str | None:
    """Why a shell cannot be asked, if so."""
    return None if shutil.which(shell) else f"{shell} is not installed: apt install {shell}"


def _ask(argv: list[str], stdin: str, folder: Path, **more: str) -> Offers:
    # A PATH with nothing in it: a completion that starts a process fails here.
    program = shutil.which(argv[0]) or argv[0]
    environ = {"PATH": str(folder / "empty"), "HOME": str(folder), "TERM": "dumb", "LC_ALL": "C.UTF-8", **more}
    done = subprocess.run(
        [program, *argv[1:]], input=stdin, capture_output=True, text=True, timeout=60, env=environ, cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [[hit for hit in block.splitlines() if hit] for block in re.split(r"^--$", done.stdout, flags=re.M)[:-1]]


def _bash_words(line: str) -> list[str]:
    """As COMP_WORDBREAKS splits a line, `=` and `:` being words of their own."""
    return re.findall(r"[=:]+|[^\s=:]+", line) + ([""] if line.endswith(" ") else [])


def typed_in_bash(keys: str, folder: Path, setup: str = "", name: str = "firectl") -> str:
    """What a real, interactive bash has on the command line after `keys`, Tab among them: the words, in brackets."""
    ours, theirs = pty.openpty()
    rc = folder / "rc"
    rc.write_text(
        f"PS1=\nbind 'set bell-style none'\nbind 'set enable-bracketed-paste off'\n{setup}\n"
        f"function {name} {{ printf '<%s>' \"$@\"; exit; }}\n"
    )
    environ = {**os.environ, "HOME": str(folder), "TERM": "dumb", "HISTFILE": "", "INPUTRC": "/dev/null"}
    argv = ["bash", "--noprofile", "--rcfile", str(rc), "-i"]
    shell = subprocess.Popen(
        argv, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environ, cwd=folder, start_new_session=True
    )
    os.close(theirs)
    try:
        os.write(ours, f"{name} {keys}\n".encode())
        out, _ = shell.communicate(timeout=20)
    finally:
        shell.kill()
        os.close(ours)
    return out.decode()
