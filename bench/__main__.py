"""`make bench`: prints each figure as a ratio against its reference, with the target beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import stream, tab, transfer, validate
from .pairs import Pair, compare
from .server import serving

PYTHON = sys.executable
FIRECTL = shutil.which("firectl", path=str(Path(PYTHON).parent)) or "firectl"
BARE = str(Path(__file__).with_name("bare_list.py"))


def pairs(home: Path) -> Iterator[tuple[Pair, float | None, float | None]]:
    """(figures, highest ratio wanted, most MiB wanted) of every benchmark; None where nothing is promised."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    nothing = [PYTHON, "-c", "pass"]
    click = [PYTHON, "-c", "import click"]
    yield compare("--version", [FIRECTL, "--version"], "python -c pass", nothing, plain), 2.0, None
    leaf = [FIRECTL, "sftj", "create", "--help"]
    wrong = [FIRECTL, "sftj", "create", "--nope"]
    yield compare("--help", [FIRECTL, "--help"], "import click", click, plain), 2.0, 18
    yield compare("sftj create --help", leaf, "import click", click, plain), 2.0, 18
    yield compare("a usage error", wrong, "import click", click, plain, ends=2), 2.0, None
    for peer in ("pip", "twine"):
        yield compare("--help", [FIRECTL, "--help"], f"{peer} --help", [PYTHON, "-m", peer, "--help"], plain), 0.5, None
    for peer, words in (("gh", ["--version"]), ("kubectl", ["version", "--client"]), ("aws", ["--version"])):
        if found := shutil.which(peer):
            yield compare(f"{peer} {words[0]}", [found, *words], "python -c pass", nothing, plain), None, None
    listed, reference = [FIRECTL, "models", "list"], "click + requests + tabulate"
    with serving() as url:
        keyed = {**plain, "FIREWORKS_BASE_URL": url, "FIREWORKS_API_KEY": "fw_bench", "FIREWORKS_ACCOUNT_ID": "acme"}
        yield compare("models list, key from the environment", listed, reference, [PYTHON, BARE], keyed), 1.25, 36
        subprocess.run([FIRECTL, "config", "set", "output", "text"], env=keyed, check=True, stdout=subprocess.DEVNULL)
        yield compare("models list, with a profile file", listed, reference, [PYTHON, BARE], keyed), None, 36
    yield from tab.pairs(home, PYTHON, FIRECTL, plain)
    yield from validate.pairs(home, PYTHON, FIRECTL, plain)


def main() -> int:
    """Print the table; 1 where a target is missed."""
    missed = 0
    print(f"{'what':40} {'against':28} {'ratio':>6} {'at most':>8} {'ms':>6} {'MiB':>6}")
    with tempfile.TemporaryDirectory() as home:
        for pair, ratio, rss in pairs(Path(home)):
            late = (ratio is not None and pair.ratio > ratio) or (rss is not None and pair.rss > rss)
            missed += late
            wanted = "" if ratio is None else f"{ratio:.2f}"
            figures = f"{pair.ratio:6.2f} {wanted:>8} {pair.wall * 1000:6.0f} {pair.rss:6.1f}"
            memory = f" (at most {rss:.0f})" if rss is not None else ""
            print(f"{pair.name:40} {pair.reference:28} {figures}{memory}{'  MISSED' if late else ''}")
    return max(stream.main([], [FIRECTL]), transfer.main([]), 1 if missed else 0)


if __name__ == "__main__":
    sys.exit(main())
