"""Reading answers: capped, decoded, parsed, and turned into typed errors."""

from __future__ import annotations

import io
import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

from requests import Response

from ..errors import (
    API_ERRORS,
    ApiError,
    ConfigError,
    FirectlError,
    NotTheApiError,
    ProxyRefusedError,
    ReplyError,
    UnreachableError,
    code_of_status,
)
from .deadline import Deadline
from .retry import asked_wait

MAX_REPLY = 32 * 1024 * 1024
"""Bytes of a decoded answer; a page of 200 resources has well under 2 MiB."""
_BLOCK = 64 * 1024
_PAGE_HINT = "Check --base-url and the proxy: a login page or another service may be answering."
_UNAUTHENTICATED = ("UNAUTHORIZED", "UNAUTHENTICATED", 16)
"""How the body of a 403 says that the key itself is refused. The platform answers a wrong key so."""
_MESSAGE_LIMIT = 500


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with lower-case names."""
    return {name.lower(): value for name, value in headers.items()}


def read(response: Response, deadline: Deadline) -> bytes | bytearray:
    """The whole decoded body. Raises ReplyError past MAX_REPLY, DeadlineExceededError past the deadline, and
    urllib3's HTTPError or OSError where the body ends early or is not what its headers say.

    A compressed answer grows when it is decoded, so the cap is on what comes out, too.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if "," in encoding:
        raise ReplyError("the reply is encoded more than once")
    zipped = encoding in ("gzip", "x-gzip")
    data = bytearray()
    while block := response.raw.read1(_BLOCK, decode_content=not zipped):
        data += block
        _require_size(data)
        if deadline.left() <= 0:
            response.close()
            raise deadline.exceeded()
    return _unzipped(data) if zipped else data


def _unzipped(data: bytearray) -> bytes:
    """What a gzip body holds. Raises OSError where it is cut or broken: urllib3 takes a cut one for whole."""
    import gzip

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(MAX_REPLY + 1)
    except (EOFError, zlib.error) as error:
        raise OSError(str(error)) from None
    _require_size(plain)
    return plain


def _require_size(data: bytes | bytearray) -> None:
    if len(data) > MAX_REPLY:
        raise ReplyError(f"reply too large: more than {MAX_REPLY >> 20} MiB")


def decode(response: Response, data: bytes | bytearray, host: str, reads: bool) -> Any:
    """The JSON of a 2xx answer; None for an empty one to a call that changed something.

    Raises NotTheApiError for another content type, UnreachableError for JSON that may have been cut on the way,
    ReplyError for JSON that is whole and broken. A call that `reads` needs an answer: an empty one may have been cut
    off, and never means an empty list.
    """
    if not data.strip():
        if reads:
            raise UnreachableError(f"the reply from {host} ({response.status_code}) is empty")
        return None
    content_type = response.headers.get("Content-Type", "")
    if not _is_json(content_type):
        raise NotTheApiError(
            f"{host} answered {response.status_code} with {_kind(content_type)} instead of JSON",
            hint=_PAGE_HINT,
        )
    try:
        return parse(data)
    except ReplyError:
        if "Content-Length" in response.headers or response.headers.get("Transfer-Encoding"):
            raise
        raise UnreachableError(f"the reply from {host} was cut off") from None


