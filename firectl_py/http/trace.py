"""What --debug shows of a call: never the key, never a signature."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SHOWN_HEADERS = ("content-type", "content-length", "content-range", "date", "retry-after", "x-request-id", "server")
SHOWN_QUERY = frozenset(
    [
        "pageSize",
        "pageToken",
        "filter",
        "orderBy",
        "readMask",
        "updateMask",
        "showDeleted",
        "hard",
        "ignoreChecks",
        "validateOnly",
        "timeRange",
        "allowMissing",
        "downloadLineage",
        "configOnly",
        "trustRemoteCode",
        "skipHfConfigValidation",
        "replaceMergedAddon",
        "deploymentId",
        "supervisedFineTuningJobId",
        "acceptShapelessRisk",
        "disableAutoDeploy",
        "skipShapeValidation",
    ]
)
"""Both are allow-lists: what a server or a future flag adds is hidden until somebody decides."""


def safe_url(url: str) -> str:
    """The URL without credentials, fragment and the values of parameters not known to be harmless."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    query = [(k, v if k in SHOWN_QUERY else "HIDDEN") for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(query, safe='/:="<> '), ""))


def safe_headers(headers: Mapping[str, str]) -> str:
    """The harmless headers of a reply, on one line."""
    return ", ".join(f"{k.lower()}: {v}" for k, v in headers.items() if k.lower() in SHOWN_HEADERS)
