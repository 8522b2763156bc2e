"""What the tests of the local control plane are given: one in this process, one behind a port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from firectl_py.local import make_server

from .plane import KEY, Plane


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where a control plane may put its files."""
    return tmp_path / "outer" / "data"


@pytest.fixture
def plane(data_dir: Path) -> Plane:
    """A fresh control plane in this process."""
    return Plane(data_dir)


@pytest.fixture
def served(data_dir: Path) -> Iterator[str]:
    """The base URL of a fresh control plane behind a loopback port, which demands KEY."""
    server = make_server(data_dir, api_key=KEY)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()
