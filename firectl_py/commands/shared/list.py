"""`list`: the rows of a collection, fetched while they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import SELECTION, Option
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import PUBLIC_ACCOUNT
from ...contract.paths import call_of
from ...errors import UsageError
from ...output.result import Listing, Result
from . import watch_options
from .examples import examples
from .fields import query_options
from .names import plural
from .watch_options import WatchFlags

if TYPE_CHECKING:
    from ...api.client import Client

_PAGE_ROWS = 50
_MAX_PAGE_ROWS = 200
"""Rows of a page: the API's default, and the most it gives."""


@dataclass(frozen=True, kw_only=True)
class ListOptions:
    """What every `list` takes."""

    filter: str | None = None
    order_by: str | None = None
    page_size: int | None = None
    page_token: str | None = None
    limit: int | None = None
    no_paginate: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)
    watch: WatchFlags = field(default_factory=WatchFlags)


def list_command(resource: Resource) -> Command:
    """The command of a resource that its declaration describes whole."""
    return Command(
        "list",
        partial(run, resource),
        list_params(resource),
        options=ListOptions,
        help=f"List {plural(resource)}.",
        examples=examples(resource, "list", "--limit 5 -o json"),
        calls=(call_of(resource, "list"),),
    )


def list_params(resource: Resource, *own: click.Parameter) -> list[click.Parameter]:
    """The options of every list, and the command's `own`."""
    return [
        Option(["--filter"], section=SELECTION, help=f"AIP-160 expression, e.g. {_filter_example(resource)}."),
        Option(["--order-by"], section=SELECTION, help='Comma-separated fields; add " desc" to reverse.'),
        Option(
            ["--page-size"],
            section=SELECTION,
            type=click.IntRange(1),
            help=f"Rows fetched at a time, {_MAX_PAGE_ROWS} at most.",
        ),
        Option(["--page-token"], section=SELECTION, help="Print this one page only."),
        Option(["--limit"], section=SELECTION, type=click.IntRange(0), help="Print at most so many rows."),
        Option(["--no-paginate"], section=SELECTION, is_flag=True, help="All pages; this is the default."),
        *query_options(resource.list_params),
        *own,
        *(watch_options.options() if resource.states is not None else ()),
    ]


def _filter_example(resource: Resource) -> str:
    """A filter that this resource understands."""
    states = resource.states
    return f"'state={states.short(states.goal[0])}'" if states else "'create_time>\"2026-01-01T00:00:00Z\"'"


def run(resource: Resource, app: App, options: ListOptions) -> Result:
    """List the rows of the acting account."""
    return rows(app, resource, options)


def rows(app: App, resource: Resource, options: ListOptions, account: str | None = None) -> Result:
    """The rows of `account` that `options` ask for; with --watch, what happens to them."""
    if options.watch.watch:
        if options.page_token:
            raise UsageError("--watch shows the whole list, not the page of --page-token")
        from .watch import watching

        return watching(
            app, resource, options.watch, lambda client: _listing(app, resource, options, account, client).rows
        )
    watch_options.require_watch(options.watch)
    return _listing(app, resource, options, account, app.client())


def _listing(app: App, resource: Resource, options: ListOptions, account: str | None, client: Client) -> Listing:
    limit = options.limit
    if app.output_options().sort_by and limit is not None and not options.page_token:
        limit = None  # --sort-by wants the first rows of all in its order: Listing.limit cuts them when they are sorted
    query = {"filter": options.filter, "orderBy": options.order_by, "pageSize": options.page_size, **options.query}
    owner = "" if resource.top_level else account or client.account
    if options.page_token:
        found = _one_page(app, resource, owner, {**query, "pageToken": options.page_token}, options.limit)
    else:
        found = client.list(resource, account=owner, limit=limit, **query)
    page = options.page_size or min(options.limit or _PAGE_ROWS, _MAX_PAGE_ROWS)
    return Listing(found, resource.columns, resource, _nothing(resource, options, owner), page, options.limit)


def _one_page(app: App, resource: Resource, owner: str, query: JsonObject, limit: int | None) -> Iterator[JsonObject]:
    page = next(app.client().pages(resource, account=owner, **query))
    yield from page.items[:limit]
    if page.next_page_token:
        app.console.note(f"the next page: --page-token {page.next_page_token}")


def _nothing(resource: Resource, options: ListOptions, owner: str) -> str:
    """What is said where there are no rows."""
    if options.limit == 0:
        return "--limit 0 asks for no rows."
    where = f" in accounts/{owner}" if owner else ""
    matching = " match the filter" if options.filter else ""
    public = f" (-a {PUBLIC_ACCOUNT} lists the public ones)" if resource.public and owner != PUBLIC_ACCOUNT else ""
    return f"No {plural(resource)}{where}{matching}.{public}"
