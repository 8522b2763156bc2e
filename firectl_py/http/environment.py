"""What the environment says of certificates and proxies beyond what requests reads there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..errors import ConfigError

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def authorities(verify: bool | str, environ: Mapping[str, str] = os.environ) -> bool | str:
    """The file or folder of authorities to trust: `verify` where it names one, else SSL_CERT_FILE or SSL_CERT_DIR.

    Both variables are those of OpenSSL and of Go's crypto/x509, which the official tool is built on. Raises ConfigError
    where what is named does not exist.
    """
    if verify is True:
        verify = environ.get("SSL_CERT_FILE") or environ.get("SSL_CERT_DIR") or True
    if isinstance(verify, str) and not os.path.exists(verify):
        named = next((name for name in _BUNDLES if environ.get(name) == verify), "--cacert")
        raise ConfigError(
            f"{named}: there is no file or folder {verify} with certificate authorities",
            hint="Look at --cacert, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE and SSL_CERT_DIR.",
        )
    return verify


def is_direct(url: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether NO_PROXY names the host of `url` with its port, which requests sees only where the URL spells it."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    entries = (environ.get("no_proxy") or environ.get("NO_PROXY") or "").replace(" ", "").lower().split(",")
    host = f"{(parts.hostname or '').lower()}:{port}"
    return any(entry and ":" in entry and (host == entry or host.endswith(_as_suffix(entry))) for entry in entries)


def _as_suffix(entry: str) -> str:
    return entry if entry.startswith(".") else f".{entry}"


def proxy_variable(scheme: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The name of the variable that sets the proxy for `scheme`, None where no variable does."""
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    return next((name for name in names if environ.get(name)), None)
