"""A sender and a Client from settings: profile, login, environment and key stores, or the local control plane.

The one place of the library that knows where keys are kept, and the only one that imports the local control plane.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..config import credentials
from ..config.settings import Settings
from ..contract import durations
from ..errors import ConfigError, FirectlError, InvalidDataError, NotSignedInError
from ..http import Sender
from ..http.auth import Secret
from ..http.send import check_base_url
from ..version import __version__

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from .reporting import Reporter


def endpoint_for_key(settings: Settings, insecure: bool) -> str:
    """The base URL that a key would be sent to. Raises ConfigError where it is not fit for one."""
    return check_base_url(settings.value("base_url"), insecure)


class SenderFactory(NamedTuple):
    """Makes senders for the endpoint of `settings`. `api_key` is a key that was given and goes before others."""

    settings: Settings
    api_key: str | None = None
    insecure: bool = False
    note: Callable[[str], None] | None = None
    """Gets what is worth knowing, such as a retry."""
    trace: Callable[[str], None] | None = None
    """Gets lines about each request and reply."""
    hide: Callable[[str], None] | None = None
    """Gets the key, never to be shown."""

    def sender(self) -> Sender:
        """A sender for the endpoint in use.

        Raises NotSignedInError without a key, ConfigError for settings that cannot be used. It never falls back to the
        local control plane.
        """
        self.settings.require_profile()
        return self._local_sender() if self.settings.is_local else self._remote_sender()

    def sender_with_key(self, key: str | None, adapter: BaseAdapter | None = None) -> Sender:
        """A sender for the endpoint in use that uses `key`, wherever another one is kept."""
        settings = self.settings
        if self.hide is not None:
            self.hide(key or "")
        return Sender(
            settings.value("base_url"),
            Secret(key) if key else None,
            timeout=request_timeout(settings),
            cacert=settings.value("cacert") or None,
            insecure=self.insecure,
            user_agent=f"firectl-py/{__version__}",
            adapter=adapter,
            note=self.note,
            trace=self.trace,
        )

    def _remote_sender(self) -> Sender:
        key = credentials.find(self.settings, self.api_key)
        if key is None:
            raise _not_signed_in(self.settings)
        return self.sender_with_key(key.value)

    def _local_sender(self) -> Sender:
        ignored = self.settings.ignored_environment()
        if ignored and self.note is not None:
            self.note(f"the local profile ignores {', '.join(ignored)}.")
        try:
            from ..local import LocalStoreError, open_app
        except ModuleNotFoundError as error:
            raise missing_local(error) from None
        from ..http.wsgi import WSGIAdapter

        try:
            app = open_app(self.settings.local_data_dir())
        except LocalStoreError as error:
            raise local_store_error(error) from None
        return self.sender_with_key(None, WSGIAdapter(app))


def library_senders(
    api_key: str | None, profile: str | None, given: Mapping[str, object], reporter: Reporter | None
) -> SenderFactory:
    """The factory of a program that has no command line; `given` are settings it named, None where it did not."""
    from .reporting import SilentReporter

    flags = {name: str(value) for name, value in given.items() if value is not None}
    if api_key:
        flags["api_key"] = api_key
    tell = reporter or SilentReporter()
    settings = Settings(flags, profile, os.environ, tell.warn)
    return SenderFactory(settings, None if settings.is_local else api_key, note=tell.note)


def request_timeout(settings: Settings) -> float:
    """Seconds for one call. Raises ConfigError, or InvalidDataError where the flag itself is wrong."""
    setting = settings.get("request_timeout")
    try:
        seconds = durations.parse_duration(setting.value)
        if seconds:
            return seconds
        problem = "a request timeout of 0 leaves no time at all"
    except ValueError as error:
        problem = str(error)
    if setting.source == "flag":
        raise InvalidDataError(problem, hint=durations.EXAMPLES)
    raise ConfigError(
        f"{settings.place(setting, 'request_timeout')}: request_timeout: {problem}", hint=durations.EXAMPLES
    )


def local_time(settings: Settings) -> float:
    """The time of the local control plane, in seconds since 1970: its clock may be advanced or run faster."""
    from ..local import virtual_time

    return float(virtual_time(settings.local_data_dir()))


def missing_local(error: ModuleNotFoundError) -> FirectlError:
    """The error where the extra is not installed. Raises `error` for a missing module of ours, which is a bug."""
    if (error.name or "").startswith("firectl_py"):
        raise error
    return ConfigError(
        f"the local control plane needs {error.name}, which is not installed",
        hint="pip install '.[local]' in the folder firectl-py was installed from",
    )


def local_store_error(error: Exception) -> FirectlError:
    """The error for a store that cannot be used. It hints at a reset only where the store itself is at fault."""
    import sqlite3

    elsewhere = "FIRECTL_LOCAL_DATA_DIR names another folder for the local control plane."
    if isinstance(error.__cause__, OSError | sqlite3.OperationalError):  # a full disk, or no right to the folder
        return ConfigError(str(error), hint=elsewhere)
    return ConfigError(str(error), hint=f"`firectl local reset` removes everything in it. {elsewhere}")


def _not_signed_in(settings: Settings) -> NotSignedInError:
    if credentials.in_silent_keyring(settings):
        return NotSignedInError(
            "the API key is in the system keyring, which does not answer here",
            hint="Set FIREWORKS_API_KEY, or `firectl login --store file`.",
        )
    base_url, bound = settings.value("base_url"), credentials.other_endpoint(settings)
    because = f"; the stored key is for {bound}" if bound else ""
    profile = f"-p {settings.flags['profile']} " if settings.flags.get("profile") else ""
    endpoint = f" --base-url {settings.flags['base_url']}" if settings.flags.get("base_url") else ""
    return NotSignedInError(
        f"not signed in: there is no API key for {base_url}{because}",
        hint=f"`firectl {profile}login{endpoint}` signs in; "
        "`firectl -p local ...` tries it on this machine without an account.",
    )
