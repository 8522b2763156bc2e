"""Any call of the API by method and path, for what has no method of its own in `ResourceClient`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from ..errors import ApiError, NotFoundError, ReplyError, TransportError, UnavailableError, UsageError
from ..http import ApiRequest
from .hints import general_hint

if TYPE_CHECKING:
    from .resources import ResourceClient

HttpMethod = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]

_COLLECTION = re.compile(r"/v1/accounts/([^/?]+)/([^/:?]+)(\?.*)?")


def request(client: ResourceClient, method: HttpMethod, path: str, body: Any = None) -> Any:
    """The decoded reply as it came. `{account}` in the path stands for the acting account.

    Raises UsageError for a URL in place of a path, NotOfferedError for a collection that this endpoint does not have,
    and every ApiError and TransportError of the call.
    """
    if "://" in path or path.startswith("//"):
        raise UsageError("PATH is a path, such as /v1/accounts; the endpoint comes from --base-url")
    full = path if path.startswith("/") else f"/{path}"
    if "{account}" in full:
        full = full.replace("{account}", client.account)
    try:
        return _send(client, ApiRequest(method, full, json=body), full.removeprefix("/v1/"))
    except NotFoundError as error:
        collection = _COLLECTION.fullmatch(full)
        if collection is None:
            raise
        raise client.not_offered(collection[2], collection[1], error) from error
    except (TransportError, UnavailableError, ReplyError) as error:
        if method != "GET" and getattr(error, "maybe_sent", True):
            error.hint = "The call may have been carried out all the same: look before you send it again."
        raise
    except ApiError as error:
        error.hint = error.hint or general_hint(error)
        raise


def _send(client: ResourceClient, call: ApiRequest, name: str) -> Any:
    if call.method == "GET":
        return client.sender.send(call).data
    with client.recorded(call.method, name) as outcome:
        reply = client.sender.send(call)
        outcome.request_id = reply.request_id
        return {} if reply.data is None else reply.data
