"""All of it over TLS, against the local control plane as a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..helpers import Run, serving
from . import made


def test_up_and_down_over_tls(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from firectl_py.local import authority

    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(made.rows(3_000_000))
    model = made.base_model(tmp_path / "model", 5_000_000)
    with serving(tmp_path / "store", "--tls") as found:
        for name, value in {**found, "FIRECTL_CACERT": str(authority(tmp_path / "store"))}.items():
            monkeypatch.setenv(name, value)
        run("datasets", "create", "rows", rows, "--shard-size", "1MiB").ok()
        run("datasets", "download", "rows", "--output-dir", tmp_path / "out").ok()
        assert (tmp_path / "out" / "dataset" / "rows" / "rows.jsonl").read_bytes() == rows.read_bytes()
        sent = run("models", "create", "m", model).ok()
        assert "unchecked" not in sent.err
        run("models", "download", "m", tmp_path / "weights").ok()
        for path in model.iterdir():
            assert (tmp_path / "weights" / path.name).read_bytes() == path.read_bytes()
        assert "nothing was sent" in run("models", "create", "m", model).ok().err
