"""The verbs that change something: create, update, delete and the actions, worked out from a declaration.

Nouns with more to say build on these in a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from ...cli.app import App
from ...cli.command import Command
from ...contract import Resource
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...errors import FirectlError, InvalidDataError, RefusedError, UsageError
from ...output.result import Details, Result, TextResult
from . import dry_run, max_cost, references
from . import manifest as manifest_module
from . import wait_options as wait_options_module
from .fields import body_from, mask_of, merge, options, param_options, secrets_in
from .reads import each, examples, many, names_argument, plural, read_names

Prepare = Callable[[App, JsonObject, JsonObject], JsonObject]
"""(app, body, typed values) to the body that is sent."""

WAIT = {"deployments": "1h", "sftj": "2h"}
"""Longest --wait by default, where it is not half an hour."""


def create(
    resource: Resource,
    *,
    arguments: Sequence[click.Parameter] = (),
    id_flags: Sequence[str] = (),
    extra: Sequence[click.Parameter] = (),
    skip: tuple[str, ...] = (),
    prepare: Prepare | None = None,
    price: max_cost.Price | None = None,
    limit: str = "",
    after: Callable[[App, JsonObject, JsonObject], Result | None] | None = None,
) -> Command:
    """`create`: fields from flags and `-f`, then `prepare`, then names made full, then sent exactly once.

    `price` tells what it would cost and `limit` says which amount --max-cost refuses; `after(app, made, values)`
    looks at what is there in the end.
    """

    def run(app: App, **values: Any) -> Result:
        body = body_of(app, resource, values)
        if prepare is not None:
            body = prepare(app, body, values)
        body = references.expand(app, resource, body)
        demand(resource, body)
        new_id = values.get("new_id")
        params = {param.name: values.get(param.name) for param in resource.create_params}
        cost = max_cost.judged(app, price, [body], values)
        if values["dry_run"]:
            call = app.client().create_call(resource, body, new_id or "", **params)
            return dry_run.preview(app, resource, [call], cost, creates=True)
        made = app.client().create(resource, body, new_id, on_found=app.console.note, **params)
        done = finished(app, resource, made, values)
        return (after(app, done.objects[0], values) if after is not None else None) or done

    params: list[click.Parameter] = list(arguments)
    if resource.id_param:
        flags = list(id_flags) or ["--id", "--name"]
        params.append(click.Option([*flags, "new_id"], help="Id of the new resource; generated when absent."))
    params += [file_option(), *options(resource, skip=skip), *extra, *param_options(resource.create_params)]
    params += [*([max_cost.option(limit)] if price else []), *wait_options(resource), dry_run.option()]
    return Command("create", run, params, help=f"Create a {resource.title}.", examples=examples(resource, "create"))


def wait_options(resource: Resource) -> list[click.Parameter]:
    """`--wait` and its timeouts, for what takes time."""
    return wait_options_module.options(WAIT.get(resource.noun, "30m")) if resource.states is not None else []


def finished(app: App, resource: Resource, item: JsonObject, values: JsonObject) -> Details:
    """What a command that started something returns: at once, or, with --wait, when it ended."""
    if values.get("wait"):
        from .wait_report import wait_for

        (item,) = wait_for(app, resource, [str(item["name"])], wait_options_module.patience_of(values), made=True)
    return Details([item], resource)


def wait_for_all(
    app: App, resource: Resource, items: list[JsonObject], values: JsonObject, *wanted: str
) -> list[JsonObject]:
    """Wait for several at once, until the states `wanted` or the declared goal; them as last seen."""
    if not items:
        return []
    from .wait_report import wait_for

    names = [str(item["name"]) for item in items]
    return wait_for(app, resource, names, wait_options_module.patience_of(values), goal=wanted)


def file_option() -> click.Option:
    """`-f FILE`."""
    return click.Option(
        ["-f", "--file", "manifest"], metavar="FILE", help="Fields from JSON or YAML, `-` reads stdin; flags win."
    )


def body_of(app: App, resource: Resource, values: JsonObject, *, update: bool = False) -> JsonObject:
    """The object that `-f` and the flags describe together; on create, a name in the file is the id."""
    typed = body_from(resource, values, update=update)
    if not values.get("manifest"):
        return _hidden(app, resource, typed)
    manifest = manifest_module.load(resource, values["manifest"], update=update)
    if manifest.ignored:
        app.console.note(f"left out, because the server sets them: {', '.join(manifest.ignored)}.")
    if manifest.name and not update and resource.id_param:
        bare = last_segment(manifest.name)
        if values.get("new_id") not in (None, bare):
            raise UsageError(f"the file names {bare}, the command line {values['new_id']}: give one of them")
        values["new_id"] = bare
    return _hidden(app, resource, merge(manifest.body, typed))


def _hidden(app: App, resource: Resource, body: JsonObject) -> JsonObject:
    """`body`, its secrets never to be printed from now on."""
    for secret in secrets_in(resource.fields, body):
        app.console.hide(secret)
    return body


def demand(resource: Resource, body: JsonObject) -> None:
    """Raises InvalidDataError where a required field is missing."""
    for field in resource.fields:
        if field.required and field.mode != "out" and not body.get(field.name):
            flag = f" ({field.flags[0]})" if field.flags else f" (--{field.name})" if field.flags is None else ""
            raise InvalidDataError(f"a {resource.title} needs {field.name}{flag}")


def update(
    resource: Resource,
    *,
    prepare: Prepare | None = None,
    extra: Sequence[click.Parameter] = (),
    price: max_cost.Price | None = None,
    limit: str = "",
) -> Command:
    """`update`: only what was given changes; the update mask says so."""

    def run(app: App, names: tuple[str, ...], **values: Any) -> Result:
        body = body_of(app, resource, values, update=True)
        if prepare is not None:
            body = prepare(app, body, values)
        body = references.expand(app, resource, body)
        if not body:
            raise UsageError(
                "nothing to change: give at least one field", hint=f"firectl {resource.noun} update --help"
            )
        mask = mask_of(resource, body)
        params = {param.name: values.get(param.name) for param in resource.update_params}
        wanted = read_names(app, names)
        cost = max_cost.changed(app, price, resource, wanted, body, values)
        if values["dry_run"]:
            calls = [app.client().update_call(resource, name, body, mask, **params) for name in wanted]
            return dry_run.preview(app, resource, calls, cost)
        done, failures = each(wanted, lambda name: app.client().update(resource, name, body, mask, **params))
        if values.get("wait"):
            done = wait_for_all(app, resource, done, values)
        return Details(done, resource, many=many(names, wanted), failures=failures)

    params = [names_argument(resource), file_option(), *options(resource, update=True), *extra]
    params += [*param_options(resource.update_params), *([max_cost.option(limit)] if price else [])]
    params += [*wait_options(resource), dry_run.option()]
    return Command(
        "update",
        run,
        params,
        help=f"Change one or more {plural(resource)}; `-` reads ids from stdin.",
        examples=examples(resource, "update"),
    )


def delete(resource: Resource) -> Command:
    """`delete`: named things, or with --filter and --yes whatever matches."""

    def run(app: App, names: tuple[str, ...], **values: Any) -> Result:
        client, chosen = app.client(), read_names(app, names)
        if values["filter"] and chosen:
            raise UsageError("give names or --filter, not both")
        if values["filter"]:
            if not values["yes"] and not values["dry_run"]:
                raise RefusedError("delete --filter needs --yes", hint="--dry-run shows what would go.")
            chosen = [str(row.get("name", "")) for row in client.list(resource, filter=values["filter"])]
        elif not names:
            raise UsageError(f"which {resource.title}? Give a name, or --filter")
        params = {param.name: values.get(param.name) for param in resource.delete_params}
        full = [client.name(resource, name) for name in chosen]
        if values["dry_run"]:
            return dry_run.preview(app, resource, [client.delete_call(resource, name, **params) for name in full])
        if full:
            app.confirm(f"Delete {', '.join(full)}?", values["yes"])
        done, failures = each(full, lambda name: _gone(app, resource, name, params))
        if values.get("wait"):
            wait_for_all(app, resource, done, values, "GONE")
        return deleted(done, failures, f"Nothing matches; no {resource.title} was deleted.")

    params: list[click.Parameter] = [
        names_argument(resource, required=False),
        click.Option(["--filter"], help="Delete all that match; needs --yes."),
        click.Option(["-y", "--yes"], is_flag=True, help="Do not ask."),
        *param_options(resource.delete_params),
        *wait_options(resource),
        dry_run.option(),
    ]
    return Command(
        "delete",
        run,
        params,
        help=f"Delete one or more {plural(resource)}; `-` reads ids from stdin.",
        examples=examples(resource, "delete"),
    )


def _gone(app: App, resource: Resource, name: str, params: JsonObject) -> JsonObject:
    app.client().delete(resource, name, **params)
    return {"name": name}


def deleted(done: list[JsonObject], failures: list[tuple[str, FirectlError]], nothing: str) -> TextResult:
    """What a delete returns."""
    lines = [f"Deleted {item['name']}" for item in done]
    return TextResult(lines or ([] if failures else [nothing]), done, failures=failures)


def acted(
    resource: Resource,
    verb: str,
    *,
    past: str,
    ask: bool = False,
    params: Sequence[click.Parameter] = (),
    body: Callable[[JsonObject], JsonObject] | None = None,
    waits: str | None = None,
    price: max_cost.Price | None = None,
    limit: str = "",
) -> Command:
    """A command for a declared action on named things, such as cancel; returns the resource as it is then."""

    def run(app: App, names: tuple[str, ...], **values: Any) -> Result:
        client, sent = app.client(), (body(values) if body else None)
        full = [client.name(resource, name) for name in read_names(app, names)]
        cost = max_cost.changed(app, price, resource, full, sent or {}, values)
        if values["dry_run"]:
            calls = [client.act_call(resource, name, verb, sent) for name in full]
            return dry_run.preview(app, resource, calls, cost)
        if ask:
            app.confirm(f"{verb.capitalize()} {', '.join(full)}?", values["yes"])

        def one(name: str) -> JsonObject:
            client.act(resource, name, verb, sent)
            app.console.note(f"{past} {name}.")
            if values.get("wait"):
                from .wait_report import wait_for

                return wait_for(app, resource, [name], wait_options_module.patience_of(values))[0]
            try:
                return client.get(resource, name)
            except FirectlError as error:  # the deed is done: that it cannot be shown does not undo it
                app.console.warn(f"{name} cannot be shown: {error.message}")
                return {"name": name}

        done, failures = each(full, one)
        return Details(done, resource, many=many(names, full), failures=failures)

    own: list[click.Parameter] = [names_argument(resource), *params]
    own += [click.Option(["-y", "--yes"], is_flag=True, help="Do not ask.")] if ask else []
    own += [max_cost.option(limit)] if price else []
    own += wait_options_module.options(waits) if waits else []
    own.append(dry_run.option())
    return Command(verb, run, own, help=resource.action(verb).help, examples=examples(resource, verb))
