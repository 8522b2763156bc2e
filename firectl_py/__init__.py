"""firectl: the control plane of Fireworks AI from a shell, and as a library: `from firectl_py import Client`."""

from .version import __version__

__all__ = ["Client", "__version__"]

TYPE_CHECKING = False  # known to type checkers; typing itself would cost more than all else `--version` does
if TYPE_CHECKING:
    from .api import Client


def __getattr__(name: str) -> object:
    """Import Client when it is asked for: `firectl --version` must not pay for an HTTP library."""
    if name == "Client":
        from .api import Client

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
