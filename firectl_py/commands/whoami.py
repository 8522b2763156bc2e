"""`whoami`: the account and endpoint in use, as the control plane itself answers. Imports api, config and errors."""

from __future__ import annotations

from ..config import credentials
from ..output.result import Lines
from ._app import App
from ._base import Leaf

SUMMARY = "Show the account and endpoint in use."
ALIASES: tuple[str, ...] = ()


def run(app: App) -> Lines:
    """Asks the control plane, so that a stale key does not look like a good one."""
    client = app.client()
    account = client.get("accounts", client.account)
    key = None if app.settings.is_local else credentials.find(app.settings, app.flags.get("api_key"))
    endpoint = "this process (local control plane)" if app.settings.is_local else app.settings.value("base_url")
    data = {
        "accountId": client.account,
        "displayName": account.get("displayName", ""),
        "email": account.get("email", ""),
        "state": account.get("state", ""),
        "endpoint": endpoint,
        "profile": app.settings.profile,
        "keySource": key.source if key else "none needed",
    }
    titles = ("Account ID", "Display Name", "Email", "State", "Endpoint", "Profile", "Key")
    return Lines([f"{title}: {value}" for title, value in zip(titles, data.values(), strict=True)], data)


def COMMAND() -> Leaf:
    """The command."""
    return Leaf(
        "whoami",
        run,
        help=SUMMARY,
        calls=(
            "GET /v1/accounts",
            "GET /v1/accounts/{account}",
        ),
        examples=["firectl whoami", "firectl -p local whoami"],
    )
