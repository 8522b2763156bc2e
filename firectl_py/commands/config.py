"""`config`: settings of a profile, and where each value comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command, LazyGroup, unknown
from ..cli.options import NoOptions
from ..cli.types import seconds
from ..config import credentials, store
from ..config import settings as known
from ..contract import Column
from ..errors import ConfigError, InvalidDataError, UsageError
from ..output.result import Listing, TextResult

_COLUMNS = (Column("SETTING", "name"), Column("VALUE", "value"), Column("SOURCE", "source"))


class _Setting(click.ParamType[known.SettingSpec]):
    """The name of a setting, with hyphens or underscores."""

    name = "key"
    choices = tuple(known.BY_NAME)
    """The words that completion offers."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> known.SettingSpec:
        if isinstance(value, known.SettingSpec):
            return value
        name = str(value).replace("-", "_").lower()
        if name not in known.BY_NAME:
            raise unknown(f"there is no setting {value!r}", name, self.choices)
        return known.BY_NAME[name]


@dataclass(frozen=True)
class SettingOptions:
    """What was typed: the setting that is meant."""

    key: known.SettingSpec


@dataclass(frozen=True)
class SetOptions:
    """What was typed."""

    key: known.SettingSpec
    value: str


def list_settings(app: App, options: NoOptions) -> Listing:
    """Every setting, its value and where that comes from. Raises ConfigError where one cannot be used."""
    profile = {"name": "profile", "value": app.settings.profile, "source": _profile_source(app)}
    rows = [{"name": spec.name, **app.settings.get(spec.name)._asdict()} for spec in known.SPECS]
    for row in rows:
        row["value"] = row["value"] or _place_in_use(app, row["name"])
    return Listing([profile, *rows, _key_row(app)], _COLUMNS)


def get_setting(app: App, options: SettingOptions) -> TextResult:
    """One setting. Raises ConfigError where it cannot be used."""
    name, setting = options.key.name, app.settings.get(options.key.name)
    return TextResult([setting.value], {"name": name, "value": setting.value, "source": setting.source})


def set_setting(app: App, options: SetOptions) -> TextResult:
    """Write a setting to the profile. Raises InvalidDataError for a value that cannot be used."""
    _check(options.key, options.value)
    return _change(app, options.key, options.value)


def unset_setting(app: App, options: SettingOptions) -> TextResult:
    """Remove a setting from the profile."""
    return _change(app, options.key, None)


def show_path(app: App, options: NoOptions) -> TextResult:
    """The place of the profile file. Raises ConfigError where there is no home for it."""
    folder = app.settings.folder("config")
    if folder is None:
        raise ConfigError("there is no home for the configuration", hint="Set FIRECTL_CONFIG_DIR.")
    return TextResult([str(folder / store.FILE)], {"path": str(folder / store.FILE)})


def _place_in_use(app: App, name: str) -> str:
    """The file or folder that stands for an empty setting; empty for a setting that is not a place."""
    if name == "local_data_dir":
        return str(app.settings.local_data_dir())
    if name == "prices_file":
        from ..contract.prices import BUILT_IN

        return str(BUILT_IN)
    return ""


def _key_row(app: App) -> dict[str, str]:
    """Where the key comes from, never the key."""
    key = None if app.settings.is_local else credentials.find(app.settings, None)
    if key is None:
        return {"name": "api_key", "value": "", "source": "none needed" if app.settings.is_local else "none"}
    return {"name": "api_key", "value": "(hidden)", "source": key.source}


def _profile_source(app: App) -> str:
    if app.flags.get("profile"):
        return "flag"
    return "environment FIRECTL_PROFILE" if app.environ.get("FIRECTL_PROFILE") else "default"


def _check(key: known.SettingSpec, value: str) -> None:
    """Raises InvalidDataError for a value that every later command would fail on."""
    if not value.isprintable():
        raise InvalidDataError(f"the value of {key.name} has a line break or another control character in it")
    if key.choices and value not in key.choices:
        raise InvalidDataError(f"{key.name} is one of {', '.join(key.choices)}, not {value!r}")
    if key.name == "request_timeout":
        seconds(value)
    elif problem := known.problem_of(key.name, value):
        raise InvalidDataError(problem)
    elif key.name == "base_url" and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value, re.ASCII):
        raise InvalidDataError(f"{value!r} is not an http or https URL", hint="Example: https://api.fireworks.ai")


def _change(app: App, spec: known.SettingSpec, value: str | None) -> TextResult:
    if app.settings.is_local:
        raise UsageError("the local profile is built in and has no settings", hint="FIRECTL_* variables work with it.")
    profile = app.settings.profile
    path = store.change(app.settings.folder("config"), profile, {spec.name: value})
    change = f"{spec.name} = {value}" if value is not None else f"{spec.name} removed"
    data = {"profile": profile, "name": spec.name, "value": value, "file": str(path)}
    return TextResult([f"Profile {profile}: {change}."], data)


def _key() -> click.Argument:
    return click.Argument(["key"], metavar="KEY", type=_Setting())


def _list() -> Command:
    summary = "Show each setting and where it comes from."
    examples = ["firectl config list", "firectl config list -o json"]
    return Command("list", list_settings, options=NoOptions, help=summary, examples=examples)


def _get() -> Command:
    examples = ["firectl config get base_url", "firectl config get output"]
    return Command("get", get_setting, [_key()], options=SettingOptions, help="Show one setting.", examples=examples)


def _set() -> Command:
    params = [_key(), click.Argument(["value"], metavar="VALUE")]
    summary = "Set a setting of the profile."
    examples = ["firectl config set output json", "firectl config set request_timeout 30s"]
    return Command("set", set_setting, params, options=SetOptions, help=summary, examples=examples)


def _unset() -> Command:
    summary = "Remove a setting from the profile."
    examples = ["firectl config unset output", "firectl config unset request_timeout"]
    return Command("unset", unset_setting, [_key()], options=SettingOptions, help=summary, examples=examples)


def _path() -> Command:
    summary = "Show where the profile file is."
    examples = ["firectl config path", "firectl config path -o json"]
    return Command("path", show_path, options=NoOptions, help=summary, examples=examples)


def COMMAND() -> LazyGroup:
    """The group."""
    build = {"list": _list, "get": _get, "set": _set, "unset": _unset, "path": _path}
    return LazyGroup("config", build, help="Show and change settings.")
