"""A configuration holds what its writer meant, or it stops with file and line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ..helpers import Firectl, Outcome, Run

KEY = "fw_0123456789abcdefghijkl"


def refused(ran: Outcome, code: int) -> str:
    """What a run said that had to end with `code`."""
    assert ran.code == code, ran
    return ran.err


@pytest.fixture
def official(empty_home: Path) -> Path:
    """The folder of the official tool's files."""
    folder = empty_home / ".fireworks"
    folder.mkdir()
    return folder


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The profile file; its folder is there."""
    folder = tmp_path / "config"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("FIRECTL_CONFIG_DIR", str(folder))
    return folder / "config.yaml"


@pytest.mark.parametrize(
    ("content", "account"),
    [
        ("account_id = plain\n", "plain"),
        ("[fireworks]\naccount_id = one\n", "one"),
        ("[prod]\naccount_id = two\n[default]\naccount_id = one\n", "one"),
        ("account_id = top\n[prod]\naccount_id = two\n", "top"),
        ("\ufeffaccount_id = marked\n", "marked"),
        ("\ufeff[fireworks]\naccount_id = marked\n", "marked"),
        ('account_id = "quoted"\r\n', "quoted"),
        ("[empty]\n[prod]\naccount_id = only\n", "only"),
    ],
)
def test_the_official_file_means_its_default_section(run: Run, official: Path, content: str, account: str) -> None:
    (official / "auth.ini").write_text(content, encoding="utf-8", newline="")
    assert run("config", "get", "account_id").ok().out == f"{account}\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[prod]\naccount_id = a\n[test]\naccount_id = b\n", "line 3: several sections (prod, test)"),
        ("account_id = a\naccount_id = b\n", "line 2: account_id stands there twice"),
        ("[a]\naccount_id = a\n[a]\naccount_id = b\n", "line 3: [a] stands there twice"),
        ("account_id = a\nnonsense\n", "line 2: not a `key = value` line"),
    ],
)
def test_an_official_file_that_could_mean_two_things(run: Run, official: Path, content: str, said: str) -> None:
    (official / "auth.ini").write_text(content)
    assert said in refused(run("config", "get", "account_id"), 17)


@pytest.mark.parametrize("name", ["0123", "no", "1e3", "null-like", "2026-11-25"])
def test_a_scalar_is_what_was_written(run: Run, config: Path, name: str) -> None:
    config.write_text(f"version: 1\nprofiles:\n  default:\n    account_id: {name}\n")
    assert run("config", "get", "account_id").ok().out == f"{name}\n"


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_a_key_without_a_value_is_not_set(run: Run, config: Path, value: str) -> None:
    config.write_text(f"version: 1\nprofiles:\n  default:\n    output: {value}\n")
    assert run("config", "get", "output").ok().out == "text\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("profiles:\n  a: {output: json}\n  b: {}\n  a: {output: yaml}\n", "line 4: 'a' stands there twice"),
        ("profiles:\n  default:\n    output: json\n    output: yaml\n", "line 4: 'output' stands there twice"),
        ("profiles: {}\ncurrent: prod\n", "line 2: current names the profile 'prod', which is not there"),
        ("profiles:\n  default:\n    account_id: 'a/b'\n", "line 3: 'a/b' is not an account id"),
    ],
)
def test_a_profile_file_that_cannot_be_meant(run: Run, config: Path, content: str, said: str) -> None:
    config.write_text(content)
    assert said in refused(run("config", "list"), 17)


def test_a_byte_order_mark_before_the_profiles(run: Run, config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbfprofiles:\n  default:\n    output: json\n")
    assert run("config", "get", "output").ok().json == {"name": "output", "value": "json", "source": "profile default"}


@pytest.mark.parametrize("value", ["acme\r", '"acme"', " acme ", "'acme'\r"])
def test_quotes_and_line_ends_around_a_variable(run: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", value)
    assert run("config", "get", "account_id").ok().out == "acme\n"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FIREWORKS_ACCOUNT_ID", "a b", "environment FIREWORKS_ACCOUNT_ID: 'a b' is not an account id"),
        ("FIRECTL_CACERT", "/a\nb", "environment FIRECTL_CACERT: cacert holds a character that cannot be seen"),
    ],
)
def test_a_variable_that_cannot_be_meant(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert said in refused(run("config", "list"), 17)


@pytest.mark.parametrize("key", [f'"{KEY}', f"{KEY}'", f'{KEY[:9]}"{KEY[9:]}'])
def test_half_a_quotation_in_a_key_is_said_before_it_is_sent(
    run: Run, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("FIREWORKS_API_KEY", key)
    said = refused(run("models", "list"), 17)
    assert "FIREWORKS_API_KEY holds a quotation mark" in said and KEY not in said


@pytest.mark.parametrize(("setting", "value"), [("cacert", "/a\n/b"), ("prices_file", "a\u2028b"), ("output", "a\n")])
def test_a_value_with_a_line_break_is_not_kept(run: Run, setting: str, value: str) -> None:
    said = refused(run("config", "set", setting, value), 7)
    assert said.count("\n") <= 2


@pytest.mark.parametrize("tail", ["/v1", "/inference/v1", "/v1/"])
def test_the_address_of_the_inference_api(run: Run, monkeypatch: pytest.MonkeyPatch, tail: str) -> None:
    monkeypatch.setenv("FIREWORKS_BASE_URL", f"https://api.fireworks.ai{tail}")
    ran = run("config", "get", "base_url").ok()
    assert ran.out == "https://api.fireworks.ai\n"
    assert ran.err.count("belongs to the inference API") == 1


def test_a_key_in_a_file(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("FIREWORKS_API_KEY_FILE", str(tmp_path / "key"))
    (row,) = run("config", "list", "-o", "json", "--query", "[?name=='api_key']").ok().json
    assert row["source"] == "environment FIREWORKS_API_KEY_FILE"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_files_that_would_be_read_for_ever(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in ((tmp_path / "pipe", "not a regular file"), (Path("/dev/zero"), "not a regular file")):
        monkeypatch.setenv("FIREWORKS_API_KEY_FILE", str(path))
        assert said in refused(run("config", "list"), 17)
    monkeypatch.setenv("FIREWORKS_API_KEY_FILE", str(tmp_path / "none"))
    assert "there is no file" in refused(run("config", "list"), 17)


def test_a_profile_file_that_is_a_pipe(run: Run, config: Path) -> None:
    os.mkfifo(config)
    assert "is not a regular file" in refused(run("config", "list"), 17)


PROMPTING = """import keyring.backend
class Prompting(keyring.backend.KeyringBackend):
    priority = 5
    def get_password(self, service, name): return input("Password: ")
    def set_password(self, service, name, secret): pass
    def delete_password(self, service, name): pass
"""


def test_a_keyring_that_prompts_has_neither_our_input_nor_our_output(
    firectl: Firectl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "prompting.py").write_text(PROMPTING)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "prompting.Prompting")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.pathsep.join(filter(None, sys.path))}")
    config = tmp_path / "home" / ".config" / "firectl"
    config.mkdir(parents=True, mode=0o700)
    kept = '{"default": {"endpoint": "https://api.fireworks.ai", "store": "keyring"}}'
    (config / "credentials.json").write_text(kept)
    (config / "credentials.json").chmod(0o600)
    monkeypatch.setenv("FIRECTL_CONFIG_DIR", str(config))
    ran = firectl("models", "list", "-o", "json", stdin="hello\n", PYTHONPATH=os.environ["PYTHONPATH"])
    assert ran.code == 3
    assert "Password" not in ran.out + ran.err
    assert "which does not answer here" in ran.err
