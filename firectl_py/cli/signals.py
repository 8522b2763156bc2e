"""SIGINT, SIGTERM and SIGHUP while a command runs: raised once, as `SignalReceived`, so that all is put away."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class SignalReceived(BaseException):
    """A signal asks the run to stop. Not an Exception, so that nothing takes it for a failure of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class StopSignals:
    """The handlers of one run. A signal that was ignored from the start, as under nohup, stays ignored."""

    def __init__(self) -> None:
        numbers = [int(getattr(signal, name)) for name in NAMES if hasattr(signal, name)]
        handlers = {number: signal.getsignal(number) for number in numbers}
        self._before = {number: handler for number, handler in handlers.items() if handler is not signal.SIG_IGN}
        self._hook = sys.unraisablehook

    def catch(self) -> None:
        """Raise `SignalReceived` from now on where the main thread is when a signal comes."""
        sys.unraisablehook = self._unraisable
        for number in self._before:
            signal.signal(number, self._stop)

    def release(self) -> None:
        """Handle signals as before `catch`."""
        self._restore()
        sys.unraisablehook = self._hook

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._restore()  # a second signal does not wait for the first one's work
        raise SignalReceived(number)

    def _unraisable(self, unraisable: Any) -> None:
        """A `SignalReceived` raised in a destructor would be printed and lost: the signal is sent again."""
        if isinstance(unraisable.exc_value, SignalReceived):
            signal.raise_signal(unraisable.exc_value.number)
        else:
            self._hook(unraisable)
