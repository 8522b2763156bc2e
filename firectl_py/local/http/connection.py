"""The connection a request came on, for faults that break it or keep it silent.

Within one process there is no connection: a reset is an error of the same class there, raised through the application
or out of its answer, and the client treats it as it treats a reset.
"""

from __future__ import annotations

import errno
import time
from typing import NoReturn

KEY = "firectl_py.connection"
"""Where a server puts the connection into the WSGI environment."""


class ClientConnection:
    """The connection of a request that came without a server."""

    def reset(self) -> NoReturn:
        """Break the connection. Raises ConnectionResetError."""
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by an injected fault")

    def pause(self, seconds: float) -> None:
        """Send nothing for so many real seconds."""
        time.sleep(seconds)
