"""`doctor`: what is wrong with this set-up, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import NoOptions
from ...errors import FirectlError
from ...output.result import TextResult

if TYPE_CHECKING:
    from ...api.diagnosis import Finding

_SIGNS = {"ok": "ok      ", "warning": "warning ", "problem": "PROBLEM "}


def run(app: App, options: NoOptions) -> TextResult:
    """Every check, those of this machine first. The exit code is that of the first problem."""
    from . import machine

    findings = [*machine.checks(app), *_network(app)]
    lines, error = [], None
    for finding in findings:
        lines.append(f"{_SIGNS[finding.status]}{finding.check}: {finding.found}")
        if finding.advice:
            lines.append(f"        {finding.advice}")
        error = error or finding.error
    data = [{"check": f.check, "status": f.status, "found": f.found, "advice": f.advice} for f in findings]
    return TextResult(lines, data, error=_counted(error, sum(f.status == "problem" for f in findings)))


def _network(app: App) -> Iterator[Finding]:
    from ...api import diagnosis

    if app.settings.is_local:
        yield from diagnosis.answer("in this process", app.client)
        return
    try:
        settings = app.settings
        endpoint = diagnosis.Endpoint(
            settings.value("base_url"), app.client, settings.value("cacert"), "insecure" in app.flags
        )
    except FirectlError as error:
        yield diagnosis.problem("endpoint", error)
        return
    yield from diagnosis.network(endpoint)


def _counted(error: FirectlError | None, count: int) -> FirectlError | None:
    """The first problem, which says that it is one of several."""
    if error is not None and count > 1:
        error.message = f"{error.message} (the first of {count} problems)"
    return error


def COMMAND() -> Command:
    """The command."""
    return Command(
        "doctor",
        run,
        options=NoOptions,
        help="Check endpoint, key, configuration and machine.",
        calls=("GET /v1/accounts",),
        examples=["firectl -p local doctor", "firectl -p local doctor -o json"],
    )
