"""`doctor`: what is wrong with this set-up, and what to do."""

from __future__ import annotations

from ...cli.app import App
from ...cli.command import Command
from ...errors import FirectlError
from ...output.result import TextResult

_SIGNS = {"ok": "ok      ", "warning": "warning ", "problem": "PROBLEM "}


def run(app: App) -> TextResult:
    """Every check, the ones that need nothing first; the exit code is that of the first problem."""
    from . import machine, network

    findings = [*machine.checks(app), *network.checks(app)]
    lines, problem = [], None
    for finding in findings:
        lines.append(f"{_SIGNS[finding.status]}{finding.check}: {finding.found}")
        if finding.advice:
            lines.append(f"        {finding.advice}")
        problem = problem or finding.error
    data = [{"check": f.check, "status": f.status, "found": f.found, "advice": f.advice} for f in findings]
    return TextResult(lines, data, error=_counted(problem, sum(f.status == "problem" for f in findings)))


def _counted(error: FirectlError | None, count: int) -> FirectlError | None:
    """The first problem, as what the whole run failed with."""
    if error is not None and count > 1:
        error.message = f"{error.message} (the first of {count} problems)"
    return error


def COMMAND() -> Command:
    """The command."""
    return Command(
        "doctor",
        run,
        help="Check endpoint, key, configuration and machine.",
        calls=("GET /v1/accounts",),
        examples=["firectl -p local doctor", "firectl -p local doctor -o json"],
    )
