"""Files of ours are whole, private, and can be mended."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from ..helpers import DEADLINE
from .bench import FIRECTL, NO_KEY, Bench, login

BROKEN = {
    "cut": b"version: 1\nprofiles:\n  default: {output: 'js",
    "tabs": b"version: 1\nprofiles:\n\t- x",
    "binary": b"version: 1\n\x00\x01\x02\xff\xfe",
    "not UTF-8": b"version: 1\ncurrent: \xff\n",
    "a list": b"- 1\n- 2\n",
    "a word": b"nonsense",
    "profiles are a list": b"version: 1\nprofiles: [a]\n",
    "a profile is text": b"version: 1\nprofiles:\n  default: x\n",
    "a value is a list": b"version: 1\nprofiles:\n  default:\n    output: [json]\n",
    "a newer version": b"version: 99\nprofiles: {}\n",
    "python": b"!!python/object/apply:os.system ['touch owned']\n",
    "bad date": b"version: 1\ncurrent: 2020-99-99\n",
    "deep": b"[" * 5000,
}


@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_config_names_its_line_and_login_mends_it(bench: Bench, damage: str) -> None:
    bench.config.mkdir(mode=0o700)
    file = bench.config / "config.yaml"
    file.write_bytes(BROKEN[damage])
    nothing = {**NO_KEY, "FIREWORKS_BASE_URL": None}
    for argv in (("models", "list"), ("config", "set", "output", "json"), ("config", "list"), ("whoami",), ("logout",)):
        ran = bench.run(*argv, **nothing)
        assert ran.code == 17, ran
        assert f"{file} line " in ran.err
        assert file.read_bytes() == BROKEN[damage]
    ran = bench.run("models", "list")
    assert ran.code == 0, ran
    assert ran.err.count("Warning") == 1 and f"{file} line " in ran.err
    mended = login(bench)
    assert mended.code == 0, mended
    assert (bench.config / "config.yaml.corrupt-1").read_bytes() == BROKEN[damage]
    assert "corrupt-1" in mended.err
    assert bench.run("models", "list", **NO_KEY).code == 0
    assert not (bench.root / "owned").exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[1]",
        b'{"default": 5}',
        b"\xff\xfe",
        b'{"default": {}}',
        b"[" * 9999,
        b'{"default": {"store": "file", "endpoint": 5, "key": [1]}}',
    ],
)
def test_a_broken_key_file(bench: Bench, damage: bytes) -> None:
    bench.config.mkdir(mode=0o700)
    file = bench.config / "credentials.json"
    file.write_bytes(damage)
    file.chmod(0o600)
    ran = bench.run("models", "list", **NO_KEY)
    # What is whole JSON without a key in it is a key that is not there.
    assert ran.code == (3 if damage.startswith(b'{"default": {') else 17), ran
    assert ran.code == 3 or str(file) in ran.err
    assert bench.run("models", "list").code == 0
    assert login(bench).code == 0
    assert bench.run("models", "list", **NO_KEY).code == 0


@pytest.mark.parametrize(
    ("name", "value", "line"), [("output", "xml", 4), ("request_timeout", "soon", 4), ("json_case", "x", 4)]
)
def test_a_value_that_cannot_be_is_found(bench: Bench, name: str, value: str, line: int) -> None:
    bench.config.mkdir(mode=0o700)
    (bench.config / "config.yaml").write_text(f"version: 1\nprofiles:\n  default:\n    {name}: {value}\n")
    ran = bench.run("models", "list", FIRECTL_JSON_CASE=None)
    assert ran.code == 17, ran
    assert f"config.yaml line {line}" in ran.err


def test_many_writers_at_once_lose_nothing(bench: Bench) -> None:
    names = [f"p{number}" for number in range(12)]
    writers = [
        bench.start("-p", name, "config", "set", "account_id", name, stdout=subprocess.DEVNULL) for name in names
    ]
    assert [writer.wait(DEADLINE) for writer in writers] == [0] * len(names)
    text = (bench.config / "config.yaml").read_text()
    assert all(f"{name}:\n    account_id: {name}\n" in text for name in names)


KILLED_IN = {
    "the middle of the write": ("fsync", "os.truncate(words[0], os.fstat(words[0]).st_size // 2)", "old"),
    "the end of the write": ("fsync", "", "old"),
    "the rename": ("replace", "", "old"),
    "what follows the rename": ("replace", "real(*words)", "new"),
}
"""The call of `os` in which the kill comes, what is done just before, and the value that the file then has."""


@pytest.mark.parametrize("moment", KILLED_IN)
def test_killed_while_writing(bench: Bench, moment: str) -> None:
    call, before, kept = KILLED_IN[moment]
    assert bench.run("config", "set", "account_id", "old").code == 0
    code = (
        f"import os, signal\nreal = os.{call}\n"
        f"def killed(*words):\n    {before or 'pass'}\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"os.{call} = killed\nfrom firectl_py.__main__ import main; main()"
    )
    words = [FIRECTL[0], "-c", code, "config", "set", "account_id", "new"]
    done = subprocess.run(words, env=bench.environ(), capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    file = bench.config / "config.yaml"
    assert f"account_id: {kept}\n" in file.read_text()
    assert bench.run("config", "set", "account_id", "last").code == 0
    assert "account_id: last\n" in file.read_text()
    assert sorted(path.name for path in bench.config.iterdir() if ".lock" not in path.name) == ["config.yaml"]


def test_a_config_that_is_a_link(bench: Bench, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "firectl.yaml").write_text("version: 1\nprofiles: {}\n")
    bench.config.mkdir(mode=0o700)
    (bench.config / "config.yaml").symlink_to(dotfiles / "firectl.yaml")
    assert bench.run("config", "set", "output", "yaml").code == 0
    assert (bench.config / "config.yaml").is_symlink()
    assert "output: yaml" in (dotfiles / "firectl.yaml").read_text()


def test_a_link_into_nowhere(bench: Bench) -> None:
    bench.config.mkdir(mode=0o700)
    (bench.config / "config.yaml").symlink_to("/no/such/place/config.yaml")
    assert bench.run("models", "list").code == 0
    assert bench.run("config", "set", "output", "yaml").code == 16


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link away")
def test_a_link_somebody_else_made(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("version: 1\n")
    bench.config.mkdir(mode=0o700)
    (bench.config / "config.yaml").symlink_to(tmp_path / "victim")
    os.lchown(bench.config / "config.yaml", 12345, 12345)
    assert bench.run("config", "set", "output", "yaml").code == 16
    assert (tmp_path / "victim").read_text() == "version: 1\n"


def test_a_config_that_cannot_be_written(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environ = {"FIRECTL_CONFIG_DIR": str(tmp_path / "file" / "config")}
    assert bench.run("config", "set", "output", "yaml", **environ).code == 16
    assert bench.run("models", "list", **environ).code == 0


def test_a_profile_nobody_made(bench: Bench) -> None:
    ran = bench.run("-p", "prod", "models", "list")
    assert ran.code == 17
    assert "no profile 'prod'" in ran.err
