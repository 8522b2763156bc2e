"""`whoami`: the account and endpoint in use, as the control plane itself answers."""

from __future__ import annotations

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import NoOptions
from ..config import credentials
from ..output.result import TextResult


def run(app: App, options: NoOptions) -> TextResult:
    """Ask the control plane, so that a stale key does not look like a good one. Raises as every call does."""
    client = app.client()
    account = client.get("accounts", client.account)
    key = None if app.settings.is_local else credentials.find(app.settings, app.flags.get("api_key"))
    endpoint = "this process (local control plane)" if app.settings.is_local else app.settings.value("base_url")
    data = {
        "name": f"accounts/{client.account}",
        "accountId": client.account,
        "displayName": account.get("displayName", ""),
        "email": account.get("email", ""),
        "state": account.get("state", ""),
        "endpoint": endpoint,
        "profile": app.settings.profile,
        "keySource": key.source if key else "none needed",
    }
    titles = ("Account ID", "Display Name", "Email", "State", "Endpoint", "Profile", "Key")
    values = list(data.values())[1:]
    return TextResult([f"{title}: {value}" for title, value in zip(titles, values, strict=True)], data)


def COMMAND() -> Command:
    """The command."""
    return Command(
        "whoami",
        run,
        options=NoOptions,
        help="Show the account and endpoint in use.",
        calls=("GET /v1/accounts", "GET /v1/accounts/{account}"),
        examples=["firectl whoami", "firectl -p local whoami"],
    )
