"""The virtual clock, kept in the store so that every process sees the same time.

Virtual time runs from an anchor at a speed; it never
goes back, so that a state that was seen is never unseen.
"""

from __future__ import annotations

import math
import time
from sqlite3 import Connection
from typing import NamedTuple

MAX_SPEED = 1_000_000.0
MAX_ADVANCE = 100 * 365 * 86400.0
"""Seconds one `advance` may skip: a century."""


class VirtualClock(NamedTuple):
    """virtual = virtual anchor + (real - real anchor) x speed; all in seconds since 1970."""

    real: float
    virtual: float
    speed: float

    def now(self) -> float:
        """Virtual seconds since 1970."""
        return self.virtual + max(0.0, time.time() - self.real) * self.speed


def start(connection: Connection) -> None:
    """Set the clock of a new store to the system's time, at normal speed."""
    now = time.time()
    _write(connection, VirtualClock(now, now, 1.0))


def read(connection: Connection) -> VirtualClock:
    """The clock as it stands."""
    return VirtualClock(*connection.execute("SELECT real, virtual, speed FROM clock").fetchone())


def advance(connection: Connection, seconds: float) -> VirtualClock:
    """Skip `seconds` of virtual time. Raises ValueError for a negative or absurd number."""
    if not (math.isfinite(seconds) and 0 <= seconds <= MAX_ADVANCE):
        raise ValueError(f"the clock can be advanced by 0 to {MAX_ADVANCE:.0f} seconds, not by {seconds}")
    clock = read(connection)
    return _write(connection, VirtualClock(time.time(), clock.now() + seconds, clock.speed))


def set_speed(connection: Connection, speed: float) -> VirtualClock:
    """Let virtual time run `speed` times as fast as real time; 0 stops it. Raises ValueError."""
    if not (math.isfinite(speed) and 0 <= speed <= MAX_SPEED):
        raise ValueError(f"the speed of the clock is 0 to {MAX_SPEED:.0f}, not {speed}")
    return _write(connection, VirtualClock(time.time(), read(connection).now(), speed))


def _write(connection: Connection, clock: VirtualClock) -> VirtualClock:
    connection.execute("DELETE FROM clock")
    connection.execute("INSERT INTO clock (real, virtual, speed) VALUES (?, ?, ?)", clock)
    return clock
