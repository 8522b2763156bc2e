"""What is wrong between this machine and the endpoint: name, TLS, answer, clocks, each with its own limit of time.

The key goes nowhere but to the endpoint, by the same client as ever.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar
from urllib.parse import SplitResult, urlsplit

from ..errors import ConfigError, FirectlError, NotSignedInError, UnreachableError
from ..http import environment
from ..http.deadline import Deadline
from ..http.request import ApiRequest

if TYPE_CHECKING:
    from .resources import ResourceClient

T = TypeVar("T")

_SECONDS = 5.0
"""The longest time for each of name, connection and answer. Chosen here."""
_SKEW = 60.0
"""Seconds by which the clocks may differ: signed URLs and Retry-After dates are read against ours. Chosen here."""
_SOON = 7 * 86400
"""Seconds before its end from which a certificate is warned of."""


class Finding(NamedTuple):
    """What one check found."""

    check: str
    status: Literal["ok", "warning", "problem"]
    found: str
    advice: str = ""
    error: FirectlError | None = None
    """What a problem ends the run with."""


class Endpoint(NamedTuple):
    """The endpoint that is checked. `client` makes the client for it, and is called when the network is reached."""

    base_url: str
    client: Callable[[], ResourceClient]
    cacert: str = ""
    insecure: bool = False


def problem(check: str, error: FirectlError) -> Finding:
    """An error as a finding."""
    return Finding(check, "problem", error.message, error.hint or "", error)


def network(endpoint: Endpoint) -> Iterator[Finding]:
    """The findings of every check. A check that needs one that failed is left out."""
    try:
        parts = urlsplit(endpoint.base_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        yield problem("endpoint", ConfigError(f"the endpoint is not a valid URL: {error}"))
        return
    proxy = _proxy(endpoint.base_url)
    if proxy is not None:
        found = _reach_proxy(proxy, parts.scheme)
        yield found
        if found.error:
            return
    else:
        reached = list(_reach(endpoint, parts, port))
        yield from reached
        if any(finding.error for finding in reached):
            return
    yield from answer(endpoint.base_url, endpoint.client)


def answer(where: str, client: Callable[[], ResourceClient]) -> Iterator[Finding]:
    """Whether the API answers, takes the key, and has the same time as this machine."""
    try:
        sender = client().sender
        began = time.monotonic()
        reply = sender.send(ApiRequest("GET", "/v1/accounts", {"pageSize": "2"}, timeout=2 * _SECONDS))
    except NotSignedInError:
        return  # the check of the key says so
    except FirectlError as error:
        yield problem("endpoint", error)
        return
    took = (time.monotonic() - began) * 1000
    count = len(reply.data.get("accounts") or []) if isinstance(reply.data, dict) else 0
    accounts = f"{count} account{'s' * (count != 1)}"
    yield Finding("endpoint", "ok", f"{where} answers in {took:.0f} ms; the key sees {accounts}")
    yield from _clock(reply.headers.get("date"))


def _proxy(url: str) -> SplitResult | None:
    """The proxy that is asked for `url`; None where there is none."""
    from requests.utils import get_environ_proxies, select_proxy

    chosen = None if environment.is_direct(url) else select_proxy(url, get_environ_proxies(url))
    return urlsplit(chosen if "://" in chosen else f"http://{chosen}") if chosen else None


def _reach_proxy(proxy: SplitResult, scheme: str) -> Finding:
    """Whether the proxy for URLs of `scheme` takes a connection. Its password is not shown."""
    port = proxy.port or {"https": 443, "http": 80}.get(proxy.scheme, 1080)
    shown = f"{proxy.scheme}://{proxy.hostname}:{port} (from {environment.proxy_variable(scheme) or 'the system'})"
    try:
        _within(lambda: socket.create_connection((proxy.hostname or "", port), _SECONDS).close())
    except (OSError, UnicodeError, FirectlError) as error:
        hint = "Unset the variable, or name the endpoint in NO_PROXY, where the network needs no proxy."
        return problem("proxy", UnreachableError(f"cannot reach the proxy {shown}: {_reason(error)}", hint=hint))
    return Finding("proxy", "ok", shown)


def _reach(endpoint: Endpoint, parts: SplitResult, port: int) -> Iterator[Finding]:
    """Whether the name has an address, and TLS works."""
    host = parts.hostname or ""
    try:
        addresses = _within(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, FirectlError) as error:
        hint = "Is the name right, and is there a network?"
        yield problem("dns", UnreachableError(f"{host} has no address ({_reason(error)})", hint=hint))
        return
    yield Finding("dns", "ok", f"{host} is {addresses[0][4][0]}")
    if parts.scheme != "https":
        yield Finding("tls", "warning", "http:// sends key and data in the clear", "Use an https:// endpoint.")
        return
    try:
        yield _within(lambda: _handshake(endpoint, host, port))
    except (OSError, ValueError, FirectlError) as error:
        hint = "A proxy or firewall that opens TLS? --cacert FILE trusts its authority."
        yield problem("tls", UnreachableError(f"no TLS with {host}:{port} ({_reason(error)})", hint=hint))


def _handshake(endpoint: Endpoint, host: str, port: int) -> Finding:
    import certifi

    trusted = environment.authorities(endpoint.cacert or True)
    where = trusted if isinstance(trusted, str) else certifi.where()
    is_folder = os.path.isdir(where)
    context = ssl.create_default_context(cafile=None if is_folder else where, capath=where if is_folder else None)
    if endpoint.insecure:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), _SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as tls,
    ):
        until = str((tls.getpeercert() or {}).get("notAfter") or "")
        if until and ssl.cert_time_to_seconds(until) - time.time() < _SOON:
            return Finding("tls", "warning", f"{tls.version()}, the certificate ends {until}")
        return Finding("tls", "ok", f"{tls.version()}, {f'certificate until {until}' if until else 'unverified'}")


def _clock(date: str | None) -> Iterator[Finding]:
    try:
        skew = time.time() - parsedate_to_datetime(date or "").timestamp()
    except (TypeError, ValueError):
        return
    if abs(skew) > _SKEW:
        text = f"this machine is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server"
        yield Finding("clock", "warning", text, "Set the clock (chrony, systemd-timesyncd).")
    else:
        yield Finding("clock", "ok", f"within {max(1, round(abs(skew)))} s of the server's")


def _within(work: Callable[[], T]) -> T:
    return Deadline(_SECONDS).run(work)


def _reason(error: Exception) -> str:
    if isinstance(error, FirectlError):
        return f"no answer within {_SECONDS:g} s"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
