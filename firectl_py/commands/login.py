"""`login`: take a key, prove it, keep it."""

from __future__ import annotations

import sys
from typing import Any, cast

import click

from ..cli.app import App
from ..cli.command import Command
from ..config import credentials, paths, store
from ..contract import load
from ..contract.names import split_name
from ..errors import ConfigError, NotSignedInError, UsageError
from ..output.result import TextResult


def run(app: App, account: str | None, api_key_stdin: bool, store_: str | None) -> TextResult:
    """Prove the key with GET /v1/accounts, then keep it for this profile and endpoint."""
    if account and account.startswith("fw_"):
        raise UsageError("that looks like a key, not like an account; a key is never an argument of login")
    repair(app)
    if app.settings.is_local:
        raise UsageError("the local profile needs no sign-in", hint="firectl -p local whoami")
    key = credentials.check_key(_read_key(app, api_key_stdin), "the input")
    return keep(app, key, account, cast("credentials.KeyStore | None", store_))


def repair(app: App) -> None:
    """Put files of ours that cannot be read out of the way: signing in is what mends them."""
    folder = paths.folder("config", app.environ)  # not by way of the settings, which need the files sound
    for aside in (store.repair(folder), credentials.repair(folder)):
        if aside is not None:
            app.console.warn(f"{aside.name.rpartition('.corrupt-')[0]} could not be read; it is now {aside}.")


def keep(app: App, key: str, account: str | None, where: credentials.KeyStore | None) -> TextResult:
    """Prove `key`, keep it and the account it belongs to."""
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
            "login asks for the key on a terminal, and this is none",
            hint="firectl login --api-key-stdin < key-file, or set FIREWORKS_API_KEY.",
        )
    import getpass

    from ..http.send import check_base_url
    from ..output.visible import visible

    endpoint = check_base_url(app.settings.value("base_url"), bool(app.flags.get("insecure")))
    return getpass.getpass(f"API key for {visible(endpoint)}: ", stream=app.console.err)


def COMMAND() -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["account"], required=False),
        click.Option(["--api-key-stdin"], is_flag=True, help="Read the key from stdin."),
        click.Option(
            ["--store", "store_"],
            type=click.Choice(("keyring", "file")),
            help="Where to keep it; keyring where usable.",
        ),
    ]
    examples = ["firectl login", "firectl login --api-key-stdin < key-file"]
    return Command(
        "login", run, params, help="Sign in with an API key.", calls=("GET /v1/accounts",), examples=examples
    )
