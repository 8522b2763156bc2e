"""From keystroke to exit status: the root group, and the one place that prints errors and decides the exit code."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
