"""What a running command may reach: settings, the client, the console. Everything is made when first asked for."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, TextIO

from ..errors import FirectlError, NotSignedInError, RefusedError, UsageError
from ..files import NoFileLocksWarning
from ..output.console import Console

if TYPE_CHECKING:
    from pathlib import Path

    from ..api import Client
    from ..api.audit_log import AuditLog
    from ..api.connect import SenderFactory
    from ..api.idempotency import IdempotencyRecord
    from ..config.settings import Settings
    from ..output.options import OutputOptions


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
        self._warned: set[str] = set()
        self.open_creates: list[IdempotencyRecord] = []
        """Creates whose answer is not out yet. A run that is killed leaves them to the next one."""
        self._settings: Settings | None = None
        self._client: Client | None = None

    @property
    def settings(self) -> Settings:
        """Settings of this run."""
        if self._settings is None:
            from ..config.settings import Settings

            self._settings = Settings(self.flags, self.flags.get("profile"), self.environ, self.console.warn)
        return self._settings

    @property
    def program(self) -> str:
        """How a command begins that is to act on what this one acts on: with the profile that was typed."""
        profile = self.flags.get("profile")
        return f"firectl -p {shlex.quote(profile)}" if profile else "firectl"

    def prepare(self) -> None:
        """Take over --quiet and the output format; done as soon as the flags are known."""
        self.prepared = True
        self.console.quiet = "quiet" in self.flags
        try:
            self.console.json_notes = self.settings.value("output") in ("json", "jsonl")
        except FirectlError:  # the command that needs the settings reports it; until then the flag alone counts
            self.console.json_notes = self.flags.get("output") in ("json", "jsonl")
        self._check_output_options()

    def client(self) -> Client:
        """The client for the endpoint and key in use.

        Raises NotSignedInError without a key: it never falls back to the local control plane.
        """
        if self._client is None:
            self.settings.require_profile()
            for name in ("output", "json_case"):
                self.settings.value(name)  # a wrong one is refused before anything is done
            self._client = self._new_client()
        return self._client

    def _senders(self) -> SenderFactory:
        """What makes senders from the settings as they are."""
        from ..api.connect import SenderFactory

        return SenderFactory(
            self.settings,
            None if self.settings.is_local else self._typed_key(),
            insecure=bool(self.flags.get("insecure")),
            note=self.console.note,
            trace=self.console.debug if self.flags.get("debug") else None,
            hide=self.console.hide,
        )

    def _renewed_senders(self) -> SenderFactory:
        """The same from the settings and the key as they are now: both may have changed during a long wait."""
        self._settings = None
        return self._senders()

    def output_options(self) -> OutputOptions:
        """How the answer is to be printed.

        It is text where the settings cannot be read: `client` refuses them, and the commands that mend them must work.
        """
        from ..output.options import OutputOptions, has_color, terminal_width

        try:
            output, case = self.settings.value("output"), self.settings.value("json_case")
        except FirectlError:
            output, case = self.flags.get("output", "text"), "snake"
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
            self._acting_account,
        )

    def _acting_account(self) -> str:
        """The id of the acting account, where it is known without asking; else empty."""
        return (self._client.known_account if self._client is not None else None) or ""

    def _check_output_options(self) -> None:
        """Refuse what cannot be printed before anything is sent. Raises UsageError."""
        from ..output.options import TABULAR

        options = self.output_options()
        if options.query:
            from ..output.selection import compiled

            compiled(options.query)
        if options.columns and options.output not in TABULAR and not options.query:
            raise UsageError(
                f"--columns goes with {', '.join(TABULAR)}, and the output is {options.output}",
                hint="--query picks from JSON and YAML, for example: --query '[].name'",
            )

    @contextmanager
    def warnings_shown(self) -> Iterator[None]:
        """Within, what the library warns of through Python's `warnings` goes to the console, each kind once."""
        import warnings

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if category.__name__ not in self._warned:
                self._warned.add(category.__name__)
                self.console.warn(str(message))

        with warnings.catch_warnings():
            warnings.simplefilter("always", NoFileLocksWarning)
            warnings.showwarning = show
            yield

    @contextmanager
    def continuing(self, sentence: Callable[[], str]) -> Iterator[None]:
        """Within, `sentence` says what goes on without this run; it is printed where the run is interrupted."""
        self.continues = sentence
        yield
        self.continues = None  # not after an interruption: it is said then

    def answered(self) -> None:
        """The answer is out: no later run has to find out what this one made."""
        for record in self.open_creates:
            record.close()

    def now(self) -> float:
        """The time that times are compared with: in a rehearsal the local control plane's own."""
        if not self.settings.is_local:
            return time.time()
        from ..api.connect import local_time

        return local_time(self.settings)

    def client_with_key(self, key: str) -> Client:
        """A client for the endpoint in use that uses `key`: how login proves one."""
        return self._new_client(key)

    def state_dir(self) -> Path | None:
        """Where open creates are written down. A rehearsal keeps its own beside its store."""
        return self.settings.state_dir()

    def confirm(self, question: str, yes: bool) -> None:
        """Ask before destroying one named thing; without a terminal, do what was told. Raises RefusedError."""
        if yes or not (sys.stdin and sys.stdin.isatty()):
            return
        from ..output.visible import visible

        self.console.err.write(f"{visible(question)} [y/N] ")
        self.console.err.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise RefusedError("not confirmed; nothing was changed")

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

    def _new_client(self, key: str | None = None) -> Client:
        """A client for the endpoint in use, with its own key or with `key`."""
        from ..api import Client

        senders = self._senders()
        return Client(
            account_id=self.settings.value("account_id") or None,
            state_dir=self.state_dir(),
            sender=senders.sender_with_key(key) if key else senders.sender(),
            audit_log=self._audit_log(),
            on_change=self._outdate,
            reconnect=lambda: self._renewed_senders().sender(),
            keep_open=self.open_creates.append,
        )

    def _outdate(self, name: str) -> None:
        """What Tab offers of this kind is asked for anew, now that something of it was changed."""
        from .. import contract
        from ..completion import cache

        parts = name.split("/")
        for noun in contract.nouns() if len(parts) > 2 else ():
            if contract.load(noun).collection == parts[2]:
                cache.outdate(noun, self.environ)

    def _audit_log(self) -> AuditLog | None:
        """Where changes are written down; without a state folder nowhere."""
        from ..api.audit_log import AuditLog

        folder = self.state_dir()

        @cache
        def command() -> str:
            return self.console.command_line(self.words)

        return AuditLog(folder, command, self.console.warn) if folder is not None else None
