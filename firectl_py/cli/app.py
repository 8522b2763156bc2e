"""What a running command may reach: settings, the client, the console. Everything is made when first asked for.

The composition root: the one module of the commands that knows how a client is put together.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ..errors import ConfigError, FirectlError, InvalidDataError, NotSignedInError, RefusedError, UsageError
from ..output.console import Console
from ..output.options import TABULAR, OutputOptions, has_color, terminal_width
from ..version import __version__
from .types import seconds

if TYPE_CHECKING:
    from pathlib import Path

    from ..api import Client
    from ..api.audit_log import AuditLog
    from ..config.settings import Settings
    from ..http import Sender


class App:
    """One run of firectl. `flags` holds the global options that were typed."""

    def __init__(self, console: Console, environ: Mapping[str, str]) -> None:
        self.console, self.environ = console, environ
        self.flags: dict[str, str] = {}
        self.words: list[str] = []
        """The command line as it was typed."""
        self.prepared = False
        """Whether the command line was understood, so that settings may be looked at."""
        self.held = ExitStack()
        """What is held until the run has ended, such as the lock of --lock."""
        self.continues: Callable[[], str] | None = None
        """What goes on without this run, as a sentence, for one that is interrupted."""
        self._settings: Settings | None = None
        self._client: Client | None = None

    @property
    def settings(self) -> Settings:
        """Settings of this run."""
        if self._settings is None:
            from ..config.settings import Settings

            self._settings = Settings(self.flags, self.flags.get("profile"), self.environ, self.console.warn)
        return self._settings

    def prepare(self) -> None:
        """Take over --quiet and the output format; done as soon as the flags are known."""
        self.prepared = True
        self.console.quiet = "quiet" in self.flags
        try:
            self.console.json_notes = self.settings.value("output") in ("json", "jsonl")
        except FirectlError:  # said by whoever needs the settings; until then the flag alone counts
            self.console.json_notes = self.flags.get("output") in ("json", "jsonl")
        self._demand_look()

    def begin(self) -> bool:
        """Wait for our turn, where --lock or --jitter says so; False where another run has it."""
        if not {"lock", "lock_fail", "jitter"} & set(self.flags):
            return True
        from . import run_lock

        return run_lock.begin(self, self.held)

    def client(self) -> Client:
        """The client for the endpoint and key in use.

        Raises NotSignedInError without a key: it never falls back to the local control plane.
        """
        if self._client is None:
            self.settings.demand_profile()
            for name in ("output", "json_case"):
                self.settings.value(name)  # a wrong one is said before anything is done
            self._client = self._new_client()
        return self._client

    def _new_client(self) -> Client:
        return self._local_client() if self.settings.is_local else self._remote_client()

    def _reconnect(self) -> Sender:
        """A sender from the settings and the key as they are now: both may have changed during a long wait."""
        self._settings = None
        return self._new_client().sender

    def look(self) -> OutputOptions:
        """How the answer is to look.

        Plain where the settings hold nonsense: `client` has refused that already, and what mends it must go on.
        """
        try:
            output, case = self.settings.value("output"), self.settings.value("json_case")
        except FirectlError:
            output, case = self.flags.get("output", "text"), "camel"
        out, flags = self.console.out, self.flags
        return OutputOptions(
            output,
            case,
            flags.get("query", ""),
            tuple(path.strip() for path in flags.get("columns", "").split(",") if path.strip()),
            flags.get("sort_by", ""),
            "no_headers" not in flags,
            terminal_width(out, self.environ),
            has_color(out, self.environ, "no_color" in flags),
            self.now if out.isatty() else None,
        )

    def _demand_look(self) -> None:
        """Refuse what cannot be shown before anything is sent. Raises UsageError."""
        look = self.look()
        if look.query:
            from ..output.selection import compiled

            compiled(look.query)
        if look.columns and look.output not in TABULAR and not look.query:
            raise UsageError(
                f"--columns goes with {', '.join(TABULAR)}, and the output is {look.output}",
                hint="--query picks from JSON and YAML, for example: --query '[].name'",
            )

    @contextmanager
    def continuing(self, sentence: Callable[[], str]) -> Iterator[None]:
        """Within, `sentence` says what goes on without this run; it is printed where the run is interrupted."""
        self.continues = sentence
        yield
        self.continues = None  # not after an interruption: it is said then

    def now(self) -> float:
        """The time that times are compared with: in a rehearsal the local control plane's own."""
        if not self.settings.is_local:
            return time.time()
        from ..local import virtual_time

        return float(virtual_time(self.settings.local_data_dir()))

    def client_with_key(self, key: str) -> Client:
        """A client for the endpoint in use that uses `key`: how login proves one."""
        return self._make_client(self.settings.value("base_url"), key)

    def state_dir(self) -> Path | None:
        """Where open creates are written down. A rehearsal keeps its own beside its store."""
        return self.settings.local_data_dir() / "client" if self.settings.is_local else self.settings.folder("state")

    def confirm(self, question: str, yes: bool) -> None:
        """Ask before destroying one named thing; without a terminal, do what was told. Raises RefusedError."""
        if yes or not (sys.stdin and sys.stdin.isatty()):
            return
        from ..output.visible import visible

        self.console.err.write(f"{visible(question)} [y/N] ")
        self.console.err.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise RefusedError("not confirmed; nothing was changed")

    def _remote_client(self) -> Client:
        from ..config import credentials

        key = credentials.find(self.settings, self._typed_key())
        base_url = self.settings.value("base_url")
        if key is None:
            if credentials.in_silent_keyring(self.settings):
                raise NotSignedInError(
                    "the API key is in the system keyring, which does not answer here",
                    hint="Set FIREWORKS_API_KEY, or `firectl login --store file`.",
                )
            bound = credentials.other_endpoint(self.settings)
            because = f"; the stored key is for {bound}" if bound else ""
            raise NotSignedInError(f"not signed in: there is no API key for {base_url}{because}", hint=self._ways_on())
        return self._make_client(base_url, key.value)

    def _ways_on(self) -> str:
        """How to sign in to the profile and endpoint in use, and how to do without."""
        profile = f"-p {self.settings.profile} " if self.flags.get("profile") else ""
        endpoint = f" --base-url {self.flags['base_url']}" if self.flags.get("base_url") else ""
        return (
            f"`firectl {profile}login{endpoint}` signs in; "
            "`firectl -p local ...` tries it on this machine without an account."
        )

    def _typed_key(self) -> str | None:
        typed = self.flags.get("api_key")
        if typed == "-":
            typed = self.flags["api_key"] = sys.stdin.readline(4096).strip()
            if not typed:
                raise NotSignedInError("--api-key - found no key on stdin")
            return typed
        if typed:
            self.console.warn("--api-key can be seen by everybody on this machine; use FIREWORKS_API_KEY or login.")
        return typed

    def _local_client(self) -> Client:
        if ignored := self.settings.ignored_environment():
            self.console.note(f"the local profile ignores {', '.join(ignored)}.")
        try:
            from ..local import LocalStoreError, open_app
        except ModuleNotFoundError as error:
            raise missing_local(error) from None
        from ..http.wsgi import WSGIAdapter

        try:
            app = open_app(self.settings.local_data_dir())
        except LocalStoreError as error:
            raise local_store_error(error) from None
        return self._make_client(self.settings.value("base_url"), None, WSGIAdapter(app))

    def _make_client(self, base_url: str, key: str | None, adapter: object = None) -> Client:
        from ..api import Client
        from ..http import Sender
        from ..http.auth import Secret

        self.console.hide(key or "")
        sender = Sender(
            base_url,
            Secret(key) if key else None,
            timeout=self._timeout(),
            cacert=self.settings.value("cacert") or None,
            insecure=bool(self.flags.get("insecure")),
            user_agent=f"firectl-py/{__version__}",
            adapter=adapter,  # type: ignore[arg-type]  # named so that usage errors need not import requests
            note=self.console.note,
            trace=self.console.debug if self.flags.get("debug") else None,
        )
        account = self.settings.value("account_id") or None
        return Client(
            account_id=account,
            state_dir=self.state_dir(),
            sender=sender,
            history=self._history(),
            changed=self._outdate,
            reconnect=self._reconnect,
        )

    def _outdate(self, name: str) -> None:
        """What Tab offers of this kind is asked for anew, now that something of it was changed."""
        from .. import contract
        from ..completion import cache

        parts = name.split("/")
        for noun in contract.nouns() if len(parts) > 2 else ():
            if contract.load(noun).collection == parts[2]:
                cache.outdate(noun, self.environ)

    def _history(self) -> AuditLog | None:
        """Where changes are written down; without a state folder nowhere."""
        from ..api.audit_log import AuditLog
        from .redact import shown

        folder = self.state_dir()

        def command() -> str:
            return self.console.covered(shown(self.words))

        return AuditLog(folder, command, self.console.warn) if folder is not None else None

    def _timeout(self) -> float:
        """Seconds for one call. Raises ConfigError, or InvalidDataError where the flag itself is wrong."""
        found = self.settings.get("request_timeout")
        try:
            value = seconds(found.value)
            if not value:
                raise InvalidDataError("a request timeout of 0 leaves no time at all", hint="Examples: 90s, 10m.")
            return value
        except InvalidDataError as error:
            if found.source == "flag":
                raise
            where = self.settings.place(found, "request_timeout")
            raise ConfigError(f"{where}: request_timeout: {error.message}", hint=error.hint) from None


def missing_local(error: ModuleNotFoundError) -> FirectlError:
    """What to say where the extra is not installed; a missing module of ours is a bug and stays one."""
    if (error.name or "").startswith("firectl_py"):
        raise error
    return ConfigError(
        f"the local control plane needs {error.name}, which is not installed",
        hint="pip install 'firectl-py[local]'",
    )


def local_store_error(error: Exception) -> FirectlError:
    """A store that cannot be used, as an error of ours."""
    return ConfigError(
        str(error), hint="`firectl local reset` starts afresh, or point FIRECTL_LOCAL_DATA_DIR elsewhere."
    )
