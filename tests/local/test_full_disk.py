"""A disk that is really full: a small tmpfs, where one may be mounted."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..helpers import Firectl
from ..transfer import made

MIB = 1 << 20


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB."""
    place = tmp_path / "tiny"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no tmpfs may be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("how", [(), ("--shard-size", "1MiB")])
def test_a_full_disk_is_this_machines_and_costs_nothing(
    tiny: Path, tmp_path: Path, firectl: Firectl, how: tuple[str, ...]
) -> None:
    local = {"FIRECTL_PROFILE": "local", "FIRECTL_LOCAL_DATA_DIR": str(tiny / "plane"), "HOME": str(tmp_path)}
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(made.rows(6 * MIB))
    full = firectl("datasets", "create", "big", rows, *how, **local)
    assert full.code == 16, full.err
    assert f"no space is left on the disk that holds {tiny / 'plane'}" in full.err
    assert "run the same command again" in full.err
    subprocess.run(["mount", "-o", "remount,size=40m", tiny], check=True)
    firectl("datasets", "create", "big", rows, *how, **local).ok()
    firectl("datasets", "download", "big", "--output-dir", tmp_path / "back", **local).ok()
    assert (tmp_path / "back" / "dataset" / "big" / "rows.jsonl").read_bytes() == rows.read_bytes()
    firectl("local", "reset", "--yes", **local).ok()
    assert not [name for name in os.listdir(tiny / "plane" / "blobs") if name.endswith(".part")]
