"""`logout`: forget the key of this profile."""

from __future__ import annotations

from ..cli.app import App
from ..cli.command import Command
from ..config import credentials
from ..output.result import TextResult


def run(app: App) -> TextResult:
    """A second logout is fine: there is nothing left to forget."""
    found = credentials.forget(app.settings)
    profile = app.settings.profile
    if app.environ.get("FIREWORKS_API_KEY"):
        app.console.warn("FIREWORKS_API_KEY is still set and is still used.")
    line = f"Forgot the key of profile {profile}." if found else f"Profile {profile} had no stored key."
    return TextResult([line], {"profile": profile, "removed": found})


def COMMAND() -> Command:
    """The command."""
    return Command(
        "logout", run, help="Forget the stored API key.", examples=["firectl logout", "firectl logout -o json"]
    )
