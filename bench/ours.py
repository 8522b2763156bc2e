"""Validation as `datasets validate` does it, with a number of processes: `python ours.py PROCESSES FILE`."""

import sys
from pathlib import Path

from firectl_py.validation import validate

if __name__ == "__main__":
    report = validate([Path(sys.argv[2])], processes=int(sys.argv[1]))
    sys.exit(bool(report.problem_count))
