"""What long work tells whoever waits for it. The library prints nothing: its caller passes a `Reporter`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class TransferProgress(Protocol):
    """Bytes of one transfer, counted as they go. May be told by several threads."""

    def add(self, count: int) -> None:
        """`count` more bytes went through; a negative count where some have to go again."""

    def start_at(self, count: int) -> None:
        """`count` bytes are there already from an earlier run."""

    def file(self, name: str, size: int) -> AbstractContextManager[Callable[[int], None]]:
        """Count one file of `size` bytes by itself; gives the function to call with each count of bytes."""


class Reporter(Protocol):
    """Where notes, warnings and progress go."""

    def note(self, text: str) -> None:
        """Something worth knowing."""

    def warn(self, text: str) -> None:
        """Something to act on."""

    def progress(self, text: str) -> None:
        """One line about work under way."""

    def transfer(self, title: str, total: int | None, lanes: int = 0) -> AbstractContextManager[TransferProgress]:
        """Show a transfer of `total` bytes; `lanes` is how many files go at once."""


class _NoProgress:
    def add(self, count: int) -> None:
        """Count nothing."""

    def start_at(self, count: int) -> None:
        """Count nothing."""

    def file(self, name: str, size: int) -> AbstractContextManager[Callable[[int], None]]:
        """Count nothing."""
        return nullcontext(self.add)


class SilentReporter:
    """Tells nobody: what a program gets that passes no reporter."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def warn(self, text: str) -> None:
        """Say nothing."""

    def progress(self, text: str) -> None:
        """Say nothing."""

    def transfer(self, title: str, total: int | None, lanes: int = 0) -> AbstractContextManager[TransferProgress]:
        """Show nothing."""
        return nullcontext(_NoProgress())
