"""The verbs that look: list and get, worked out from a declaration; and names as they are typed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import PUBLIC_ACCOUNT
from ...errors import FirectlError, UsageError
from ...output.result import Details, Listing, Result
from . import watch
from .fields import param_options

if TYPE_CHECKING:
    from ...api.client import Client

_VARIED = {"list": "--limit 5 -o json", "get": "-o yaml", "create": "--dry-run", "update": "--dry-run"}
_VARIED |= {"delete": "--dry-run", "cancel": "--dry-run", "resume": "--dry-run", "undelete": "--dry-run"}


def examples(resource: Resource, verb: str) -> list[str]:
    """The declared examples of a verb; behind a single one the same, varied."""
    declared = [line for name, line in resource.examples if name == verb]
    if len(declared) == 1 and verb in _VARIED:
        declared.append(f"{declared[0].removesuffix(' --yes')} {_VARIED[verb]}")
    return declared


def plural(resource: Resource) -> str:
    title = resource.title
    return f"{title[:-1]}ies" if title.endswith("y") else f"{title}s"


def names_argument(resource: Resource, required: bool = True) -> click.Argument:
    """One or more ids or names; `-` reads them from stdin."""
    metavar = resource.title.upper().replace(" ", "_").replace("-", "_")
    return click.Argument(["names"], nargs=-1, required=required, metavar=f"{metavar}...")


def read_names(app: App, typed: Sequence[str]) -> list[str]:
    """The names typed, `-` replaced by the lines of stdin; no lines are no names, which is said and no failure."""
    names: list[str] = []
    for name in typed:
        names += [line.strip() for line in sys.stdin if line.strip()] if name == "-" else [name]
    if typed and not names:
        app.console.note("no names came on standard input; nothing to do.")
    return list(dict.fromkeys(names))


def many(typed: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the answer is a list: several names, or however many stdin had."""
    return len(names) > 1 or "-" in typed


def each(
    names: Sequence[str], work: Callable[[str], JsonObject]
) -> tuple[list[JsonObject], list[tuple[str, FirectlError]]]:
    """`work` on every name; of several, one that fails does not stop the others."""
    if len(names) == 1:
        return [work(names[0])], []
    done: list[JsonObject] = []
    failures: list[tuple[str, FirectlError]] = []
    for name in names:
        try:
            done.append(work(name))
        except FirectlError as error:
            failures.append((name, error))
    return done, failures


def filter_options(resource: Resource) -> list[click.Parameter]:
    """The options of every list."""
    return [
        click.Option(["--filter"], help=f"AIP-160 expression, e.g. {_filtered(resource)}."),
        click.Option(["--order-by"], help='Comma-separated fields; add " desc" to reverse.'),
        click.Option(["--page-size"], type=click.IntRange(1), help="Rows fetched at a time, 200 at most."),
        click.Option(["--page-token"], help="Print this one page only."),
        click.Option(["--limit"], type=click.IntRange(0), help="Print at most so many rows."),
        click.Option(["--no-paginate"], is_flag=True, help="All pages; this is the default."),
        *param_options(resource.list_params),
    ]


def _filtered(resource: Resource) -> str:
    """A filter that this resource understands."""
    return f"'state={resource.states.goal[0]}'" if resource.states else "'create_time>\"2026-01-01T00:00:00Z\"'"


def list_(resource: Resource, *, extra: Sequence[click.Parameter] = (), narrow: Any = None) -> Command:
    """`list`. `narrow(app, values)` may change the filter and give another account, as (filter, account)."""

    def run(app: App, **values: Any) -> Result:
        account = None
        if narrow is not None:
            values["filter"], account = narrow(app, values)
        if values.get("watch"):
            if values["page_token"]:
                raise UsageError("--watch shows the whole list, not the page of --page-token")
            flags = watch.WatchFlags(True, values["interval"], values["on_change"])
            return watch.watching(
                app, resource, flags, lambda client: listing(app, resource, values, account, client).rows
            )
        watch.require_watch(watch.WatchFlags(False, values.get("interval"), values.get("on_change")))
        return listing(app, resource, values, account)

    params = [*filter_options(resource), *extra, *(watch.options() if resource.states is not None else ())]
    return Command("list", run, params, help=f"List {plural(resource)}.", examples=examples(resource, "list"))


def listing(
    app: App, resource: Resource, values: JsonObject, account: str | None = None, client: Client | None = None
) -> Listing:
    """The rows that the options of a list ask for, fetched while they are printed."""
    client, limit = client or app.client(), values["limit"]
    if app.look().sort_by and limit is not None and not values["page_token"]:
        limit = None  # the first rows of all in that order, and not some rows in that order: cut when they are sorted
    query = {"filter": values["filter"], "orderBy": values["order_by"], "pageSize": values["page_size"]}
    query |= {param.name: values.get(param.name) for param in resource.list_params}
    owner = "" if resource.collection == "accounts" else account or client.account
    if values["page_token"]:
        rows = _one_page(app, resource, owner, {**query, "pageToken": values["page_token"]}, values["limit"])
    else:
        rows = client.list(resource, account=owner, limit=limit, **query)
    where = f" in accounts/{owner}" if owner else ""
    matching = " match the filter" if values["filter"] else ""
    hint = (
        f" (-a {PUBLIC_ACCOUNT} lists the public ones)" if resource.noun == "models" and owner != PUBLIC_ACCOUNT else ""
    )
    page = values["page_size"] or min(values["limit"] or 50, 200)
    empty = f"No {plural(resource)}{where}{matching}.{hint}" if limit != 0 else "--limit 0 asks for no rows."
    return Listing(rows, resource.columns, resource, empty, page, values["limit"])


def _one_page(app: App, resource: Resource, owner: str, query: JsonObject, limit: int | None) -> Iterator[JsonObject]:
    page = next(app.client().pages(resource, account=owner, **query))
    yield from page.items[:limit]
    if page.next_page_token:
        app.console.note(f"the next page: --page-token {page.next_page_token}")


def get(
    resource: Resource,
    *,
    extra: Sequence[click.Parameter] = (),
    fetch: Callable[[App, str], JsonObject] | None = None,
    more: Callable[[App, JsonObject, JsonObject], JsonObject] | None = None,
) -> Command:
    """`get`. `fetch` replaces the plain get; `more(app, object, values)` gives further members."""
    own = resource.collection == "accounts"

    def run(app: App, names: tuple[str, ...], read_mask: str | None, **values: Any) -> Details:
        def one(name: str) -> JsonObject:
            found = (
                fetch(app, name) if fetch and not read_mask else app.client().get(resource, name, readMask=read_mask)
            )
            return {**found, **more(app, found, values)} if more else found

        wanted = read_names(app, names) if names else [app.client().account]
        done, failures = each(wanted, one)
        return Details(done, resource, many=many(names, wanted), failures=failures)

    params = [
        names_argument(resource, required=not own),
        click.Option(["--read-mask"], help="Comma-separated paths of the fields to fetch."),
        *extra,
    ]
    return Command(
        "get",
        run,
        params,
        help=f"Show one or more {plural(resource)}; `-` reads ids from stdin.",
        examples=examples(resource, "get"),
    )