def parse(data: bytes | bytearray) -> Any:
    """JSON as its standard has it. Raises ReplyError for anything else, whatever the parser trips over."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ReplyError("the reply is nested too deeply") from None
    except ValueError as error:
        raise ReplyError(f"the reply is not JSON: {str(error)[:_MESSAGE_LIMIT]}") from None


def error_of(response: Response, data: bytes | bytearray | None, host: str) -> FirectlError:
    """The typed error of a 4xx or 5xx answer: google.rpc.Status, the inference form, or only a status.

    `data` is None where the body could not be read. A 4xx is a clear refusal whatever its body; but a 404 that is a
    page says that this is not the API at all.
    """
    status, headers = response.status_code, lower(response.headers)
    broken = 400 <= status < 500 and _is_broken(headers.get("content-type", ""), data)
    data = b"" if data is None or broken else data
    if status == 407:
        return ProxyRefusedError(
            f"the proxy on the way to {host} wants credentials (407)", hint="Put them into HTTP_PROXY or HTTPS_PROXY."
        )
    envelope = _error_object(headers.get("content-type", ""), data)
    if envelope is None and status == 404 and data.strip():
        kind_of_page = _kind(headers.get("content-type", ""))
        return ConfigError(f"{host} answered 404 with {kind_of_page}: it is not the API's address", hint=_PAGE_HINT)
    inner = (envelope or {}).get("error")
    body: dict[str, Any] = inner if isinstance(inner, dict) else envelope or {}
    listed = body.get("details")
    details = [d for d in listed if isinstance(d, dict)] if isinstance(listed, list) else []
    code = _code_name(body.get("code"), status)
    return API_ERRORS.get(code, ApiError)(
        _message(body) or (f"{host} answered with a broken error page" if broken else f"HTTP {status} from {host}"),
        status=status,
        code=code,
        details=details,
        request_id=headers.get("x-request-id") or _text((envelope or {}).get("request_id")),
        retry_after=asked_wait(headers, details),
        hint=_PAGE_HINT if envelope is None and 400 <= status < 500 and data.strip() else None,
    )


def _message(body: dict[str, Any]) -> str:
    """The sentence of an error. The platform puts some of them into a JSON object inside the message."""
    text = str(body.get("message") or "").strip()
    if text.startswith("{"):
        try:
            inner = parse(text.encode())
        except (ReplyError, UnicodeError):
            inner = None
        if isinstance(inner, dict) and isinstance(inner.get("message"), str):
            text = inner["message"].strip()
    return text[:_MESSAGE_LIMIT]


def _text(value: Any) -> str | None:
    return value[:_MESSAGE_LIMIT] if isinstance(value, str) and value.isprintable() else None


def _is_broken(content_type: str, data: bytes | bytearray | None) -> bool:
    """Whether an error's body is JSON by its header and not by its bytes, or could not be read."""
    if data is None:
        return True
    try:
        if _is_json(content_type) and data.strip():
            parse(data)
    except ReplyError:
        return True
    return False


def _error_object(content_type: str, data: bytes | bytearray) -> dict[str, Any] | None:
    """The JSON object of an error; None for a page or anything else that the API does not send."""
    if not _is_json(content_type):
        return None
    try:
        body = parse(data)
    except ReplyError:
        return None
    return body if isinstance(body, dict) else None


def _code_name(code: Any, status: int) -> str:
    """The google.rpc name of an error: the status decides, and a number in the body refines it.

    Only numbers that belong to the status count: a proxy's or a test server's odd code must not turn one into another.
    """
    by_number = {3: "INVALID_ARGUMENT", 9: "FAILED_PRECONDITION", 11: "OUT_OF_RANGE", 6: "ALREADY_EXISTS"}
    by_number |= {10: "ABORTED", 13: "INTERNAL", 2: "UNKNOWN", 15: "DATA_LOSS", 12: "UNIMPLEMENTED"}
    family = {400: (3, 9, 11), 409: (6, 10), 500: (13, 2, 15), 501: (12,), 412: (9,)}
    if status in (401, 403) and code in _UNAUTHENTICATED:
        return "UNAUTHENTICATED"
    if isinstance(code, int) and code in family.get(status, ()):
        return by_number[code]
    return "INTERNAL" if status == 500 else code_of_status(status)


def _is_json(content_type: str) -> bool:
    kind = content_type.split(";", 1)[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _kind(content_type: str) -> str:
    return content_type.split(";", 1)[0].strip()[:80] or "no content type"


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    """A number that can be written down again: 1e999 would become Infinity, which is not JSON."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text[:40]} is too large a number")
    return value
