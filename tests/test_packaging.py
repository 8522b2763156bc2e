"""The wheel: one for every system, with both commands and all that they read."""

from __future__ import annotations

import configparser
import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .helpers import ROOT

SOURCES = ("firectl_py", "man", "completions", "setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout without a network."""
    if importlib.util.find_spec("wheel") is None:
        pytest.skip("wheel is not installed: pip install '.[test]'")
    copy, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    words = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", str(built)]
    done = subprocess.run([*words, str(copy)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (path,) = built.iterdir()
    return path


def test_one_wheel_serves_every_system(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_both_commands_are_entry_points(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        found = configparser.ConfigParser()
        found.read_string(archive.read(name).decode())
    main = "firectl_py.__main__:main"
    assert dict(found["console_scripts"]) == {"firectl": main, "firectl-py": main}


def test_every_file_of_the_package_is_in_it(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "firectl_py").rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert sorted(name for name in files - names if "__pycache__" not in name) == []
    shared = {name.partition("/data/")[2] for name in names if "/data/share/" in name}
    assert {"share/man/man1/firectl.1", "share/zsh/site-functions/_firectl"} <= shared
