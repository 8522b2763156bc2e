"""What `doctor` asks the network, each with its own limit of time.

The key goes nowhere but to the endpoint, by the same client as ever.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from ...cli.app import App
from ...errors import ConfigError, FirectlError, NotSignedInError, UnreachableError
from ...http.deadline import Deadline
from ...http.request import ApiRequest
from .machine import Finding, problem

T = TypeVar("T")

_SECONDS = 5.0
"""For each of name, connection and answer."""
_SKEW = 60.0
"""Seconds by which the clocks may differ: signed URLs and Retry-After dates are read against ours."""


def checks(app: App) -> Iterator[Finding]:
    """The findings; those that hang on one that failed are left out."""
    if app.settings.is_local:
        yield from _answer(app, "in this process")
        return
    try:
        url = app.settings.value("base_url")
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (FirectlError, ValueError) as error:
        cause = error if isinstance(error, FirectlError) else ConfigError(f"the endpoint is no URL: {error}")
        yield problem("endpoint", cause)
        return
    proxy = _proxy(url)
    if proxy is not None:
        yield Finding("proxy", "ok", proxy)
    else:
        reached = list(_reach(app, parts, port))
        yield from reached
        if any(finding.error for finding in reached):
            return
    yield from _answer(app, url)


def _proxy(url: str) -> str | None:
    """The proxy that is asked for `url`, without its password; None where there is none."""
    from requests.utils import get_environ_proxies, select_proxy

    chosen = select_proxy(url, get_environ_proxies(url))
    if not chosen:
        return None
    parts = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
    return f"{parts.scheme}://{parts.hostname}:{parts.port or ''}".rstrip(":") + " (from the environment)"


def _reach(app: App, parts: SplitResult, port: int) -> Iterator[Finding]:
    """Name and TLS."""
    host = parts.hostname or ""
    try:
        found = _within(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, FirectlError) as error:
        hint = "Is the name right, and is there a network?"
        yield problem("dns", UnreachableError(f"{host} has no address ({_said(error)})", hint=hint))
        return
    yield Finding("dns", "ok", f"{host} is {found[0][4][0]}")
    if parts.scheme != "https":
        yield Finding("tls", "warning", "http:// has none: key and data go in the clear", "Use an https:// endpoint.")
        return
    try:
        yield _within(lambda: _handshake(app, host, port))
    except (OSError, ValueError, FirectlError) as error:
        hint = "A proxy or firewall that opens TLS? --cacert FILE trusts its authority."
        yield problem("tls", UnreachableError(f"no TLS with {host}:{port} ({_said(error)})", hint=hint))


def _handshake(app: App, host: str, port: int) -> Finding:
    import certifi

    context = ssl.create_default_context(cafile=app.settings.value("cacert") or certifi.where())
    if app.flags.get("insecure"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), _SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as tls,
    ):
        certificate = tls.getpeercert() or {}
        until = str(certificate.get("notAfter") or "")
        if until and ssl.cert_time_to_seconds(until) - time.time() < 7 * 86400:
            return Finding("tls", "warning", f"{tls.version()}, the certificate ends {until}")
        return Finding(
            "tls", "ok", f"{tls.version()}, certificate until {until}" if until else f"{tls.version()}, unverified"
        )


def _answer(app: App, where: str) -> Iterator[Finding]:
    """Whether the API answers, takes the key, and has the same time as this machine."""
    try:
        sender = app.client().sender
        began = time.monotonic()
        reply = sender.send(ApiRequest("GET", "/v1/accounts", {"pageSize": "2"}, timeout=2 * _SECONDS))
    except NotSignedInError:
        return  # said by the check of the key
    except FirectlError as error:
        yield problem("endpoint", error)
        return
    took = (time.monotonic() - began) * 1000
    count = len(reply.data.get("accounts") or []) if isinstance(reply.data, dict) else 0
    yield Finding(
        "endpoint", "ok", f"{where} answers in {took:.0f} ms; the key sees {count} account{'s' * (count != 1)}"
    )
    yield from _clock(reply.headers.get("date"))


def _clock(date: str | None) -> Iterator[Finding]:
    try:
        skew = time.time() - parsedate_to_datetime(date or "").timestamp()
    except (TypeError, ValueError):
        return
    if abs(skew) > _SKEW:
        found = f"this machine is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server"
        yield Finding("clock", "warning", found, "Set the clock (chrony, systemd-timesyncd).")
    else:
        yield Finding("clock", "ok", f"within {max(1, round(abs(skew)))} s of the server's")


def _within(work: Callable[[], T]) -> T:
    return Deadline(_SECONDS).run(work)


def _said(error: Exception) -> str:
    if isinstance(error, FirectlError):
        return f"no answer within {_SECONDS:g} s"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
