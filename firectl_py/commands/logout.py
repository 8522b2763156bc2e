"""`logout`: forget the key of this profile. Imports config and errors."""

from __future__ import annotations

from ..config import credentials
from ..output.result import Lines
from ._app import App
from ._base import Leaf

SUMMARY = "Forget the stored API key."
ALIASES: tuple[str, ...] = ()


def run(app: App) -> Lines:
    """A second logout is fine: there is nothing left to forget."""
    found = credentials.forget(app.settings)
    profile = app.settings.profile
    if app.environ.get("FIREWORKS_API_KEY"):
        app.console.warn("FIREWORKS_API_KEY is still set and is still used.")
    line = f"Forgot the key of profile {profile}." if found else f"Profile {profile} had no stored key."
    return Lines([line], {"profile": profile, "removed": found})


def COMMAND() -> Leaf:
    """The command."""
    return Leaf("logout", run, help=SUMMARY, examples=["firectl logout", "firectl logout -o json"])
