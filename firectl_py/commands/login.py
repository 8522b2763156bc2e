"""`login`: ask for a key, prove it, and store it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import click

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import Option
from ..cli.types import Choice
from ..config import credentials, paths, store
from ..contract import load
from ..contract.names import split_name
from ..errors import ConfigError, NotSignedInError, UsageError
from ..output.result import TextResult

_FROM_STDIN = "firectl login --api-key-stdin < key-file"


@dataclass(frozen=True)
class LoginOptions:
    """What was typed."""

    account: str | None
    api_key_stdin: bool
    key_store: credentials.KeyStore | None


def run(app: App, options: LoginOptions) -> TextResult:
    """Prove the key with GET /v1/accounts, then store it for this profile and endpoint.

    Raises UsageError for the local profile and for a key in place of an account, NotSignedInError where the key is
    refused or cannot be asked for, ConfigError where the account is not certain.
    """
    if options.account and options.account.startswith("fw_"):
        raise UsageError("the argument of login is an account, and this looks like a key", hint=_FROM_STDIN)
    repair(app)
    if app.settings.is_local:
        raise UsageError("the local profile needs no sign-in", hint="firectl -p local whoami")
    key = credentials.check_key(_read_key(app, options.api_key_stdin), "the input")
    return store_key(app, key, options.account, options.key_store)


def repair(app: App) -> None:
    """Move files of ours that cannot be read out of the way, and say so: signing in makes them anew."""
    folder = paths.folder("config", app.environ)  # not by way of the settings, which need the files sound
    for aside in (store.repair(folder), credentials.repair(folder)):
        if aside is not None:
            app.console.warn(f"{aside.name.rpartition('.corrupt-')[0]} could not be read; it is now {aside}.")


def store_key(app: App, key: str, account: str | None, where: credentials.KeyStore | None) -> TextResult:
    """Prove `key`, and store it and the account it belongs to. Raises as `run` does."""
    client = app.client_with_key(key)
    rows = list(client.list(load("accounts"), limit=2))
    names = [parts[0] for row in rows if (parts := split_name(str(row.get("name", ""))))]
    wanted = account or app.flags.get("account_id")
    if wanted is None and len(names) != 1:
        seen = f"several accounts, e.g. {', '.join(names)}" if names else "no account"
        raise ConfigError(f"the key sees {seen}", hint="Name the one you mean: firectl login ACCOUNT")
    chosen = wanted or names[0]
    if chosen not in names:
        client.get("accounts", chosen)
    kept = credentials.save(app.settings, key, where)
    changes: dict[str, str | None] = {"account_id": chosen}
    if app.flags.get("base_url"):
        changes["base_url"] = app.settings.value("base_url")
    store.change(app.settings.folder("config"), app.settings.profile, changes)
    if kept == "the system keyring":
        app.console.note("cron and other sessions without a desktop cannot read the keyring; --store file can be.")
    data: dict[str, Any] = {"accountId": chosen, "profile": app.settings.profile, "keyStoredIn": kept}
    return TextResult([f"Signed in to account {chosen}; the key is kept in {kept}."], data)


def _read_key(app: App, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline(4096)
    if not (sys.stdin and sys.stdin.isatty()):
        raise NotSignedInError(
            "login asks for the key on a terminal, and standard input is not one",
            hint=f"{_FROM_STDIN}, or set FIREWORKS_API_KEY.",
        )
    import getpass

    from ..api.connect import endpoint_for_key
    from ..output.visible import visible

    endpoint = endpoint_for_key(app.settings, bool(app.flags.get("insecure")))
    return getpass.getpass(f"API key for {visible(endpoint)}: ", stream=app.console.err)


def COMMAND() -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["account"], required=False),
        Option(["--api-key-stdin"], is_flag=True, help="Read the key from stdin."),
        Option(
            ["--store", "key_store"],
            type=Choice(("keyring", "file")),
            help="Where to store it; the keyring where there is a usable one.",
        ),
    ]
    examples = ["firectl login", "firectl login --api-key-stdin < key-file"]
    return Command(
        "login",
        run,
        params,
        options=LoginOptions,
        help="Sign in with an API key.",
        calls=("GET /v1/accounts",),
        examples=examples,
    )
