"""`logout`: remove the stored key of this profile."""

from __future__ import annotations

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import NoOptions
from ..config import credentials
from ..output.result import TextResult


def run(app: App, options: NoOptions) -> TextResult:
    """Remove the key. A second logout succeeds, too."""
    removed = credentials.forget(app.settings)
    profile = app.settings.profile
    if app.environ.get("FIREWORKS_API_KEY"):
        app.console.warn("FIREWORKS_API_KEY is still set and is still used.")
    line = f"Removed the key of profile {profile}." if removed else f"Profile {profile} had no stored key."
    return TextResult([line], {"profile": profile, "removed": removed})


def COMMAND() -> Command:
    """The command."""
    examples = ["firectl logout", "firectl logout -o json"]
    return Command("logout", run, options=NoOptions, help="Remove the stored API key.", examples=examples)
