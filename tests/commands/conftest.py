"""What a command's `run` needs: an App on the local control plane, with streams a test can read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from firectl_py.cli.app import App
from firectl_py.output.console import Console


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> App:
    """An App as `main` makes it; what it tells is in `told(app)`."""
    monkeypatch.setenv("FIRECTL_PROFILE", "local")
    monkeypatch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "store"))
    return App(Console(io.StringIO(), io.StringIO()), os.environ)


def told(app: App) -> str:
    """The notes and warnings so far."""
    assert isinstance(app.console.err, io.StringIO)
    return app.console.err.getvalue()
