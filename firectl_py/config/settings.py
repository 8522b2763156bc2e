"""Every setting: its names, its default, and for each value where it came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..contract.names import is_known_id
from ..errors import ConfigError, InvalidDataError, UsageError
from ..suggestions import nearest
from . import official, store
from .formats import OUTPUT_FORMATS
from .paths import FolderKind, folder, official_folder

LOCAL = store.LOCAL
LOCAL_BASE_URL = "http://firectl-local.invalid"
LOCAL_ACCOUNT = "local"
DEFAULT_BASE_URL = "https://api.fireworks.ai"


class SettingSpec(NamedTuple):
    """One setting users can put in a profile."""

    name: str
    env: str
    default: str
    help: str
    choices: tuple[str, ...] = ()


class Value(NamedTuple):
    """A resolved setting."""

    value: str
    source: str


SPECS = (
    SettingSpec("account_id", "FIREWORKS_ACCOUNT_ID", "", "Account to act on; found out from the key when absent."),
    SettingSpec("base_url", "FIREWORKS_BASE_URL", DEFAULT_BASE_URL, "Control plane to talk to."),
    SettingSpec("output", "FIRECTL_OUTPUT", "text", "Output format.", OUTPUT_FORMATS),
    SettingSpec("json_case", "FIRECTL_JSON_CASE", "snake", "Case of keys in JSON, YAML and csv.", ("camel", "snake")),
    SettingSpec("request_timeout", "FIRECTL_REQUEST_TIMEOUT", "60s", "Time for one API call with all its attempts."),
    SettingSpec("cacert", "FIRECTL_CACERT", "", "File with certificate authorities to trust."),
    SettingSpec("prices_file", "FIRECTL_PRICES_FILE", "", "File of prices to use in place of the one that came along."),
    SettingSpec("local_data_dir", "FIRECTL_LOCAL_DATA_DIR", "", "Where the local control plane keeps its state."),
)
BY_NAME = {spec.name: spec for spec in SPECS}
INFERENCE_TAILS = ("/inference/v1", "/v1")
"""What the addresses of the inference API end in; our paths begin with /v1 themselves."""


def problem_of(name: str, value: str) -> str:
    """Why `value` cannot be the setting `name`; "" where it can."""
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in value):
        return f"{name} holds a character that cannot be seen: {value!r}"
    if name == "account_id" and value and not is_known_id(value.removeprefix("accounts/")):
        return f"{value!r} is not an account id"
    return ""


class Settings:
    """Settings resolved for one run: flag, environment, profile, official files, default; the first that says so.

    `flags` holds what was typed, by setting name; `profile` the -p flag or None.
    """

    def __init__(
        self, flags: Mapping[str, str], profile: str | None, environ: Mapping[str, str], warn: Callable[[str], None]
    ) -> None:
        self.flags, self.environ, self._warn = flags, environ, warn
        self._profiles: store.Profiles | None = None
        self._told_tail = False
        self._named = profile or official.unquoted(environ.get("FIRECTL_PROFILE", "")) or None
        if "base_url" in flags and self.is_local:
            raise UsageError(
                "the local profile has its own endpoint; --base-url cannot go with it",
                hint="Leave out -p local (or FIRECTL_PROFILE) to talk to another endpoint.",
            )

    @property
    def profile(self) -> str:
        """The profile in use."""
        return self._named or self.profiles.current

    @property
    def is_local(self) -> bool:
        """Whether the built-in local profile is in use."""
        return (self._named or self.profiles.current) == LOCAL

    @property
    def profiles(self) -> store.Profiles:
        """The profile file, read once. Raises ConfigError where it is broken and anything hangs on it."""
        if self._profiles is None:
            try:
                self._profiles = store.load(self.folder("config"))
                self._warn_of_unknown_settings(self._profiles)
            except ConfigError as error:
                if not self._stands_alone():
                    raise
                self._profiles = store.none()
                self._warn(f"{error.message}; going on without it.")
        return self._profiles

    def _warn_of_unknown_settings(self, profiles: store.Profiles) -> None:
        """Warn of names in the profile in use that are not settings: a typing error must not look like one."""
        profile = self._named or profiles.current
        for name in sorted(set(map(str, profiles.values.get(profile, {}))) - set(BY_NAME)):
            near = nearest(name, BY_NAME)
            meant = f"; did you mean {near}?" if near else "."
            place = store.place(self.folder("config"), profile, name)
            self._warn(f"{place}: there is no setting {name!r}{meant}")

    def _stands_alone(self) -> bool:
        """Whether endpoint and key are both given outside of any profile, so that the key goes where it belongs."""
        endpoint = self.flags.get("base_url") or self.environ.get("FIREWORKS_BASE_URL")
        variables = ("FIREWORKS_API_KEY", "FIREWORKS_API_KEY_FILE")
        key = self.flags.get("api_key") or any(self.environ.get(name, "").strip() for name in variables)
        return bool(endpoint and key and not self._named)

    def require_profile(self) -> None:
        """Raises ConfigError where -p names a profile that does not exist: a typing error must not mean the default."""
        if self._named and self._named not in (LOCAL, store.DEFAULT) and self._named not in self.profiles.values:
            known = ", ".join(sorted({LOCAL, *self.profiles.values}))
            raise ConfigError(
                f"there is no profile {self._named!r} (known: {known})",
                hint=f"`firectl -p {self._named} login` or `firectl -p {self._named} config set KEY VALUE` makes it.",
            )

    def folder(self, kind: FolderKind) -> Path | None:
        """The folder of ours for `kind`."""
        return folder(kind, self.environ)

    def get(self, name: str) -> Value:
        """A setting and where it came from. Raises ConfigError for a value that cannot be."""
        spec = BY_NAME[name]
        found = self._find(spec)
        if name == "base_url":
            found = found._replace(value=self._endpoint(found.value))
        self._check_text(name, found)
        if spec.choices and found.value not in spec.choices:
            where = self.place(found, name)
            raise ConfigError(f"{where}: {name} is {found.value!r}; allowed: {', '.join(spec.choices)}")
        return found

    def _endpoint(self, url: str) -> str:
        """The endpoint as keys are bound to it: without a slash at its end, and without the tail of the inference API,
        which clients of that API need in the same variable.
        """
        bare = url.rstrip("/")
        tail = next((tail for tail in INFERENCE_TAILS if bare.endswith(tail)), "")
        endpoint = bare.removesuffix(tail).rstrip("/")
        if tail and not self._told_tail:
            self._told_tail = True
            self._warn(f"the base URL ends in {tail}, which belongs to the inference API; using {endpoint}.")
        return endpoint

    def _check_text(self, name: str, found: Value) -> None:
        """Raises ConfigError, or InvalidDataError for a flag, for a value that cannot be what its writer meant."""
        problem = problem_of(name, found.value)
        if problem:
            if found.source == "flag" and name == "account_id":
                raise InvalidDataError(problem)
            raise ConfigError(f"{self.place(found, name)}: {problem}")

    def place(self, found: Value, name: str) -> str:
        """Where a value that cannot be used was written, for the error that says so."""
        in_file = found.source == f"profile {self.profile}" and not self.is_local
        return store.place(self.folder("config"), self.profile, name) if in_file else found.source

    def value(self, name: str) -> str:
        """A setting's value alone."""
        return self.get(name).value

    def ignored_environment(self) -> list[str]:
        """FIREWORKS_* variables that are set and that the local profile does not look at."""
        names = ("FIREWORKS_API_KEY", "FIREWORKS_API_KEY_FILE", "FIREWORKS_ACCOUNT_ID", "FIREWORKS_BASE_URL")
        return [name for name in names if self.environ.get(name)] if self.is_local else []

    def local_data_dir(self) -> Path:
        """Where the local control plane keeps its state. Raises ConfigError without a home."""
        if chosen := self.value("local_data_dir"):
            return Path(chosen).absolute()
        data = self.folder("data")
        if data is None:
            raise ConfigError("there is no home for the local control plane", hint="Set FIRECTL_LOCAL_DATA_DIR.")
        return data / "local"

    def state_dir(self) -> Path | None:
        """Where open creates, uploads and the audit log are written down; a rehearsal keeps its own."""
        return self.local_data_dir() / "client" if self.is_local else self.folder("state")

    def _find(self, spec: SettingSpec) -> Value:
        if typed := self.flags.get(spec.name):
            return Value(typed, "flag")
        pinned = {"base_url": LOCAL_BASE_URL, "account_id": LOCAL_ACCOUNT}
        if self.is_local and spec.name in pinned:
            return Value(pinned[spec.name], "profile local")
        if from_env := official.unquoted(self.environ.get(spec.env, "")):
            return Value(from_env, f"environment {spec.env}")
        if not self.is_local:
            profile: dict[str, Any] = self.profiles.values.get(self.profile, {})
            if spec.name in profile:
                return Value(str(profile[spec.name]), f"profile {self.profile}")
            if spec.name == "account_id" and (account := self._official_account()):
                return account
        return Value(spec.default, "default")

    def _official_account(self) -> Value | None:
        """account_id of the official tool's files; it belongs to the official endpoint only."""
        where = official_folder(self.environ)
        if where is None or self.value("base_url") != DEFAULT_BASE_URL or self.profile != store.DEFAULT:
            return None
        for name in ("auth.ini", "settings.ini"):
            if account := official.read(where / name).get("account_id"):
                return Value(account, str(where / name))
        return None
