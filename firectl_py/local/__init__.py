"""The embedded local control plane: the other side of the wire, to rehearse on.

May import the standard library, flask/werkzeug, cheroot, lark, google_crc32c, for TLS trustme, and
`firectl_py.contract`; nothing of the client, so that one cannot hide the other's mistakes. Names are resolved when
asked for: a command that never comes here pays nothing, and one that only moves the clock does not import a web
framework.
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
    from .http.faults import add as add_fault
    from .http.faults import clear as clear_faults
    from .http.faults import listed as list_faults
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
_OWN_NAMES = {"add_fault": "add", "clear_faults": "clear", "list_faults": "listed"}


def __getattr__(name: str) -> Any:
    """Import what is asked for. Raises AttributeError for any other name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), _OWN_NAMES.get(name, name))
