"""`--lock`, `--lock-ok` and `--jitter`: which of several runs goes on, and when it begins.

A lock is a file in the user's state folder, held by the kernel for as long as the process lives: a second run ends at
once, and whatever ends the first, kill -9 too, frees it. It is per user and machine, whatever the profile.
"""

from __future__ import annotations

import random
import re
from contextlib import ExitStack

from ..api.waiting.backoff import Clock
from ..contract.durations import format_duration
from ..errors import LocalIOError, LockHeldError, UsageError
from ..files import try_locked
from .app import App
from .types import seconds

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def begin(app: App, held: ExitStack, clock: Clock | None = None) -> bool:
    """Take the lock and wait for a random while, as the flags say; whether this run goes on.

    `held` keeps the lock. Raises LockHeldError where another run holds it; with --lock-ok this run then ends well.
    """
    name = app.flags.get("lock")
    if name is None and "lock_ok" in app.flags:
        raise UsageError("--lock-ok goes with --lock NAME")
    jitter = app.flags.get("jitter")
    longest = seconds(jitter) if jitter else 0.0
    if name is not None and not _take(app, held, name):
        if "lock_ok" not in app.flags:
            raise LockHeldError(
                f"another run holds the lock {name}; nothing was done",
                hint="Run it again later, or add --lock-ok to end with 0 then.",
            )
        app.console.note(f"another run holds the lock {name}; nothing was done.")
        return False
    if longest:
        pause = random.uniform(0.0, longest)
        app.console.note(f"starting in {format_duration(round(pause, 1))} (--jitter {jitter}).")
        (clock or Clock()).sleep(pause)
    return True


def _take(app: App, held: ExitStack, name: str) -> bool:
    """Whether the lock is held here; also where no lock can be kept, of which is warned."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name a lock", hint="Use up to 64 letters, digits, dots, hyphens and underscores."
        )
    folder = app.settings.folder("state")
    if folder is None:
        app.console.warn(_without(name, "there is no home"))
        return True
    try:
        return held.enter_context(try_locked(folder / "locks" / f"{name}.lock"))
    except LocalIOError as error:
        app.console.warn(_without(name, error.message))
        return True


def _without(name: str, reason: str) -> str:
    return (
        f"the lock {name} cannot be held, and this run goes on without it: {reason}. FIRECTL_STATE_DIR names a folder."
    )
