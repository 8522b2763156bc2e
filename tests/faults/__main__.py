"""`python -m tests.faults`: the whole matrix and the table of figures. Exit 1 where a target is missed."""

from __future__ import annotations

import argparse
import sys
import time

from . import figures


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="cells of the matrix whose name holds this, and nothing else")
    parser.add_argument("--quick", action="store_true", help="the other figures with a tenth of the runs")
    args = parser.parse_args()
    started, share = time.monotonic(), 10 if args.quick else 1
    found, bad = figures.matrix(args.only)
    for verdict in bad:
        print(f"{verdict.cell}: {'; '.join(verdict.wrong)}\n{verdict.ran}\n")
    if not args.only:
        found += figures.duplicates(1000 // share)
        found += figures.terminal_bytes()
        found += figures.config_updates(50, 20 // share)
        found += figures.gzip_bomb()
        found += figures.amplification()
        found += figures.killed_transfers(100 // share)
    print(figures.table(found))
    print(f"{time.monotonic() - started:.0f} s")
    return 0 if all(figure.met for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
