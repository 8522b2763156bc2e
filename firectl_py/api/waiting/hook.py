"""`--on-change CMD`: a program of the user's that is told what happened.

It is started without a shell, gets the event as JSON on standard input and an environment without keys; what it prints
goes to our stderr. A failure, or more than TIME_LIMIT seconds, is noted and ends nothing: the wait goes on.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...errors import UsageError

if TYPE_CHECKING:
    import subprocess

TIME_LIMIT = 60.0
_SECRET = ("API_KEY", "TOKEN", "SECRET", "PASSWORD")


def option() -> click.Option:
    """`--on-change`."""
    return click.Option(
        ["--on-change"], metavar="CMD", help="Run this at each change, with the event as JSON on its stdin; no shell."
    )


class OnChange:
    """Runs the program. Raises UsageError where there is none: better now than at the first change."""

    def __init__(self, app: App, command: str) -> None:
        import shlex
        import shutil

        self._app = app
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise UsageError(f"--on-change {command!r}: {error}") from None
        if not self._words or shutil.which(self._words[0]) is None:
            named = self._words[0] if self._words else command
            raise UsageError(f"--on-change: there is no program {named!r}", hint="cron's PATH is short: give a path.")

    def __call__(self, event: dict[str, Any]) -> None:
        """Tell it one event, and wait for it to end."""
        import json
        import subprocess

        try:
            with subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,
                stdout=self._app.console.err.fileno(),
                env=self._environ(),
                start_new_session=True,
            ) as child:
                self._finish(child, json.dumps(event).encode())
        except OSError as error:
            self._app.console.warn(f"--on-change: {self._words[0]}: {error.strerror}")

    def _finish(self, child: subprocess.Popen[bytes], event: bytes) -> None:
        from subprocess import TimeoutExpired

        try:
            with suppress(BrokenPipeError):  # it need not read what happened
                child.communicate(event, timeout=TIME_LIMIT)
            if child.wait():
                self._app.console.warn(f"--on-change: {self._words[0]} ended with {child.returncode}")
        except TimeoutExpired:
            self._app.console.warn(f"--on-change: {self._words[0]} was stopped after {TIME_LIMIT:g} s")
        finally:
            if child.poll() is None:  # too late, or we are told to stop: neither it nor its children are left behind
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL) if hasattr(os, "killpg") else child.kill()

    def _environ(self) -> dict[str, str]:
        """Ours, without what looks like a key."""
        return {name: value for name, value in os.environ.items() if not name.upper().endswith(_SECRET)}
