"""The control plane as a library: `Client().list("models")`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..http import ApiRequest
    from .client import Client
    from .pages import Page

__all__ = ["ApiRequest", "Client", "Page"]


def __getattr__(name: str) -> Any:
    """Import what is asked for: a command's help must not pay for an HTTP library."""
    if name == "ApiRequest":
        from ..http import ApiRequest

        return ApiRequest
    if name == "Client":
        from .client import Client

        return Client
    if name == "Page":
        from .pages import Page

        return Page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
