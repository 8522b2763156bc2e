"""What `doctor` checks without a network: versions, configuration, folders, key."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ...api.diagnosis import Finding, problem
from ...cli.app import App
from ...config import credentials, store
from ...config.settings import SPECS
from ...errors import ConfigError, FirectlError, NotSignedInError
from ...files import missing_locks
from ...suggestions import did_you_mean
from ...version import __version__

_NOT_SETTINGS = {"FIRECTL_PROFILE", "FIRECTL_CONFIG_DIR", "FIRECTL_STATE_DIR", "FIRECTL_CACHE_DIR", "FIRECTL_DATA_DIR"}
_LEAST_FREE = 1 << 30
"""Free bytes of a disk below which doctor warns. Chosen here."""


def checks(app: App) -> Iterator[Finding]:
    """The findings."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("version", "ok", f"firectl-py {__version__}, Python {python} at {sys.executable}")
    yield _config(app)
    yield from _environment(app)
    yield _sqlite()
    yield _local_extra()
    for kind in ("state", "cache", "data"):
        yield _folder(kind, app.settings.folder(kind))
    yield _completion(app)
    if not app.settings.is_local:
        yield _keyring()
        yield _key(app)


def _config(app: App) -> Finding:
    """The profile file, and whether anybody else may read the folder with the key."""
    folder = app.settings.folder("config")
    if folder is None:
        return problem("configuration", ConfigError("there is no home for it", hint="Set HOME or FIRECTL_CONFIG_DIR."))
    try:
        app.settings.require_profile()
        app.settings.profiles  # noqa: B018 - reading it is the check
        for spec in SPECS:
            app.settings.get(spec.name)
    except FirectlError as error:
        return problem("configuration", error)
    if folder.is_dir() and os.name == "posix" and folder.stat().st_mode & 0o077:
        return Finding("configuration", "warning", f"{folder} is open to others", f"chmod 700 '{folder}'")
    there = "" if (folder / store.FILE).exists() else " (not there: everything has its default)"
    return Finding("configuration", "ok", f"profile {app.settings.profile}, {folder / store.FILE}{there}")


def _environment(app: App) -> Iterator[Finding]:
    """FIRECTL_* variables that have no meaning."""
    known = _NOT_SETTINGS | {spec.env for spec in SPECS}
    for name in sorted(app.environ):
        if name.startswith("FIRECTL_") and name not in known:
            advice = did_you_mean(name, known) or "Unset it."
            yield Finding("environment", "warning", f"{name} is not a setting", advice)


def _sqlite() -> Finding:
    import sqlite3

    return Finding("sqlite", "ok", f"{sqlite3.sqlite_version}; the local control plane uses its rollback journal")


def _local_extra() -> Finding:
    from importlib.util import find_spec

    missing = [name for name in ("flask", "cheroot", "lark", "trustme") if find_spec(name) is None]
    if missing:
        found = f"{', '.join(missing)} not installed, so that `-p local` does not work"
        return Finding(
            "local control plane",
            "warning",
            found,
            "pip install '.[local]' in the folder firectl-py was installed from",
        )
    return Finding("local control plane", "ok", "installed")


def _folder(kind: str, folder: Path | None) -> Finding:
    """Whether a folder of ours can be written to, and how much room there is."""
    if folder is None:
        return Finding(kind, "warning", "there is no place for it", f"Set HOME or FIRECTL_{kind.upper()}_DIR.")
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not os.access(there, os.W_OK | os.X_OK):
        error = ConfigError(
            f"{there} cannot be written to", hint=f"Set FIRECTL_{kind.upper()}_DIR to a place of yours."
        )
        return problem(kind, error)
    if kind == "state" and (reason := missing_locks(there)):
        found = f"{there} has no file locks ({reason}): two runs at once may disturb each other"
        return Finding(kind, "warning", found, "Set FIRECTL_STATE_DIR to a folder on a local disk.")
    free = shutil.disk_usage(there).free
    if free < _LEAST_FREE:
        return Finding(
            kind, "warning", f"{folder}: {free >> 20} MiB are free", "Make room: uploads keep their progress there."
        )
    return Finding(kind, "ok", f"{folder}, {free >> 30} GiB free")


def _completion(app: App) -> Finding:
    """Whether the user's shell has a script of ours where it looks for one."""
    from .. import completion

    shell = Path(app.environ.get("SHELL", "")).name
    if shell not in completion.SHELLS:
        return Finding("completion", "ok", f"none for the shell {shell or 'of this process, which is not named'}")
    for place in completion.places(shell, app.environ):
        if place.exists():
            return Finding("completion", "ok", f"{shell}: {place}")
    return Finding("completion", "warning", f"{shell} has none", f"firectl completion {shell} --install")


def _keyring() -> Finding:
    name = credentials.keyring_name()
    if name is None:
        return Finding("keyring", "ok", "none that can be used; keys are stored in a file that only you can read")
    return Finding("keyring", "ok", f"{name}; cron cannot read it, but reads what `firectl login --store file` stores")


def _key(app: App) -> Finding:
    try:
        key = credentials.find(app.settings, app.flags.get("api_key"))
    except FirectlError as error:
        return problem("key", error)
    if key is None:
        return problem("key", NotSignedInError("there is none for this endpoint", hint="firectl login"))
    shown = f"...{key.value[-4:]}" if len(key.value) >= 12 else "too short to show any of it"
    return Finding("key", "ok", f"from {key.source}, {shown}")
