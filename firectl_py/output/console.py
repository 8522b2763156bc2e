"""Standard output and standard error, and nobody else writes to either."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO, cast

from ..errors import LocalIOError
from .visible import json_safe, visible

if TYPE_CHECKING:
    from .progress import Progress

_SHORTEST_SECRET = 8


class Console:
    """stdout carries the answer; everything said beside it goes to stderr, as JSON lines with `-o json`."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self.out, self.err = out, err
        self.quiet = False
        self.json_notes = False
        self._hidden: list[str] = []
        for stream in (out, err):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")

    @staticmethod
    def standard() -> Console:
        """The process's own streams. A stream that is closed is replaced by one that fails or swallows."""
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass  # a file or socket of ours must not get the number of a standard stream
        os.close(descriptor)
        sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115 - all three live as long as the process
        sys.stdout = sys.stdout or cast(TextIO, _Closed())
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
        return Console(sys.stdout, sys.stderr)

    def hide(self, secret: str) -> None:
        """Print a key nowhere from now on, whoever sends it back to us. Short ones are words, and no secrets."""
        if len(secret) >= _SHORTEST_SECRET:
            self._hidden.append(secret)

    def covered(self, text: str) -> str:
        """`text` without the keys that are hidden."""
        for secret in self._hidden:
            text = text.replace(secret, "<secret>")
            # A text that was cut short may end in most of one.
            for size in range(len(secret) - 1, _SHORTEST_SECRET - 1, -1):
                if text.endswith(secret[:size]) or f"{secret[:size]} (" in text:
                    text = text.replace(secret[:size], "<secret>")
                    break
        return text

    def command_line(self, words: Sequence[str]) -> str:
        """`words` as a shell would take them, secrets replaced: what may be written down of a command."""
        from .secret_words import without_secrets

        return self.covered(without_secrets(words))

    def write(self, text: str) -> None:
        """Part of the answer. Raises LocalIOError where it cannot be written, BrokenPipeError where nobody reads."""
        try:
            self.out.write(self.covered(text))
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            raise _cannot_write(error) from None

    def flush(self) -> None:
        """Push the answer out; raises as write does."""
        try:
            self.out.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            raise _cannot_write(error) from None

    def note(self, text: str) -> None:
        """Something worth knowing; not under --quiet."""
        if not self.quiet:
            self._say("note", "Note", text)

    def warn(self, text: str) -> None:
        """Something to act on; not under --quiet."""
        if not self.quiet:
            self._say("warning", "Warning", text)

    def progress(self, text: str) -> None:
        """One plain line about work under way; not under --quiet."""
        if not self.quiet:
            self._line(_as_json({"progress": text}) if self.json_notes else visible(text))

    def transfer(self, title: str, total: int | None, lanes: int = 0) -> Progress:
        """The progress of a transfer of `total` bytes, `lanes` files at once."""
        from .progress import Progress

        draws = self.err.isatty() and not self.quiet and not self.json_notes
        return Progress(self.progress, self.err if draws else None, title, total, lanes)

    def debug(self, text: str) -> None:
        """A line of --debug."""
        self._line(_as_json({"debug": text}) if self.json_notes else f"debug: {visible(text)}")

    def error(self, message: str, hint: str | None) -> None:
        """The line that says why this run failed, and what to do."""
        self._line(f"Error: {visible(message)}")
        if hint:
            self._line(f"Hint: {visible(hint)}")

    def error_object(self, error: dict[str, Any]) -> None:
        """The same for a program: one JSON object, the last line on stderr."""
        self._line(_as_json({"error": error}))

    def _say(self, key: str, title: str, text: str) -> None:
        as_json = _as_json({key: text})
        self._line(as_json if self.json_notes else f"{title}: {visible(text)}")

    def _line(self, text: str) -> None:
        try:
            self.err.write(self.covered(text) + "\n")
            self.err.flush()
        except (OSError, ValueError):
            mute(self.err)  # nobody can be told that nobody listens


def _as_json(value: dict[str, Any]) -> str:
    import json

    return json_safe(json.dumps(value, ensure_ascii=False))


def mute(stream: TextIO) -> None:
    """Let what is still to be written to `stream` go nowhere, so that the interpreter does not fail over it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _Closed(io.TextIOBase):
    """Stands for a stdout that was closed before we started."""

    def write(self, text: str) -> int:
        raise OSError(9, "standard output is closed")

    def flush(self) -> None:
        """Nothing was kept."""


def _cannot_write(error: OSError | ValueError) -> LocalIOError:
    reason = getattr(error, "strerror", None) or str(error)
    return LocalIOError(f"cannot write to standard output: {reason}")
