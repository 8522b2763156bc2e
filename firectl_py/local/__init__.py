"""The embedded local control plane: the other side of the wire, to rehearse on.

It knows the contract and nothing of the client, so that one cannot hide the mistakes of the other. Names are imported
when they are first used: a command that only moves the clock does not load a web framework.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "LocalStoreError",
    "add_fault",
    "advance_clock",
    "authority",
    "clear_faults",
    "list_faults",
    "make_server",
    "open_app",
    "reset",
    "serve",
    "set_clock_speed",
    "status",
    "virtual_time",
]

if TYPE_CHECKING:
    from .admin import advance_clock, reset, set_clock_speed, status, virtual_time
    from .http.app import open_app
    from .http.errors import LocalStoreError
    from .http.faults import add_fault, clear_faults, list_faults
    from .http.server import make_server, serve
    from .http.tls import authority

_HOMES = {
    "LocalStoreError": "http.errors",
    "add_fault": "http.faults",
    "advance_clock": "admin",
    "authority": "http.tls",
    "clear_faults": "http.faults",
    "list_faults": "http.faults",
    "make_server": "http.server",
    "open_app": "http.app",
    "reset": "admin",
    "serve": "http.server",
    "set_clock_speed": "admin",
    "status": "admin",
    "virtual_time": "admin",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for. Raises AttributeError for any other name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
