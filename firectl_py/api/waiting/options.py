"""How long a wait takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WaitOptions:
    """Limits of one wait, in seconds."""

    timeout: float | None = None
    """Longest time for all of it; None is for ever."""
    stall_timeout: float | None = None
    """Longest time without any progress; None is for ever."""
    interval: float | None = None
    """Time between two looks; None adapts to what happens."""
