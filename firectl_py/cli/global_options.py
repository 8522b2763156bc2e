"""The options that go in any position: on the root, on every group and on every command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from ..config.formats import OUTPUT_FORMATS
from .types import Choice

_GATEWAY = "gateway.fireworks.ai"
"""The host that the official tool speaks gRPC with."""


def _record(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that keeps a global option in the app; the innermost position wins."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if value not in (None, False):
            ctx.find_root().obj.flags[name] = "yes" if value is True else value
        return value

    return keep


def _keep_server(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Keep --server as the base URL; the official tool's gRPC gateway means the REST API beside it."""
    if value is None:
        return
    from ..config.settings import DEFAULT_BASE_URL

    app = ctx.find_root().obj
    host = value.removeprefix("https://").rstrip("/")
    if host.partition(":")[0] == _GATEWAY:
        app.console.note(f"{_GATEWAY} speaks gRPC; firectl-py uses its REST API at {DEFAULT_BASE_URL}.")
        app.flags["base_url"] = DEFAULT_BASE_URL
    else:
        app.flags["base_url"] = value if "://" in value else f"https://{host}"


def global_options() -> list[click.Parameter]:
    """The options design puts in any position: on the root, on every group and on every leaf."""

    def option(names: Sequence[str], key: str, help: str, **more: Any) -> click.Option:
        return click.Option([*names, f"global_{key}"], expose_value=False, callback=_record(key), help=help, **more)

    return [
        option(["-a", "--account-id"], "account_id", "Account to act on.", metavar="ACCOUNT"),
        option(["-p", "--profile"], "profile", "Profile to use; `local` needs no account.", metavar="PROFILE"),
        option(["--base-url"], "base_url", "Control plane to talk to.", metavar="URL"),
        click.Option(
            ["-s", "--server", "global_server"],
            expose_value=False,
            callback=_keep_server,
            metavar="HOST[:PORT]",
            help="The same, as the official tool names it.",
        ),
        option(
            ["--api-key"], "api_key", "API key, `-` reads it from stdin; others can see a typed one.", metavar="KEY"
        ),
        option(["-o", "--output"], "output", "Output format.", type=Choice(OUTPUT_FORMATS)),
        option(["--query"], "query", "Pick from the answer: a JMESPath for all of it.", metavar="JMESPATH"),
        option(["--columns"], "columns", "Columns of tables and csv: dotted paths.", metavar="PATH,..."),
        option(["--sort-by"], "sort_by", "Sort rows by a dotted path; -PATH turns it round.", metavar="PATH"),
        option(["--no-headers"], "no_headers", "Leave out the titles of tables and csv.", is_flag=True),
        option(
            ["--request-timeout"], "request_timeout", "Time for one API call with all attempts.", metavar="DURATION"
        ),
        option(["--cacert"], "cacert", "Certificate authorities to trust.", metavar="FILE"),
        option(["--insecure"], "insecure", "Allow http:// and unverified TLS.", is_flag=True),
        option(["-q", "--quiet"], "quiet", "Print the answer and errors only.", is_flag=True),
        option(["--debug"], "debug", "Show each request and reply on stderr.", is_flag=True),
        option(["--no-color"], "no_color", "No colours.", is_flag=True),
        option(["--jitter"], "jitter", "Start after a random while, this at most.", metavar="DURATION"),
        option(["--lock"], "lock", "Do nothing while another run holds this lock.", metavar="NAME"),
        option(["--lock-ok"], "lock_ok", "Exit 0 then, and not 18.", is_flag=True),
    ]
