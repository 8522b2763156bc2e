"""`config`: settings of a profile, and where each value comes from."""

from __future__ import annotations

import re
from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command, LazyGroup, unknown
from ..cli.types import seconds
from ..config import credentials, store
from ..config import settings as known
from ..contract import Column
from ..contract.names import is_known_id
from ..errors import ConfigError, InvalidDataError, UsageError
from ..output.result import Listing, TextResult


class _Setting(click.ParamType[known.SettingSpec]):
    """The name of a setting, with hyphens or underscores."""

    name = "key"
    choices = tuple(known.BY_NAME)
    """What completion offers."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> known.SettingSpec:
        if isinstance(value, known.SettingSpec):
            return value
        name = str(value).replace("-", "_").lower()
        if name not in known.BY_NAME:
            raise unknown(f"there is no setting {value!r}", name, self.choices)
        return known.BY_NAME[name]


def _key_argument() -> click.Argument:
    return click.Argument(["key"], metavar="KEY", type=_Setting())


def _list() -> Command:
    def run(app: App) -> Listing:
        profile = {"name": "profile", "value": app.settings.profile, "source": _profile_source(app)}
        rows = [{"name": spec.name, **app.settings.get(spec.name)._asdict()} for spec in known.SPECS]
        columns = (Column("SETTING", "name"), Column("VALUE", "value"), Column("SOURCE", "source"))
        return Listing([profile, *rows, _key_row(app)], columns)

    return Command(
        "list",
        run,
        help="Show each setting and where it comes from.",
        examples=["firectl config list", "firectl config list -o json"],
    )


def _key_row(app: App) -> dict[str, str]:
    """Where the key comes from; never the key."""
    key = None if app.settings.is_local else credentials.find(app.settings, None)
    if key is None:
        return {"name": "api_key", "value": "", "source": "none needed" if app.settings.is_local else "none"}
    return {"name": "api_key", "value": "(hidden)", "source": key.source}


def _profile_source(app: App) -> str:
    if app.flags.get("profile"):
        return "flag"
    return "environment FIRECTL_PROFILE" if app.environ.get("FIRECTL_PROFILE") else "default"


def _get() -> Command:
    def run(app: App, key: known.SettingSpec) -> TextResult:
        found = app.settings.get(key.name)
        return TextResult([found.value], {"name": key.name, "value": found.value, "source": found.source})

    return Command(
        "get",
        run,
        [_key_argument()],
        help="Show one setting.",
        examples=["firectl config get base_url", "firectl config get output"],
    )


def _set() -> Command:
    def run(app: App, key: known.SettingSpec, value: str) -> TextResult:
        if key.choices and value not in key.choices:
            raise InvalidDataError(f"{key.name} is one of {', '.join(key.choices)}, not {value!r}")
        _demand_sound(key, value)
        return _change(app, key, value)

    params = [_key_argument(), click.Argument(["value"], metavar="VALUE")]
    return Command(
        "set",
        run,
        params,
        help="Set a setting of the profile.",
        examples=["firectl config set output json", "firectl config set request_timeout 30s"],
    )


def _demand_sound(key: known.SettingSpec, value: str) -> None:
    """Raises InvalidDataError for a value that every later command would stumble over."""
    if key.name == "request_timeout":
        seconds(value)
    elif key.name == "account_id" and not is_known_id(value):
        raise InvalidDataError(f"{value!r} is not an account id")
    elif key.name == "base_url" and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value, re.ASCII):
        raise InvalidDataError(f"{value!r} is not an http or https URL", hint="Example: https://api.fireworks.ai")


def _unset() -> Command:
    def run(app: App, key: known.SettingSpec) -> TextResult:
        return _change(app, key, None)

    examples = ["firectl config unset output", "firectl config unset request_timeout"]
    return Command("unset", run, [_key_argument()], help="Remove a setting from the profile.", examples=examples)


def _change(app: App, spec: known.SettingSpec, value: str | None) -> TextResult:
    if app.settings.is_local:
        raise UsageError("the local profile is built in and has no settings", hint="FIRECTL_* variables work with it.")
    path = store.change(app.settings.folder("config"), app.settings.profile, {spec.name: value})
    data: dict[str, Any] = {"profile": app.settings.profile, "name": spec.name, "value": value, "file": str(path)}
    said = f"{spec.name} = {value}" if value is not None else f"{spec.name} removed"
    return TextResult([f"Profile {app.settings.profile}: {said}."], data)


def _path() -> Command:
    def run(app: App) -> TextResult:
        where = app.settings.folder("config")
        if where is None:
            raise ConfigError("there is no home for the configuration", hint="Set FIRECTL_CONFIG_DIR.")
        return TextResult([str(where / store.FILE)], {"path": str(where / store.FILE)})

    return Command(
        "path",
        run,
        help="Show where the profile file is.",
        examples=["firectl config path", "firectl config path -o json"],
    )


def COMMAND() -> LazyGroup:
    """The group."""
    build = {"list": _list, "get": _get, "set": _set, "unset": _unset, "path": _path}
    return LazyGroup("config", build, help="Show and change settings.")
