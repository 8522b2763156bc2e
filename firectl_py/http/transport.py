"""Exceptions of requests, urllib3, ssl and the system as errors of ours, by their types."""

from __future__ import annotations

import ssl

import requests
import urllib3
from urllib3.util.ssl_match_hostname import CertificateError

from ..errors import CertificateRefusedError, ProxyRefusedError, TransportError, UnreachableError
from . import environment
from .connections import ConnectError

TRANSPORT_EXCEPTIONS = (requests.RequestException, urllib3.exceptions.HTTPError, ConnectError, OSError)
"""What a session raises where no reply arrives."""
_REFUSED = "Tunnel connection failed: 407"
"""http.client keeps the status of a refused CONNECT in the text of an OSError and nowhere else."""


def transport_error(error: Exception, host: str, scheme: str = "https") -> TransportError:
    """What a session raised, as an error of ours. Nothing was sent where it is a ConnectError; else a byte may have
    been.
    """
    if not isinstance(error, ConnectError):
        if isinstance(error, requests.exceptions.SSLError):
            return UnreachableError(f"TLS to {host} failed: {_reason(error)}")
        return UnreachableError(f"cannot reach {host}: {_reason(error)}")
    if _REFUSED in str(error.cause):
        return ProxyRefusedError(
            f"the proxy on the way to {host} wants credentials (407)",
            hint="Put them into HTTPS_PROXY: http://USER:PASSWORD@PROXY:PORT",
            maybe_sent=False,
        )
    reason = _reason(error.cause)
    if error.proxy is not None and not error.past_proxy:
        return UnreachableError(f"cannot reach the proxy {_named(error.proxy, scheme)}: {reason}", maybe_sent=False)
    through = f" through the proxy {_named(error.proxy, scheme)}" if error.proxy is not None else ""
    if isinstance(error.cause, ssl.SSLCertVerificationError | CertificateError):
        return CertificateRefusedError(
            f"the certificate of {host}{through} is not trusted: {reason}",
            hint="Name your authority with --cacert or SSL_CERT_FILE, or check the system's clock.",
            maybe_sent=False,
        )
    if isinstance(error.cause, ssl.SSLError):
        return UnreachableError(f"TLS to {host}{through} failed: {reason}", maybe_sent=False)
    return UnreachableError(f"cannot reach {host}{through}: {reason}", maybe_sent=False)


def broke_off(error: Exception, host: str) -> UnreachableError:
    """The error of a reply that ended early."""
    return UnreachableError(f"the reply from {host} broke off: {_reason(error)}")


def _named(proxy: str, scheme: str) -> str:
    variable = environment.proxy_variable(scheme)
    return f"{proxy} (from {variable})" if variable else proxy


def _reason(error: BaseException) -> str:
    """What the innermost error says, without Python's class names and object addresses."""
    seen, inner = error, _inside(error)
    while inner is not None:
        seen, inner = inner, _inside(inner)
    text = getattr(seen, "strerror", None) or str(seen.args[-1] if seen.args else seen)
    return text.rpartition(">: ")[2].rpartition("): ")[2][:200] or type(seen).__name__


def _inside(error: BaseException) -> BaseException | None:
    """The error that `error` was made from: requests, urllib3 and the system each keep it in another place."""
    places = (getattr(error, "reason", None), *error.args, error.__cause__)
    return next((place for place in places if isinstance(place, BaseException)), None)
