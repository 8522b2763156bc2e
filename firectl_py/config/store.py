"""The profile file: one YAML file for all profiles, written locked and atomically. Imports errors and files only."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ConfigError
from ..files import read, update

FILE = "config.yaml"
DEFAULT = "default"
_NEWEST = 1


class Profiles(NamedTuple):
    """The content of the file: the profile used when none is named, and the settings of each."""

    current: str
    values: dict[str, dict[str, Any]]


def none() -> Profiles:
    """What holds where there is no file."""
    return Profiles(DEFAULT, {DEFAULT: {}})


def load(folder: Path | None) -> Profiles:
    """What the file says; defaults where there is none. Raises ConfigError naming file and line."""
    data = read(folder / FILE) if folder is not None else None
    return none() if data is None or folder is None else _parse(folder / FILE, data)


def change(folder: Path | None, profile: str, changes: dict[str, str | None]) -> Path:
    """Set (or, with None, unset) settings of a profile, making it where it is new; returns the file's path.

    Raises ConfigError where the file is broken or there is nowhere to put it.
    """
    if folder is None:
        raise ConfigError("there is no home for the configuration", hint="Set FIRECTL_CONFIG_DIR.")
    path = folder / FILE

    def apply(old: bytes | None) -> bytes:
        profiles = none() if old is None else _parse(path, old)
        settings = profiles.values.setdefault(profile, {})
        for name, value in changes.items():
            if value is None:
                settings.pop(name, None)
            else:
                settings[name] = value
        return _dump(profiles)

    update(path, apply)
    return path


def _dump(profiles: Profiles) -> bytes:
    import yaml

    content = {"version": _NEWEST, "current": profiles.current, "profiles": profiles.values}
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return text.encode()


def _parse(path: Path, data: bytes) -> Profiles:
    import yaml

    hint = f"Mend it, or move it away: mv {path} {path}.broken"
    try:
        content = yaml.safe_load(data.decode("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark is not None else ""
        raise ConfigError(f"{path}{line}: {getattr(error, 'problem', None) or 'not YAML'}", hint=hint) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text", hint=hint) from None
    if content is None:
        return none()
    if not isinstance(content, dict) or not isinstance(content.get("profiles", {}), dict):
        raise ConfigError(f"{path}: expected `profiles:` with a mapping below it", hint=hint)
    if content.get("version", _NEWEST) != _NEWEST:
        raise ConfigError(f"{path}: version {content['version']!r} was written by a newer firectl", hint="Upgrade.")
    values = {DEFAULT: {}, **content.get("profiles", {})}
    for name, settings in values.items():
        if not isinstance(name, str) or not isinstance(settings, dict):
            raise ConfigError(f"{path}: profile {name!r} is not a mapping of settings", hint=hint)
        for key, value in settings.items():
            if not isinstance(value, str | int | float | bool):
                raise ConfigError(f"{path}: {key!r} of profile {name!r} is not a plain value", hint=hint)
    return Profiles(str(content.get("current", DEFAULT)), values)
