"""`profiles`: several endpoints and accounts side by side, one of them in use."""

from __future__ import annotations

from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command, LazyGroup, unknown
from ..config import credentials, store
from ..config.settings import DEFAULT_BASE_URL, LOCAL, LOCAL_BASE_URL, Settings
from ..contract import Column
from ..errors import InvalidDataError, UsageError
from ..output.result import Listing, TextResult

_COLUMNS = (
    Column("PROFILE", "name"),
    Column("IN USE", "inUse"),
    Column("ENDPOINT", "endpoint"),
    Column("ACCOUNT", "account"),
    Column("KEY", "key"),
)


def _list() -> Command:
    def run(app: App) -> Listing:
        known = app.settings.profiles.values
        return Listing([_row(app, name) for name in (*known, LOCAL)], _COLUMNS)

    return Command(
        "list",
        run,
        help="List the profiles and which one is in use.",
        examples=["firectl profiles list", "firectl profiles list -o json"],
    )


def _row(app: App, name: str) -> dict[str, Any]:
    if name == LOCAL:
        endpoint, account, key = LOCAL_BASE_URL, LOCAL, "none needed"
    else:
        values = app.settings.profiles.values[name]
        endpoint, account = str(values.get("base_url") or DEFAULT_BASE_URL), str(values.get("account_id") or "")
        key = credentials.kept_in(app.settings.folder("config"), name) or "none"
    return {"name": name, "inUse": name == app.settings.profile, "endpoint": endpoint, "account": account, "key": key}


def _create() -> Command:
    def run(app: App, name: str) -> TextResult:
        _demand_own(name)
        if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or not name.isascii():
            raise InvalidDataError(
                f"{name!r} is no name of a profile", hint="Letters, digits, hyphens, dots, underscores."
            )
        path = store.change(app.settings.folder("config"), name, {})
        return TextResult(
            [f"Profile {name} is in {path}. `firectl -p {name} login` signs in to it."],
            {"profile": name, "file": str(path)},
        )

    argument = click.Argument(["name"], metavar="NAME")
    return Command(
        "create",
        run,
        [argument],
        help="Make a profile.",
        examples=["firectl profiles create staging", "firectl profiles create production"],
    )


def _use() -> Command:
    def run(app: App, name: str) -> TextResult:
        if name != LOCAL:
            _demand_known(app, name)
        path = store.use(app.settings.folder("config"), name)
        if app.environ.get("FIRECTL_PROFILE"):
            app.console.warn("FIRECTL_PROFILE is set, and wins over the profile in use.")
        return TextResult([f"Profile {name} is in use."], {"profile": name, "file": str(path)})

    examples = ["firectl profiles use local", "firectl profiles use default"]
    return Command(
        "use", run, [click.Argument(["name"], metavar="PROFILE")], help="Use a profile from now on.", examples=examples
    )


def _remove() -> Command:
    def run(app: App, name: str, yes: bool) -> TextResult:
        _demand_own(name)
        _demand_known(app, name)
        app.confirm(f"Remove profile {name}, its settings and its key?", yes)
        key = credentials.forget(Settings({}, name, app.environ, app.console.warn))
        store.remove(app.settings.folder("config"), name)
        said = " and its key" if key else ""
        return TextResult([f"Removed profile {name}{said}."], {"profile": name, "keyRemoved": key})

    params = [
        click.Argument(["name"], metavar="PROFILE"),
        click.Option(["-y", "--yes"], is_flag=True, help="Do not ask."),
    ]
    examples = ["firectl profiles delete staging --yes", "firectl profiles delete staging --yes -q"]
    return Command("delete", run, params, help="Remove a profile, its settings and its key.", examples=examples)


def _demand_own(name: str) -> None:
    if name == LOCAL:
        raise UsageError("the local profile is built in: it is always there", hint="`firectl local reset` empties it.")


def _demand_known(app: App, name: str) -> None:
    """Raises UsageError with the nearest name where nobody made such a profile."""
    known = app.settings.profiles.values
    if name not in known:
        raise unknown(f"there is no profile {name!r}", name, [*known, LOCAL])


def COMMAND() -> LazyGroup:
    """The group."""
    return LazyGroup(
        "profiles",
        {"list": _list, "create": _create, "use": _use, "delete": _remove},
        help="Make, list, use and remove profiles.",
    )
