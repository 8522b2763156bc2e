"""ResourceClient: list, get, create, update, delete and the actions, on any declared resource.

Objects go in and out as the API's JSON.
What makes and changes things is loaded by the first call that does: most runs only look.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .. import contract
from ..contract import Resource
from ..contract.json_types import JsonObject
from ..contract.names import is_new_id, resource_name, split_name
from ..contract.wire import LOCAL_HEADER
from ..errors import (
    ApiError,
    ConfigError,
    FirectlError,
    LocalIOError,
    NotFoundError,
    NotOfferedError,
    ReplyError,
)
from ..http import ApiRequest, Sender
from . import calls
from .hints import general_hint, hinted
from .kinds import ResourceKind, Verb, action_of, resource_of
from .pages import Page, fetch, walk

if TYPE_CHECKING:
    from .audit_log import AuditLog, ChangeOutcome
    from .creates import Created
    from .idempotency import IdempotencyRecord
    from .reporting import Reporter

ClientT = TypeVar("ClientT", bound="ResourceClient")


class ResourceClient:
    """What can be done with resources of any kind: list, get, create, update, delete and the actions."""

    def __init__(
        self,
        api_key: str | None = None,
        account_id: str | None = None,
        base_url: str | None = None,
        *,
        profile: str | None = None,
        timeout: float | None = None,
        state_dir: Path | None = None,
        reporter: Reporter | None = None,
        sender: Sender | None = None,
        audit_log: AuditLog | None = None,
        on_change: Callable[[str], None] | None = None,
        reconnect: Callable[[], Sender] | None = None,
        keep_open: Callable[[IdempotencyRecord], None] | None = None,
    ) -> None:
        if sender is None:
            from .connect import library_senders

            given = {"base_url": base_url, "account_id": account_id, "request_timeout": timeout}
            make_senders = partial(library_senders, api_key, profile, given, reporter)
            senders = make_senders()
            sender, settings = senders.sender(), senders.settings
            account_id = settings.value("account_id") or None
            state_dir = state_dir or settings.state_dir()
            reconnect = reconnect or (lambda: make_senders().sender())
        self.sender = sender
        self._account = calls.account_id(account_id) if account_id else None
        self._state_dir, self._audit_log = state_dir, audit_log
        self._on_change, self._reconnect, self._keep_open = on_change, reconnect, keep_open

    def __repr__(self) -> str:
        return f"Client(account={self._account!r}, base_url={self.sender.base_url!r})"

    def __enter__(self: ClientT) -> ClientT:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections; it may be used again and opens new ones then."""
        self.sender.close()

    @property
    def known_account(self) -> str | None:
        """The acting account's id, or None while it has not been asked for."""
        return self._account

    @property
    def account(self) -> str:
        """The acting account's id. Raises ConfigError where the key sees none or several."""
        if self._account is None:
            page = fetch(self.sender, contract.load("accounts"), "", {"pageSize": "2"})
            names = [split_name(str(item.get("name", ""))) for item in page.items]
            if len(names) != 1 or names[0] is None or page.next_page_token:
                raise ConfigError(
                    f"the key sees {len(names) or 'no'} accounts" + (" or more" if page.next_page_token else ""),
                    hint="Name the account with -a/--account-id or FIREWORKS_ACCOUNT_ID.",
                )
            self._account = names[0][0]
        return self._account

    def name(self, kind: ResourceKind, text: str) -> str:
        """The full resource name for an id or name. Raises InvalidDataError."""
        resource = resource_of(kind)
        account = "" if "/" in text or resource.top_level else self.account
        return calls.full_name(resource, account, text)

    def pages(self, kind: ResourceKind, *, account: str | None = None, **params: Any) -> Iterator[Page]:
        """The pages of a list. Parameters are the API's: filter, orderBy, pageSize, pageToken, readMask ...

        States in a filter may stand without their prefix: `state=COMPLETED` of a job.
        Raises NotOfferedError where this endpoint has no such collection.
        """
        resource = resource_of(kind)
        owner = "" if resource.top_level else account or self.account
        query = _query(params)
        if "filter" in query:
            from .filters import with_full_states

            query["filter"] = with_full_states(resource, query["filter"])
        try:
            yield from walk(self.sender, resource, owner, query)
        except NotFoundError as error:
            raise self.not_offered(resource.collection, owner, error) from error
        except ApiError as error:
            error.hint = error.hint or general_hint(error)
            raise

    def list(
        self, kind: ResourceKind, *, account: str | None = None, limit: int | None = None, **params: Any
    ) -> Iterator[JsonObject]:
        """The rows of a list, fetched as they are read; at most `limit`."""
        if limit is not None:
            params.setdefault("pageSize", min(limit, 200) or 1)
        left = limit
        for page in self.pages(kind, account=account, **params):
            for item in page.items:
                if left is not None and left <= 0:
                    return
                yield item
                left = None if left is None else left - 1
            if left is not None and left <= 0:
                return

    def get(self, kind: ResourceKind, name: str, **params: Any) -> JsonObject:
        """One resource by id or full name. Raises NotFoundError."""
        resource = resource_of(kind)
        call = ApiRequest("GET", f"/v1/{self.name(resource, name)}", _query(params))
        with hinted(resource, "get"):
            found = self._object(call)
        if not found.get("name") and not params.get("readMask"):
            raise ReplyError(f"the reply to GET {call.url} has the wrong shape")
        return found

    def create_call(
        self, kind: ResourceKind, body: JsonObject, id: str = "", extra: JsonObject | None = None, **params: Any
    ) -> ApiRequest:
        """The request `create` would send."""
        from . import ranges

        resource = resource_of(kind)
        ranges.check_resource(resource, body)
        return calls.create(resource, self.account, body, id, extra or {}, _query(params))

    def create(
        self,
        kind: ResourceKind,
        body: JsonObject,
        id: str | None = None,
        *,
        extra: JsonObject | None = None,
        on_found: Callable[[str], None] | None = None,
        **params: Any,
    ) -> JsonObject:
        """Make a resource exactly once; `id` None makes one up where the API takes one.

        `on_found` is called with a sentence where the resource existed already as asked.
        Raises ConflictError where another thing has the id, OutcomeUnknownError where it cannot be found out.
        """
        from . import creates, idempotency, ranges, references

        resource = resource_of(kind)
        with hinted(resource, "create"):
            body = references.expand(self, resource, body)
            if not resource.id_param:
                created = self._create_unnamed(resource, body, extra, params)
            else:
                first = id or creates.new_id()
                self._check_new_id(resource, first)
                digest = idempotency.digest_of([id, body, extra, params])
                record = self._open_record(resource, digest, first, named=id is not None)
                ranges.check_resource(resource, body)
                call = calls.create(resource, self.account, body, record.id, extra or {}, _query(params))
                name = resource_name(self.account, resource.collection, record.id)
                with self._kept(record), self.recorded("create", name) as outcome:
                    created = creates.create(self.sender, resource, self.account, call, body, record.id, record.resumed)
                    outcome.settle(str(created.resource["name"]), created.found, created.request_id)
        if on_found is not None and (note := creates.found_note(resource, created)):
            on_found(note)
        return created.resource

    def _create_unnamed(
        self, resource: Resource, body: JsonObject, extra: JsonObject | None, params: dict[str, Any]
    ) -> Created:
        """Make a resource whose id the server chooses."""
        from . import creates

        call = self.create_call(resource, body, "", extra, **params)
        before = {str(row.get("name")) for row in self.list(resource)}
        with self.recorded("create", call.url.removeprefix("/v1/")) as outcome:
            created = creates.create_unnamed(self.sender, call, lambda: self._match(resource, body, before))
            outcome.settle(str(created.resource["name"]), created.found, created.request_id)
        return created

    def _check_new_id(self, resource: Resource, id: str) -> None:
        """Raises InvalidDataError for an id that the API refuses; notes one that only its documentation does."""
        calls.check_new_id(resource, id)
        if not is_new_id(id):
            self.sender.note(f"the platform's documentation wants ids that begin with a letter, and {id} does not.")

    @contextmanager
    def _kept(self, record: IdempotencyRecord) -> Iterator[None]:
        """Keep the record of a create until its outcome is known, and where asked for until the answer is out."""
        from . import creates

        try:
            yield
        except BaseException as error:
            if isinstance(error, FirectlError) and creates.is_clear(error):
                record.close()
            record.release()
            raise
        if self._keep_open is not None:
            self._keep_open(record)
        else:
            record.close()

    def _open_record(self, resource: Resource, digest: str, first: str, *, named: bool) -> IdempotencyRecord:
        """The record of a create. Raises LocalIOError where it cannot be written down and the id is made up here."""
        from .idempotency import IdempotencyRecord, open_record

        try:
            return open_record(self._state_dir, self.sender.base_url, self.account, resource.collection, digest, first)
        except LocalIOError as error:
            if not named:
                error.hint = (
                    "Choose the id yourself (--job-id, --name): then nothing has to be written down. "
                    "FIRECTL_STATE_DIR names another folder."
                )
                raise
            return IdempotencyRecord(first)  # every run asks for this id, and the server makes it once

    def update_call(
        self, kind: ResourceKind, name: str, body: JsonObject, mask: Sequence[str], **params: Any
    ) -> ApiRequest:
        """The request `update` would send."""
        from . import ranges

        ranges.check_resource(resource_of(kind), body)
        return calls.update(self.name(kind, name), body, mask, _query(params))

    def update(
        self, kind: ResourceKind, name: str, body: JsonObject, mask: Sequence[str] | None = None, **params: Any
    ) -> JsonObject:
        """Set the fields of `mask` (dotted paths; None means the members of `body`) and return the resource."""
        from . import references, writes

        resource = resource_of(kind)
        full = references.expand(self, resource, body)
        call = self.update_call(resource, name, full, mask if mask is not None else list(body), **params)
        with hinted(resource, "update"), self.recorded("update", call.url.removeprefix("/v1/")) as outcome:
            changed = writes.update(self.sender, resource, call, full)
            outcome.request_id = changed.request_id
            return changed.resource

    def delete_call(self, kind: ResourceKind, name: str, **params: Any) -> ApiRequest:
        """The request `delete` would send."""
        return calls.delete(self.name(kind, name), _query(params))

    def delete(self, kind: ResourceKind, name: str, **params: Any) -> None:
        """Delete one resource. Raises NotFoundError where there is none."""
        from . import writes

        resource, call = resource_of(kind), self.delete_call(kind, name, **params)
        with hinted(resource, "delete"), self.recorded("delete", call.url.removeprefix("/v1/")) as outcome:
            outcome.request_id = writes.delete(self.sender, resource, call).request_id

    def act_call(
        self, kind: ResourceKind, name: str, verb: Verb, body: JsonObject | None = None, **params: Any
    ) -> ApiRequest:
        """The request `act` would send. Raises UsageError for an action that the resource does not have."""
        from . import ranges

        resource = resource_of(kind)
        action = action_of(resource, verb)
        ranges.check_fields(action.fields, body or {})
        target = self.account if action.on_collection else self.name(resource, name)
        return calls.action(resource, target, verb, body, _query(params))

    def act(
        self, kind: ResourceKind, name: str, verb: Verb, body: JsonObject | None = None, **params: Any
    ) -> JsonObject:
        """An action such as "scale" or "cancel"; what the API answers, {} for most.

        Raises UsageError for an action that the resource does not have.
        """
        from . import writes

        resource, call = resource_of(kind), self.act_call(kind, name, verb, body, **params)
        with hinted(resource, verb):
            if not resource.action(verb).writes:
                return writes.act(self.sender, resource, verb, call).resource
            with self.recorded(verb, call.url.removeprefix("/v1/").removesuffix(f":{verb}")) as outcome:
                changed = writes.act(self.sender, resource, verb, call)
                outcome.request_id = changed.request_id
                return changed.resource

    def with_options(
        self: ClientT, *, timeout: float | None = None, note: Callable[[str], None] | None = None
    ) -> ClientT:
        """The same client with another `timeout` (seconds for one call), or another receiver of its notes."""
        other = copy.copy(self)
        other.sender = self.sender.with_options(timeout=timeout, note=note)
        return other

    def renew(self) -> None:
        """Read the key and the settings again where this client was made from them: both may change in a long wait."""
        if self._reconnect is not None:
            self.sender = self._reconnect()

    @contextmanager
    def recorded(self, change: str, name: str) -> Iterator[ChangeOutcome]:
        """Write a change down in the audit log, before it is sent and when it ended."""
        from .audit_log import recorded

        try:
            with recorded(self._audit_log, change, name) as outcome:
                yield outcome
        finally:
            if self._on_change is not None:
                self._on_change(name)

    @property
    def state_dir(self) -> Path | None:
        """Where open creates and uploads are written down; None where they are not."""
        return self._state_dir

    def is_local(self) -> bool:
        """Whether a local control plane answers: it says so in a header."""
        return LOCAL_HEADER.lower() in self.sender.send(ApiRequest("GET", f"/v1/accounts/{self.account}")).headers

    def _object(self, call: ApiRequest) -> JsonObject:
        data = self.sender.send(call).data
        if not isinstance(data, dict):
            raise ReplyError(f"the reply to {call.method} {call.url} has the wrong shape")
        return data

    def _match(self, resource: Resource, body: JsonObject, before: set[str]) -> JsonObject | None:
        """A resource the server named that is as `body` asks, and none of those that were there `before`."""
        from .compare import differences

        new = (row for row in self.list(resource) if str(row.get("name")) not in before)
        return next((row for row in new if not differences(resource, body, row)), None)

    def not_offered(self, collection: str, account: str, error: NotFoundError) -> FirectlError:
        """What a 404 on a collection means: no such account (`error` itself), or no such collection here."""
        if not account:
            return error
        try:
            self.sender.send(ApiRequest("GET", f"/v1/accounts/{account}"))
        except FirectlError:
            return error
        return NotOfferedError(f"{self.sender.host} has no {collection}")


def _query(params: dict[str, Any]) -> dict[str, str]:
    """Query parameters as the API spells values; what is None or False is left out."""
    return {
        name: "true" if value is True else str(value)
        for name, value in params.items()
        if value is not None and value is not False and value != ""
    }
