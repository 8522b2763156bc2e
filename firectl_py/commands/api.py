"""`api METHOD PATH`: any call of the API, through the same `send` as everything else."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..cli.app import App
from ..cli.command import Command
from ..errors import (
    InvalidDataError,
    LocalIOError,
    NotFoundError,
    ReplyError,
    TransportError,
    UnavailableError,
    UsageError,
)
from ..output.result import Details, Result, TextResult
from ..output.visible import json_safe

if TYPE_CHECKING:
    from ..api import Client
    from ..http import ApiRequest

_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def run(app: App, method: str, path: str, data: str | None) -> Result:
    """The reply as it came. `{account}` in the path stands for the acting account."""
    from ..http import ApiRequest

    if "://" in path or path.startswith("//"):
        raise UsageError("PATH is a path, such as /v1/accounts; the endpoint comes from --base-url")
    client = app.client()
    full = path if path.startswith("/") else f"/{path}"
    if "{account}" in full:
        full = full.replace("{account}", client.account)
    call = ApiRequest(method.upper(), full, json=_body(data))  # type: ignore[arg-type]  # a Choice
    try:
        reply = _send(client, call, full.removeprefix("/v1/"))
    except NotFoundError as error:
        collection = re.fullmatch(r"/v1/accounts/([^/?]+)/([^/:?]+)(\?.*)?", full)
        if collection is None:
            raise
        raise client.not_offered(collection[2], collection[1], error) from error
    except (TransportError, UnavailableError, ReplyError) as error:
        if call.method != "GET" and getattr(error, "maybe_sent", True):
            error.hint = "It may have been carried out all the same: look before you send it again."
        raise
    if isinstance(reply, dict) and app.settings.value("output") != "text":
        return Details([reply])
    return TextResult(json_safe(json.dumps(reply, indent=2, ensure_ascii=False)).split("\n"), reply)


def _send(client: Client, call: ApiRequest, name: str) -> Any:
    if call.method == "GET":
        return client.sender.send(call).data
    with client.recorded(call.method, name) as outcome:
        reply = client.sender.send(call)
        outcome.request_id = reply.request_id
        return reply.data


def _body(data: str | None) -> Any:
    if data is None:
        return None
    where = data[1:] if data.startswith("@") else "-d"
    try:
        if data == "@-":
            text = sys.stdin.read()
        else:
            text = Path(where).read_text(encoding="utf-8") if data.startswith("@") else data
        return json.loads(text)
    except OSError as error:
        raise LocalIOError(f"{where}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidDataError(f"{where}: not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise InvalidDataError(f"{where} line {error.lineno} column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(f"{where}: {error}") from None


def COMMAND() -> Command:
    """The command."""
    params: list[click.Parameter] = [
        click.Argument(["method"], type=click.Choice(_METHODS, case_sensitive=False)),
        click.Argument(["path"]),
        click.Option(["-d", "--data"], metavar="JSON|@FILE", help="Body; @- reads stdin."),
    ]
    examples = [
        "firectl -p local api GET '/v1/accounts/{account}/quotas?pageSize=5'",
        "firectl -p local api GET '/v1/accounts/{account}/datasets' -o yaml",
    ]
    return Command(
        "api", run, params, help="Call any path of the API.", calls=("METHOD PATH, as typed",), examples=examples
    )
