"""Blocks of commands that a text shows, and running them as they are printed, on the local control plane."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ELSEWHERE = {
    "make quickstart": "continuous integration runs it",
    "make test": "runs this",
    "pip install .": "this is installed already",
    "pip install '.[local]'": "this is installed already",
    "pipx install '.[local]'": "this is installed already",
    "firectl login": "asks for a key",
    "firectl -p staging login": "asks for a key",
    "firectl local serve --port 8642": "goes on until it is stopped, and the port may be taken",
    "firectl local serve --tls": "goes on until it is stopped",
}
"""Lines that are tested where their kind is, or by nobody but their reader."""
ENDS = {"firectl api GET '/v1/accounts/{account}/routers'": 12}
"""Exit codes other than 0: there are no routers on the local control plane."""
SCHEDULE = re.compile(r"(?:[\d*/,-]+ +){5}(?=\S)")
COMMAND = re.compile(r"firectl |export |make |pip |pipx |(?:[\d*/,-]+ +){5}")
"""How a block begins that is meant to be typed, or put into a crontab."""


def indented(text: str) -> list[str]:
    """The blocks of a text that are indented by four spaces."""
    found: list[list[str]] = []
    before = ""
    for line in text.splitlines():
        if line.startswith("    "):
            if not before.startswith("    "):
                found.append([])
            found[-1].append(line[4:])
        if line.strip() or not before.startswith("    "):
            before = line
    return ["\n".join(block) for block in found]


def fenced(text: str, language: str) -> list[str]:
    """The fenced blocks of a language in a Markdown text."""
    return re.findall(rf"^```{language}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def lines_of(block: str) -> list[str]:
    """The commands of a block, without what cron wants before them and what is said behind them."""
    joined = re.sub(r" \\\n +", " ", block).splitlines()
    return [SCHEDULE.sub("", re.sub(r" {2,}# .*|  +#.*", "", line)).rstrip() for line in joined]


def run(block: str, folder: Path, variables: dict[str, str]) -> None:
    """Run the lines of a block in one shell after the other; each must end as it should."""
    exported: list[str] = []
    for line in lines_of(block):
        if line.startswith("export "):
            exported.append(line)
        elif line and line not in ELSEWHERE:
            done = bash("\n".join([*exported, line]), folder, variables)
            assert done.returncode == ENDS.get(line, 0), f"{line}\n{done.stdout}"


def bash(script: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a script prints, both streams as one, as a terminal shows them."""
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


def python(code: str, folder: Path, variables: dict[str, str]) -> None:
    """Run a block of Python; it must say nothing on stderr."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=variables, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
