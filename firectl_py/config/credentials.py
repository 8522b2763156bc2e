"""Keys: where one is looked for, and how one is kept.

A stored key is bound to the endpoint it was proved against and is not given to another. It lives in the system
keyring where there is a usable one, else in a file of 0600 in a folder of 0700.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import ConfigError
from ..files import io_error, set_aside, update
from . import keyring_worker, official
from .keyring_worker import KeyringUnusableError
from .paths import official_folder
from .reading import read_config
from .settings import DEFAULT_BASE_URL, Settings
from .store import DEFAULT

FILE = "credentials.json"
SERVICE = "firectl-py"
KEY_FILE = "FIREWORKS_API_KEY_FILE"
"""The variable that names a file with the key."""

KeyStore = Literal["keyring", "file"]


class Key(NamedTuple):
    """A key and where it came from. Its repr shows no key: tracebacks and logs may print it."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Key(<secret>, {self.source!r})"


def find(settings: Settings, typed: str | None) -> Key | None:
    """The key for the endpoint in use: flag, environment, stored, official file; None where there is none."""
    if typed:
        return Key(_checked(typed, "--api-key"), "flag --api-key")
    if from_env := official.unquoted(settings.environ.get("FIREWORKS_API_KEY", "")):
        return Key(_checked(from_env, "FIREWORKS_API_KEY"), "environment FIREWORKS_API_KEY")
    if path := settings.environ.get(KEY_FILE):
        return Key(_in_file(Path(path)), f"environment {KEY_FILE}")
    return _stored(settings) or _official(settings)


def _in_file(path: Path) -> str:
    """The key that a file holds and nothing else, as Docker and Kubernetes mount secrets. Raises ConfigError."""
    try:
        data = read_config(path)
    except OSError as error:
        raise ConfigError(f"{KEY_FILE}: {path}: {error.strerror}") from None
    if data is None:
        raise ConfigError(f"{KEY_FILE}: there is no file {path}")
    try:
        return _checked(data.decode("utf-8-sig").strip(), f"{KEY_FILE} ({path})")
    except UnicodeDecodeError:
        raise ConfigError(f"{KEY_FILE}: {path} is not text") from None


def other_endpoint(settings: Settings) -> str | None:
    """The endpoint a stored key of this profile belongs to, where that is another than the one in use."""
    entry = _entry(settings)
    endpoint = str(entry.get("endpoint") or "") if entry else None
    return endpoint if endpoint and endpoint != settings.value("base_url") else None


def in_silent_keyring(settings: Settings) -> bool:
    """Whether the key for the endpoint in use is in a keyring that gave none: there is no desktop, or it is locked."""
    entry = _entry(settings)
    return entry is not None and entry.get("store") == "keyring" and entry.get("endpoint") == settings.value("base_url")


def repair(folder: Path | None) -> Path | None:
    """Move a key file that cannot be read aside, so that a new one can be begun; where it went, None if it is sound."""
    data = _read(folder / FILE) if folder is not None else None
    if folder is None or data is None:
        return None
    try:
        _parse(folder / FILE, data)
    except ConfigError:
        return set_aside(folder / FILE)
    return None


def save(settings: Settings, key: str, store: KeyStore | None) -> str:
    """Keep `key` for this profile and endpoint; says where. `store` None takes the keyring where it is usable.

    Raises ConfigError where the asked store cannot be used.
    """
    endpoint = settings.value("base_url")
    used: KeyStore = "file"
    if store != "file":
        try:
            _keyring("set", settings, key)
            used = "keyring"
        except KeyringUnusableError:
            if store == "keyring":
                raise ConfigError("there is no usable system keyring", hint="Use --store file.") from None
    entry = {"endpoint": endpoint, "store": used} | ({"key": key} if used == "file" else {})
    path = _path(settings)
    update(path, lambda old: _dump({**_parse(path, old), settings.profile: entry}))
    return str(path) if used == "file" else "the system keyring"


def forget(settings: Settings) -> bool:
    """Remove the stored key of this profile everywhere; whether there was one."""
    entry = _entry(settings)
    if entry is None:
        return False
    if entry.get("store") == "keyring":
        with suppress(KeyringUnusableError):
            _keyring("delete", settings)
    path = _path(settings)
    update(path, lambda old: _dump({k: v for k, v in _parse(path, old).items() if k != settings.profile}))
    return True


