"""One fault server for each worker, one bench for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .bench import Bench
from .server import FaultServer


@pytest.fixture(scope="session")
def fault_server() -> Iterator[FaultServer]:
    """Three hosts on loopback."""
    server = FaultServer()
    yield server
    server.close()


@pytest.fixture
def bench(tmp_path: Path, fault_server: FaultServer) -> Iterator[Bench]:
    """A home, a server, a key; judged at the end."""
    bench = Bench(tmp_path, fault_server)
    yield bench
    bench.judge()
