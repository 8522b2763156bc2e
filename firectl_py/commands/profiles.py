"""`profiles`: several endpoints and accounts side by side, one of them in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command, LazyGroup, unknown
from ..cli.options import NoOptions
from ..config import credentials, store
from ..config.settings import DEFAULT_BASE_URL, LOCAL, LOCAL_BASE_URL, Settings
from ..contract import Column
from ..errors import InvalidDataError, UsageError
from ..output.result import Listing, TextResult
from .shared.delete import yes_option

_COLUMNS = (
    Column("PROFILE", "name"),
    Column("IN USE", "inUse"),
    Column("ENDPOINT", "endpoint"),
    Column("ACCOUNT", "account"),
    Column("KEY", "key"),
)


@dataclass(frozen=True)
class ProfileOptions:
    """What was typed: the profile that is meant."""

    name: str


@dataclass(frozen=True)
class DeleteProfileOptions:
    """What was typed."""

    name: str
    yes: bool


def list_profiles(app: App, options: NoOptions) -> Listing:
    """Every profile, the built-in one last. Raises ConfigError where the profile file cannot be read."""
    return Listing([_row(app, name) for name in (*app.settings.profiles.values, LOCAL)], _COLUMNS)


def create_profile(app: App, options: ProfileOptions) -> TextResult:
    """Make an empty profile. Raises InvalidDataError for a name it cannot have, UsageError for the built-in one."""
    name = options.name
    _refuse_builtin(name)
    if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or not name.isascii():
        raise InvalidDataError(
            f"a profile cannot be named {name!r}", hint="A name has letters, digits, hyphens, dots and underscores."
        )
    path = store.change(app.settings.folder("config"), name, {})
    line = f"Profile {name} is in {path}. `firectl -p {name} login` signs in to it."
    return TextResult([line], {"profile": name, "file": str(path)})


def use_profile(app: App, options: ProfileOptions) -> TextResult:
    """Use a profile in every later command. Raises UsageError where it does not exist."""
    name = options.name
    if name != LOCAL:
        _check_exists(app, name)
    path = store.use(app.settings.folder("config"), name)
    if app.environ.get("FIRECTL_PROFILE"):
        app.console.warn("FIRECTL_PROFILE is set, and goes before the profile in use.")
    return TextResult([f"Profile {name} is in use."], {"profile": name, "file": str(path)})


def delete_profile(app: App, options: DeleteProfileOptions) -> TextResult:
    """Remove a profile with its settings and its key. Raises UsageError, and RefusedError where it is not confirmed."""
    name = options.name
    _refuse_builtin(name)
    _check_exists(app, name)
    app.confirm(f"Remove profile {name}, its settings and its key?", options.yes)
    key = credentials.forget(Settings({}, name, app.environ, app.console.warn))
    store.remove(app.settings.folder("config"), name)
    line = f"Removed profile {name}{' and its key' if key else ''}."
    return TextResult([line], {"profile": name, "keyRemoved": key})


def _row(app: App, name: str) -> dict[str, Any]:
    if name == LOCAL:
        endpoint, account, key = LOCAL_BASE_URL, LOCAL, "none needed"
    else:
        saved = app.settings.profiles.values.get(name, {})
        endpoint, account = str(saved.get("base_url") or DEFAULT_BASE_URL), str(saved.get("account_id") or "")
        key = credentials.kept_in(app.settings.folder("config"), name) or "none"
    return {"name": name, "inUse": name == app.settings.profile, "endpoint": endpoint, "account": account, "key": key}


def _refuse_builtin(name: str) -> None:
    if name == LOCAL:
        raise UsageError("the local profile is built in: it is always there", hint="`firectl local reset` empties it.")


def _check_exists(app: App, name: str) -> None:
    """Raises UsageError, with the nearest name, where there is no such profile."""
    known = app.settings.profiles.values
    if name not in known:
        raise unknown(f"there is no profile {name!r}", name, [*known, LOCAL])


def _name(metavar: str) -> click.Argument:
    return click.Argument(["name"], metavar=metavar)


def _list() -> Command:
    summary = "List the profiles and which one is in use."
    examples = ["firectl profiles list", "firectl profiles list -o json"]
    return Command("list", list_profiles, options=NoOptions, help=summary, examples=examples)


def _create() -> Command:
    examples = ["firectl profiles create staging", "firectl profiles create production"]
    params = [_name("NAME")]
    return Command("create", create_profile, params, options=ProfileOptions, help="Make a profile.", examples=examples)


def _use() -> Command:
    examples = ["firectl profiles use local", "firectl profiles use default"]
    params, summary = [_name("PROFILE")], "Use a profile from now on."
    return Command("use", use_profile, params, options=ProfileOptions, help=summary, examples=examples)


def _delete() -> Command:
    params = [_name("PROFILE"), yes_option()]
    summary = "Remove a profile, its settings and its key."
    examples = ["firectl profiles delete staging --yes", "firectl profiles delete staging --yes -q"]
    return Command("delete", delete_profile, params, options=DeleteProfileOptions, help=summary, examples=examples)


def COMMAND() -> LazyGroup:
    """The group."""
    build = {"list": _list, "create": _create, "use": _use, "delete": _delete}
    return LazyGroup("profiles", build, help="Make, list, use and remove profiles.")
