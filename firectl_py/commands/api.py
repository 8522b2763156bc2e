"""`api METHOD PATH`: any call of the API, for what has no command of its own."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..cli.app import App
from ..cli.command import Command
from ..cli.options import Option
from ..errors import InvalidDataError, LocalIOError
from ..output.result import Details, Result, TextResult
from ..output.visible import json_safe
from .shared.create import CHANGES

if TYPE_CHECKING:
    from ..api.raw import HttpMethod

_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True)
class ApiOptions:
    """What was typed."""

    method: HttpMethod
    path: str
    data: str | None


def run(app: App, options: ApiOptions) -> Result:
    """The reply as it came. Raises as `api.raw.request` does, and InvalidDataError for a body that is not JSON."""
    from ..api import raw

    reply = raw.request(app.client(), options.method, options.path, _body(options.data))
    if isinstance(reply, dict) and app.settings.value("output") != "text":
        return Details([reply], verbatim=True)
    return TextResult(json_safe(json.dumps(reply, indent=2, ensure_ascii=False)).split("\n"), reply, verbatim=True)


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
        Option(["-d", "--data"], metavar="JSON|@FILE", help="Body; @- reads stdin."),
    ]
    examples = [
        "firectl -p local api GET '/v1/accounts/{account}/quotas?pageSize=5'",
        "firectl -p local api GET '/v1/accounts/{account}/datasets' -o yaml",
    ]
    calls, summary = ("METHOD PATH, as typed",), "Call any path of the API."
    return Command("api", run, params, options=ApiOptions, help=summary, calls=calls, exits=CHANGES, examples=examples)
