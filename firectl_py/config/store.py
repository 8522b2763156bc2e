"""The profile file: one YAML file for all profiles, written locked and atomically."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ConfigError
from ..files import io_error, set_aside, update
from .reading import read_config

FILE = "config.yaml"
DEFAULT = "default"
LOCAL = "local"
"""The built-in profile: a control plane in this process, no account, no key. It stands in no file."""
_NEWEST = "1"
_UNSET = frozenset({"", "~", "null", "Null", "NULL"})
"""How YAML spells a key without a value."""


class Profiles(NamedTuple):
    """The content of the file: the profile used when none is named, and the settings of each."""

    current: str
    values: dict[str, dict[str, Any]]


def none() -> Profiles:
    """What holds where there is no file."""
    return Profiles(DEFAULT, {DEFAULT: {}})


def load(folder: Path | None) -> Profiles:
    """What the file says; defaults where there is none. Raises ConfigError naming file and line."""
    data = _read(folder / FILE) if folder is not None else None
    return none() if data is None or folder is None else _parse(folder / FILE, data)


def repair(folder: Path | None) -> Path | None:
    """Move a file that cannot be read aside, so that a new one can be begun; where it went, None where it is sound."""
    try:
        load(folder)
    except ConfigError:
        return set_aside(folder / FILE) if folder is not None else None
    return None


def change(folder: Path | None, profile: str, changes: dict[str, str | None]) -> Path:
    """Set (or, with None, unset) settings of a profile, making it where it is new; returns the file's path.

    Raises ConfigError where the file is broken or there is nowhere to put it.
    """

    def apply(profiles: Profiles) -> Profiles:
        settings = profiles.values.setdefault(profile, {})
        for name, value in changes.items():
            if value is None:
                settings.pop(name, None)
            else:
                settings[name] = value
        return profiles

    return _rewrite(folder, apply)


def use(folder: Path | None, profile: str) -> Path:
    """Use `profile` where none is named. Raises as `change` does."""
    return _rewrite(folder, lambda profiles: profiles._replace(current=profile))


def remove(folder: Path | None, profile: str) -> Path:
    """Remove a profile; the one that is used then is the default one. Raises as `change` does."""

    def apply(profiles: Profiles) -> Profiles:
        kept = {name: values for name, values in profiles.values.items() if name != profile}
        return Profiles(DEFAULT if profiles.current == profile else profiles.current, {DEFAULT: {}, **kept})

    return _rewrite(folder, apply)


def _rewrite(folder: Path | None, apply: Callable[[Profiles], Profiles]) -> Path:
    if folder is None:
        raise ConfigError("there is no home for the configuration", hint="Set FIRECTL_CONFIG_DIR.")
    import yaml  # noqa: F401 - before the lock is taken, which others wait for

    path = folder / FILE
    update(path, lambda old: _dump(apply(none() if old is None else _parse(path, old))))
    return path


def _dump(profiles: Profiles) -> bytes:
    import yaml

    content = {"version": int(_NEWEST), "current": profiles.current, "profiles": profiles.values}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # ten times as fast, where it was built
    text: str = yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True)
    return text.encode()


def _read(path: Path) -> bytes | None:
    try:
        return read_config(path)
    except OSError as error:
        raise io_error(path, error) from None


def _parse(path: Path, data: bytes) -> Profiles:
    import yaml

    hint = f"Mend it, or sign in anew: `firectl login` moves it to {path.name}.corrupt-N."
    try:
        text = data.decode("utf-8-sig")
        # Every scalar as it is written: YAML 1.1 reads 0123 as 83 and `no` as false.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        _require_single_keys(path, yaml.compose(text, loader), hint)
        content = yaml.load(text, loader)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path} line {line}: not UTF-8 text", hint=hint) from None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = mark.line + 1 if mark is not None else text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise ConfigError(f"{path} line {line}: {problem or 'not YAML'}", hint=hint) from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path} line 1: not YAML of plain values", hint=hint) from None
    if content in (None, "", "null", "~"):
        return none()
    if not isinstance(content, dict) or not isinstance(content.get("profiles", {}), dict):
        line = _line_of(text, "profiles")
        raise ConfigError(f"{path} line {line}: expected `profiles:` with a mapping below it", hint=hint)
    if content.get("version", _NEWEST) != _NEWEST:
        raise ConfigError(
            f"{path} line {_line_of(text, 'version')}: version {content['version']} was written by a newer firectl",
            hint="Upgrade, or sign in anew: `firectl login` moves it aside.",
        )
    values = {DEFAULT: {}, **content.get("profiles", {})}
    for name, settings in values.items():
        if not isinstance(name, str) or not isinstance(settings, dict):
            line = _line_of(text, "profiles", name)
            raise ConfigError(f"{path} line {line}: profile {name!r} is not a mapping of settings", hint=hint)
        for key, value in settings.items():
            if not isinstance(value, str):
                line = _line_of(text, "profiles", name, key)
                raise ConfigError(f"{path} line {line}: {key!r} of profile {name!r} is not a plain value", hint=hint)
    given = {
        name: {key: value for key, value in settings.items() if value not in _UNSET}
        for name, settings in values.items()
    }
    current = content.get("current") or DEFAULT
    if current not in (LOCAL, *given):
        line = _line_of(text, "current")
        raise ConfigError(f"{path} line {line}: current names the profile {current!r}, which is not there", hint=hint)
    return Profiles(current, given)


def _require_single_keys(path: Path, node: Any, hint: str) -> None:
    """Raises ConfigError naming the line of a key that stands twice: the second would win without a word."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[Any] = set()
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else None
        if word in seen:
            raise ConfigError(f"{path} line {key.start_mark.line + 1}: {word!r} stands there twice", hint=hint)
        seen.add(word)
        _require_single_keys(path, value, hint)


def place(folder: Path | None, profile: str, name: str) -> str:
    """Where a setting stands, `FILE line N`, for those who complain about its value."""
    data = _read(folder / FILE) if folder is not None else None
    if folder is None or data is None:
        return f"profile {profile}"
    return f"{folder / FILE} line {_line_of(data.decode(errors='replace'), 'profiles', profile, name)}"


def _line_of(text: str, *keys: object) -> int:
    """The line of the mapping entry that `keys` lead to, as far as they do."""
    import yaml

    node, line = yaml.compose(text), 1
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        entry = next((pair for pair in pairs if pair[0].value == str(key)), None)
        if entry is None:
            break
        node, line = entry[1], entry[0].start_mark.line + 1
    return line
