"""The entry point, and the only place that exits. `--version` is answered before anything is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run firectl with the process's arguments and return the exit status."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from . import __version__

        print(f"firectl-py {__version__}")
        return 0
    from .cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