def kept_in(folder: Path | None, profile: str) -> str | None:
    """Where the key of a profile is kept, "keyring" or "file"; None where there is none. The key is not looked at."""
    data = _read(folder / FILE) if folder is not None else None
    entry = _parse(folder / FILE, data).get(profile) if folder is not None and data is not None else None
    return str(entry.get("store") or "file") if entry else None


def keyring_name() -> str | None:
    """The system keyring that is usable here, None where there is none."""
    try:
        return _keyring("name")
    except KeyringUnusableError:
        return None


def _stored(settings: Settings) -> Key | None:
    entry = _entry(settings)
    if entry is None or entry.get("endpoint") != settings.value("base_url"):
        return None
    if entry.get("store") == "keyring":
        try:
            secret = _keyring("get", settings)
        except KeyringUnusableError:
            return None
        return Key(_checked(secret, "the keyring"), "system keyring") if secret else None
    where = str(_path(settings))
    return Key(_checked(str(entry["key"]), where), where) if entry.get("key") else None


def _official(settings: Settings) -> Key | None:
    where = official_folder(settings.environ)
    if where is None or settings.value("base_url") != DEFAULT_BASE_URL or settings.profile != DEFAULT:
        return None
    key = official.read(where / "auth.ini").get("api_key", "").strip()
    return Key(_checked(key, str(where / "auth.ini")), str(where / "auth.ini")) if key else None


def check_key(text: str, where: str) -> str:
    """`text` without surrounding white space. Raises ConfigError, without echoing it, where it cannot be a key."""
    return _checked(text.strip(), where)


def _checked(key: str, where: str) -> str:
    if set(key) & set("\"'"):
        raise ConfigError(f"the API key from {where} holds a quotation mark", hint="Write the key without quotes.")
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError(f"the API key from {where} is empty or holds characters no key has")
    return key


def _path(settings: Settings) -> Path:
    where = settings.folder("config")
    if where is None:
        raise ConfigError("there is no home for the key", hint="Set FIRECTL_CONFIG_DIR or FIREWORKS_API_KEY.")
    return where / FILE


def _entry(settings: Settings) -> dict[str, Any] | None:
    where = settings.folder("config")
    if where is None:
        return None
    path = where / FILE
    data = _read(path)
    if data is not None:
        _require_private(path)
    return _parse(path, data).get(settings.profile)


def _read(path: Path) -> bytes | None:
    try:
        return read_config(path)
    except OSError as error:
        raise io_error(path, error) from None


def _require_private(path: Path) -> None:
    """Refuse a key file others can read: it may be anybody's by now."""
    import os
    import stat

    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise io_error(path, error) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigError(
            f"{path} can be read by others (mode {stat.S_IMODE(mode):04o})",
            hint=f"chmod 600 {path}; if others have seen it, make a new key.",
        )


def _parse(path: Path, data: bytes | None) -> dict[str, Any]:
    if data is None:
        return {}
    try:
        content = json.loads(data)
        if not isinstance(content, dict) or not all(isinstance(v, dict) for v in content.values()):
            raise ValueError("line 1: not a mapping of profiles")
        return content
    except UnicodeDecodeError as error:
        problem = f"line {data.count(10, 0, error.start) + 1}: not UTF-8 text"
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise ConfigError(f"{path}: {problem}", hint=f"`firectl login` moves it to {path.name}.corrupt-N and begins anew.")


def _dump(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1).encode() + b"\n"


def _user(settings: Settings) -> str:
    return f"{settings.profile}@{settings.value('base_url')}"


_hanging = threading.Event()
"""Set once the keyring was of no use: it is not asked again in this run."""


def _keyring(request: keyring_worker.Request, settings: Settings | None = None, secret: str = "") -> str | None:
    """What the system keyring answers. Raises KeyringUnusableError."""
    if _hanging.is_set():
        raise KeyringUnusableError
    try:
        return keyring_worker.ask(request, SERVICE, _user(settings) if settings else "", secret)
    except KeyringUnusableError:
        _hanging.set()
        raise
