"""`python -m firectl_py.docs --write|--check [--root DIR]`.

`man/` and `completions/` hold nothing but what is made here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import command_pages, release, scripts, tree

FOLDERS = ("man", "completions")


def made() -> dict[str, str]:
    """Every generated file's place in the checkout, and its text."""
    root = tree.read()
    return {**command_pages.man_pages(root), **scripts.scripts(root)}


def problems(root: Path, files: dict[str, str]) -> list[str]:
    """What stands under `root` and should not, or not so."""
    found = [
        f"{place}: {'stale' if (root / place).is_file() else 'missing'}"
        for place, text in files.items()
        if not (root / place).is_file() or (root / place).read_text(encoding="utf-8") != text
    ]
    return sorted(found + [f"{place}: left over" for place in _left_over(root, files)])


def write(root: Path, files: dict[str, str]) -> None:
    """Make everything anew, and remove what is not made any more."""
    for place in _left_over(root, files):
        (root / place).unlink()
    for place, text in files.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8", newline="\n")


def _left_over(root: Path, files: dict[str, str]) -> list[str]:
    there = (path.relative_to(root).as_posix() for folder in FOLDERS for path in (root / folder).glob("*"))
    return [place for place in there if place not in files]


def main(argv: list[str] | None = None) -> int:
    """Run it; 1 where --check finds something."""
    parser = argparse.ArgumentParser(prog="python -m firectl_py.docs", description="Man pages and completions.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="make man/ and completions/ anew")
    what.add_argument("--check", action="store_true", help="fail where they are not what the commands say")
    parser.add_argument("--root", type=Path, default=release.ROOT, help="where the two folders are")
    options = parser.parse_args(argv)
    files = made()
    if options.write:
        write(options.root, files)
        return 0
    found = problems(options.root, files)
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("`make docs` puts it right.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
