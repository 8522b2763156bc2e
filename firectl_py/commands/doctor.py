"""`doctor`: what is wrong with this set-up, and what to do. Imports config, errors and its neighbours."""

from __future__ import annotations

from ..errors import FirectlError
from ..output.result import Lines
from ._app import App
from ._base import Leaf

SUMMARY = "Check endpoint, key, configuration and machine."
ALIASES: tuple[str, ...] = ()
_SIGNS = {"ok": "ok      ", "warning": "warning ", "problem": "PROBLEM "}


def run(app: App) -> Lines:
    """Every check, the ones that need nothing first; the exit code is that of the first problem."""
    from . import _doctor_machine, _doctor_network

    findings = [*_doctor_machine.checks(app), *_doctor_network.checks(app)]
    lines, problem = [], None
    for finding in findings:
        lines.append(f"{_SIGNS[finding.status]}{finding.check}: {finding.found}")
        if finding.advice:
            lines.append(f"        {finding.advice}")
        problem = problem or finding.error
    data = [{"check": f.check, "status": f.status, "found": f.found, "advice": f.advice} for f in findings]
    return Lines(lines, data, error=_counted(problem, sum(f.status == "problem" for f in findings)))


def _counted(error: FirectlError | None, count: int) -> FirectlError | None:
    """The first problem, as what the whole run failed with."""
    if error is not None and count > 1:
        error.message = f"{error.message} (the first of {count} problems)"
    return error


def COMMAND() -> Leaf:
    """The command."""
    return Leaf(
        "doctor",
        run,
        help=SUMMARY,
        calls=("GET /v1/accounts",),
        examples=["firectl -p local doctor", "firectl -p local doctor -o json"],
    )
