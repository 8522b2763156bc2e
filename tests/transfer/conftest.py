"""A storage of its own for each test, and a command line that talks to it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from . import storage
from .storage import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A control plane with storage on loopback, and the variables that lead to it."""
    with storage.serving() as world:
        monkeypatch.setenv("FIREWORKS_BASE_URL", world.url)
        monkeypatch.setenv("FIREWORKS_API_KEY", "fw_0123456789abcdef")
        monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", storage.ACCOUNT)
        monkeypatch.setenv("FIRECTL_STATE_DIR", os.path.join(os.environ["HOME"], "state"))
        yield world


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts that a test can wait for."""
    from firectl_py.http import retry

    monkeypatch.setattr(retry.RetryPolicy, "backoff", lambda self, failed: 0.01)
