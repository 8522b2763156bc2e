"""`firectl __refresh KIND FILE [SETTING=VALUE...]`: ask the server for the ids that Tab offers, and store them.

It runs in the background: it prints nothing, ends after SECONDS whatever happens, and tries again after a failure only
when some time has passed.
"""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from .. import contract
from ..completion import cache
from ..contract.names import PUBLIC_ACCOUNT, split_name
from ..errors import FirectlError
from ..output.console import Console
from .app import App

SECONDS = 20
MOST = 1000
"""Ids that are kept: a longer list of offers helps nobody at a prompt."""
PUBLIC = "public-"
"""Before a noun: those of the platform's own account, which everybody may read."""
PROFILES = "profiles"
EXPERIMENTS = "experiments"
_AGAIN = 30.0
_OLD = 7 * 86400.0


def refresh(arguments: Sequence[str]) -> int:
    """Do it; 0, or 1 where it failed."""
    if hasattr(signal, "alarm"):
        signal.alarm(SECONDS)
    kind, path, *settings = arguments
    app = App(Console(io.StringIO(), io.StringIO()), os.environ)
    app.flags = {"request_timeout": "10s", "quiet": "yes"} | dict(text.split("=", 1) for text in settings)
    try:
        lines = sorted(set(_lines(app, kind)))
    except (FirectlError, KeyError):
        lines, _ = cache.read(path)
        _keep(path, lines, _AGAIN)
        return 1
    _keep(path, lines, seconds_good(kind))
    _clear(os.path.dirname(path))
    return 0


def seconds_good(kind: str) -> float:
    """How long ids of a kind are good: jobs and deployments come and go."""
    if kind == EXPERIMENTS:
        return 60.0
    quick = kind in contract.nouns() and contract.load(kind).ids_change
    return 60.0 if quick else cache.LONGEST


def _lines(app: App, kind: str) -> Iterator[str]:
    if kind == PROFILES:
        yield from (name for name in ("local", *app.settings.profiles.values) if split_name(f"accounts/{name}"))
        return
    if kind == EXPERIMENTS:
        from ..api.experiments import marker

        yield from (name for name in marker.all_ids(app.client()) if split_name(f"accounts/{name}"))
        return
    account = PUBLIC_ACCOUNT if kind.startswith(PUBLIC) else None
    resource = contract.load(kind.removeprefix(PUBLIC))
    for item in app.client().list(resource, account=account, limit=MOST):
        name, state = str(item.get("name", "")), str(item.get("state", ""))
        if split_name(name) is not None:  # a server may send anything, and only a valid name may be offered
            plain = state.replace("_", "").isalnum() and state.isascii() and len(state) < 64
            yield f"{name}\t{state}" if plain else name


def _keep(path: str, lines: Sequence[str], seconds: float) -> None:
    with suppress(OSError):
        os.chmod(os.path.dirname(path), 0o700)
        cache.write(path, lines, seconds)


def _clear(folder: str) -> None:
    """Take away what no context has asked for in a week."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.stat().st_mtime < time.time() - _OLD and entry.stat().st_mtime:
                os.unlink(entry.path)
