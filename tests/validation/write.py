"""Rows to judge, and files of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from firectl_py.validation import ValidationReport, validate

from ..helpers import ROOT

USER = {"role": "user", "content": "hi"}
BOT = {"role": "assistant", "content": "ho"}
GOOD = '{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}'
PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    """A chat row."""
    return {"messages": list(messages), **more}


def write(path: Path, *rows: Any) -> Path:
    """A file of rows: bytes and text as they are, anything else as JSON."""
    lines = [
        row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode() for row in rows
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def judged(folder: Path, *rows: Any, format: str = "", enough: bool = False, **more: Any) -> ValidationReport:
    """The report on a file of these rows; small examples are not too few."""
    return validate([write(folder / "rows.jsonl", *rows)], format, enough=enough, **more)


def errors(report: ValidationReport) -> list[str]:
    """Its problems, without the folder of the test."""
    return [str(problem._replace(file="")).removeprefix(":") for problem in report.problems]


def warnings(report: ValidationReport) -> list[str]:
    """Its oddities, without the folder of the test."""
    return [sentence.partition("rows.jsonl:")[2].strip() for sentence in report.warnings()]


def alone(path: Path, processes: int) -> tuple[list[str], float]:
    """(problems, peak resident MiB) of a process of its own that judges a file; its helper counts too."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(path), str(processes)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    *problems, peak = done.stdout.splitlines()
    return problems, int(peak) / 1024


# VmHWM where there is one: ru_maxrss of a new process begins with that of the process that started it.
_ALONE = """
import re, resource, sys
from pathlib import Path
from firectl_py.validation import validate
if __name__ == "__main__":
    for problem in validate([Path(sys.argv[1])], processes=int(sys.argv[2])).problems:
        print(problem)
    status = Path("/proc/self/status")
    own = re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1] if status.exists() else 0
    print(max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""
