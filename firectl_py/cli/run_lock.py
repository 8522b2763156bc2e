"""`--lock`, `--lock-fail` and `--jitter`: whose turn it is, and when it begins.

A lock is a file in the user's state folder, held by the kernel for as long as the process lives: a second run ends at
once, and whatever ends the first, kill -9 too, frees it. It is per user and machine, whatever the profile.
"""

from __future__ import annotations

import random
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ..api.waiting.backoff import Clock
from ..contract.durations import format_duration
from ..errors import BusyError, ConfigError, UsageError
from ..files import try_locked
from .types import seconds

if TYPE_CHECKING:
    from .app import App

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def begin(app: App, held: ExitStack) -> bool:
    """Take the lock and wait for a random while, as the flags say; whether this run may go on.

    `held` keeps the lock. Raises BusyError with --lock-fail where another run holds it.
    """
    name = app.flags.get("lock")
    if name is None and "lock_fail" in app.flags:
        raise UsageError("--lock-fail goes with --lock NAME")
    jitter = app.flags.get("jitter")
    longest = seconds(jitter) if jitter else 0.0
    if name is not None and not _take(app, held, name):
        return False
    if longest:
        pause = random.uniform(0.0, longest)
        app.console.note(f"starting in {format_duration(round(pause, 1))} (--jitter {jitter}).")
        Clock().sleep(pause)
    return True


def _take(app: App, held: ExitStack, name: str) -> bool:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name a lock", hint="Use up to 64 letters, digits, dots, hyphens and underscores."
        )
    folder = app.settings.folder("state")
    if folder is None:
        raise ConfigError("there is no home for a lock", hint="Set FIRECTL_STATE_DIR.")
    path = folder / "locks" / f"{name}.lock"
    if held.enter_context(try_locked(path)):
        return True
    if "lock_fail" in app.flags:
        raise BusyError(f"another run holds the lock {name}", hint=f"The lock is {path}.")
    app.console.note(f"another run holds the lock {name}; nothing was done.")
    return False
