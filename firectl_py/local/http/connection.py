"""The line a request came on, for faults that break it or keep it silent.

Touches nothing. There is no line in one process: a reset is an error of the same class there, raised through the
application or out of its answer, and the client's side makes of it what it makes of a reset.
"""

from __future__ import annotations

import errno
import time
from typing import NoReturn

KEY = "firectl_py.line"
"""Where a server puts its own into the WSGI environment."""


class Connection:
    """What there is without a server."""

    def reset(self) -> NoReturn:
        """Break off. Raises ConnectionResetError."""
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by a planted fault")

    def pause(self, seconds: float) -> None:
        """Say nothing for so many real seconds."""
        time.sleep(seconds)
