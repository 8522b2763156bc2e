"""What may keep somebody from looking for a while, and does not end the looking."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import ApiError, FirectlError, ReplyError, UnauthenticatedError

_ODD_REPLIES = 3
"""Replies of the wrong shape in a row that are put up with."""


class TransientErrors:
    """Tells errors that pass from those that do not.

    `tell` gets the reason, and "" when it is over. `renew` reads the key again; it is called once for a refused key.
    """

    def __init__(self, renew: Callable[[], None], tell: Callable[[str], None]) -> None:
        self._renew, self._tell = renew, tell
        self._renewed, self._odd = False, 0

    def over(self) -> None:
        """A look succeeded."""
        self._renewed, self._odd = False, 0
        self._tell("")

    def note(self, error: FirectlError) -> float | None:
        """Seconds the server asks to be left alone. Raises `error` where waiting does not help."""
        from ...http.retrying import is_transient

        if isinstance(error, UnauthenticatedError) and not self._renewed:
            self._renewed = True
            self._renew()
            return None
        self._odd += isinstance(error, ReplyError)
        if not is_transient(error) and not (isinstance(error, ReplyError) and self._odd < _ODD_REPLIES):
            raise error
        self._tell(error.message)
        return error.retry_after if isinstance(error, ApiError) else None
