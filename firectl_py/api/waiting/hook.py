"""A program of the user's that is told what happened during a wait.

It is started without a shell, gets the event as JSON on standard input and an environment without keys. What it prints
goes to `output`. A failure, or more time than it has, is warned of and does not end the wait.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ...contract.json_types import JsonObject
from ...errors import UsageError

if TYPE_CHECKING:
    import subprocess

TIME_LIMIT = 60.0
"""Seconds the program has for one event."""
_LEAST = 1.0
"""Seconds that it has in any case, also where the wait has less left."""
_SECRET_ENDINGS = ("API_KEY", "TOKEN", "SECRET", "PASSWORD")


class ChangeHook:
    """Runs `command` for one event at a time.

    `output` is the file descriptor for what it prints, `warn` is told what went wrong, `is_secret` says whether a text
    holds a key and must not be in its environment, `spelled` gives an event as the program is to get it. Raises
    UsageError where there is no such program.
    """

    def __init__(
        self,
        command: str,
        *,
        warn: Callable[[str], None],
        output: int | None = None,
        is_secret: Callable[[str], bool] = lambda text: False,
        spelled: Callable[[JsonObject], JsonObject] = lambda event: event,
    ) -> None:
        import shlex
        import shutil

        self._warn, self._output, self._is_secret, self._spelled = warn, output, is_secret, spelled
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise UsageError(f"--on-change {command!r}: {error}") from None
        if not self._words or shutil.which(self._words[0]) is None:
            named = self._words[0] if self._words else command
            raise UsageError(f"--on-change: there is no program {named!r}", hint="cron's PATH is short: give a path.")

    def __call__(self, event: JsonObject, seconds: float | None = None) -> None:
        """Tell it one event and wait until it ends, at most TIME_LIMIT or the given seconds."""
        import json
        from concurrent.futures import ThreadPoolExecutor

        limit = TIME_LIMIT if seconds is None else min(TIME_LIMIT, max(_LEAST, seconds))
        children: list[subprocess.Popen[bytes]] = []
        try:
            # Started in a thread: a signal that arrives meanwhile interrupts this one, and the program is known still.
            with ThreadPoolExecutor(1) as starter:
                starter.submit(lambda: children.append(self._start())).result()
            self._finish(children[0], json.dumps(self._spelled(event)).encode(), limit)
        except OSError as error:
            self._warn(f"--on-change: {self._words[0]}: {error.strerror}")
        finally:
            for child in children:
                _end(child)

    def _start(self) -> subprocess.Popen[bytes]:
        import subprocess

        return subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=self._output, env=self._environ(), start_new_session=True
        )

    def _finish(self, child: subprocess.Popen[bytes], event: bytes, limit: float) -> None:
        from subprocess import TimeoutExpired

        try:
            with suppress(BrokenPipeError):  # it need not read what happened
                child.communicate(event, timeout=limit)
            if child.wait(limit):
                self._warn(f"--on-change: {self._words[0]} ended with {child.returncode}")
        except TimeoutExpired:
            self._warn(f"--on-change: {self._words[0]} was stopped after {limit:.3g} s")

    def _environ(self) -> dict[str, str]:
        """The environment of this process, without what is a key or looks like one."""
        return {
            name: value
            for name, value in os.environ.items()
            if not name.upper().endswith(_SECRET_ENDINGS) and not self._is_secret(value)
        }


def _end(child: subprocess.Popen[bytes]) -> None:
    """Stop a program that still runs, and all that it started, because it must not outlive the wait."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL) if hasattr(os, "killpg") else child.kill()
        child.wait()
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
