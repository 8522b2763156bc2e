"""Ids on Tab, in real shells, against the local control plane: from a cache that another process fills."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from firectl_py.completion import cache, offer

from ..helpers import ROOT, Firectl, eventually
from .shells import ASK, missing

Tab = Callable[..., list[str]]


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Tab:
    """`tab("models", "get", "cu")`: what the fast entry prints at once."""

    def press(*words: str, kinds: str, start: str = "") -> list[str]:
        environ = {**os.environ, offer.WORDS: "\n".join(words)}
        return offer.ids([kinds, start], environ).splitlines()

    return press


def place(kind: str, *words: str) -> Path:
    return Path(cache.place(kind, cache.typed(words), os.environ))


@pytest.fixture
def plane(firectl: Firectl, rows: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The local profile with two data sets."""
    monkeypatch.setenv("FIRECTL_PROFILE", "local")
    monkeypatch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("spring", "summer"):
        firectl("datasets", "create", name, rows).ok()


@pytest.mark.usefixtures("plane")
def test_ids_come_and_a_new_one_is_asked_for_at_once(tab: Tab, firectl: Firectl, rows: Path) -> None:
    assert eventually(lambda: tab("datasets", "get", kinds="datasets")) == ["spring\tREADY", "summer\tREADY"]
    assert tab("datasets", "get", kinds="datasets", start="su") == ["summer\tREADY"]
    assert tab(kinds="datasets", start="accounts/local/datasets/sp") == ["accounts/local/datasets/spring\tREADY"]
    file = place("datasets")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    firectl("datasets", "create", "autumn", rows).ok()
    assert cache.read(str(file))[1] == 0  # known to be out of date
    assert eventually(lambda: "autumn\tREADY" in tab("datasets", "get", kinds="datasets"))


def test_the_words_typed_say_whose_ids(tab: Tab, firectl: Firectl) -> None:
    assert eventually(lambda: len(tab("-a", "fireworks", "-p", "local", "models", "get", kinds="models")) > 3)
    assert eventually(lambda: tab("--profile=local", kinds="profiles")) == ["default", "local"]
    names = {
        place("models", *words).name for words in (["-p", "local"], ["-plocal"], ["--profile=local", "--", "-p", "x"])
    }
    assert len(names) == 1
    assert len({place("models", "-a", account).name for account in ("one", "two")}) == 2


def test_a_good_cache_starts_nothing_and_loads_nothing() -> None:
    file = place("models")
    file.parent.mkdir(parents=True)
    cache.write(str(file), ["accounts/a/models/m\tREADY"], 60)
    code = "import sys; from firectl_py.__main__ import main; main(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, "__ids", "models", ""],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    ids, modules = done.stdout.splitlines()
    assert (ids, done.stderr) == ("m\tREADY", "")
    heavy = {
        "click",
        "requests",
        "yaml",
        "pathlib",
        "re",
        "json",
        "typing",
        "subprocess",
        "hashlib",
        "platformdirs",
        "fcntl",
    }
    assert not heavy & set(modules.split())
    assert not file.with_name(f"{file.name}.lock").exists()


@pytest.mark.parametrize(
    "evil",
    [
        "$(touch x)",
        "a;b",
        "`id`",
        "a b",
        "-rf",
        "a\x1b[31mb",
        "a\u202eb",
        "a'b",
        'a"b',
        "a\\b",
        "a|b",
        "é",
        "",
        "..",
        "a\tb$",
    ],
)
def test_nothing_a_shell_would_act_on_is_offered(evil: str, tab: Tab) -> None:
    file = place("models")
    file.parent.mkdir(parents=True)
    file.write_text(f"accounts/a/models/{evil}\naccounts/a/models/good\t\x1b[2J\n")
    os.utime(file, (time.time() + 60,) * 2)
    assert [line for line in tab(kinds="models") if line not in ("a", "good")] == []


def test_without_a_key_or_a_network_there_is_silence(firectl: Firectl) -> None:
    for words in ("models\nget", "--base-url\nhttp://127.0.0.1:9\nmodels\nget", "--api-key\nfw_secret\nmodels\nget"):
        found = firectl("__ids", "models", "", FIRECTL_COMPLETE_WORDS=words)
        assert (found.code, found.out, found.err) == (0, "", "")
    assert firectl("__ids").code == 0
    assert "fw_secret" not in "".join(file.read_text() for file in place("models").parent.iterdir())


@pytest.mark.parametrize("shell", sorted(ASK))
def test_each_shell_offers_ids(shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if reason := missing(shell):
        pytest.skip(reason)
    folder = tmp_path / "shell"
    (folder / "empty").mkdir(parents=True)
    program = folder / "empty" / "firectl"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m firectl_py "$@"\n')
    program.chmod(0o755)
    with monkeypatch.context() as here:
        for name in [name for name in os.environ if name.startswith(("XDG_", "FIRECTL_", "FIREWORKS_"))]:
            here.delenv(name)
        here.setenv("HOME", str(folder))
        for kind, ids in {"models": ["m1", "m2"], "sftj": ["j1"], "datasets": ["d1"], "public-models": ["p1"]}.items():
            file = place(kind, "-a", "me")
            file.parent.mkdir(parents=True, exist_ok=True)
            cache.write(str(file), [f"accounts/me/{kind}/{name}\tREADY" for name in ids], 600)
    found = ASK[shell](
        [
            "firectl -a me models get ",
            "firectl models -a me get m1 ",
            "firectl get model -a me ",
            "firectl -a me sftj create --dataset ",
            "firectl -a me create sftj --dataset=",
            "firectl -a me sftj create --base-model ",
            "firectl -a me sftj get ",
            "firectl -a me sftj create --output-model ",
        ],
        folder,
    )
    bare = [sorted(hit.rpartition("=")[2] for hit in hits) for hits in found]
    both = ["m1", "m2"]
    assert bare == [[*both, "p1"], [*both, "p1"], [*both, "p1"], ["d1"], ["d1"], [*both, "p1"], ["j1"], []]
