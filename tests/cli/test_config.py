"""Settings: where each comes from, profiles, and files that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..helpers import Run


def settings(run: Run, *flags: str) -> dict[str, tuple[str, str]]:
    rows = run("config", "list", "-o", "json", *flags).ok().json
    return {row["name"]: (row["value"], row["source"]) for row in rows}


def test_the_first_that_says_something_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(run)["base_url"] == ("https://api.fireworks.ai", "default")
    run("config", "set", "base_url", "https://profile.example.com").ok()
    assert settings(run)["base_url"] == ("https://profile.example.com", "profile default")
    monkeypatch.setenv("FIREWORKS_BASE_URL", "https://env.example.com")
    assert settings(run)["base_url"] == ("https://env.example.com", "environment FIREWORKS_BASE_URL")
    assert settings(run, "--base-url", "https://flag.example.com")["base_url"][1] == "flag"
    monkeypatch.delenv("FIREWORKS_BASE_URL")
    run("config", "unset", "base_url").ok()
    assert settings(run)["base_url"][1] == "default"


def test_profiles_are_made_by_setting_something(run: Run) -> None:
    assert run("-p", "staging", "models", "list").code == 17
    run("-p", "staging", "config", "set", "base-url", "https://staging.example.com").ok()
    assert settings(run, "-p", "staging")["base_url"][0] == "https://staging.example.com"
    assert settings(run)["base_url"][1] == "default"
    assert run("config", "get", "base_url", "-p", "staging").ok().out == "https://staging.example.com\n"
    misspelt = run("-p", "stagin", "whoami")
    assert (misspelt.code, "staging" in misspelt.err) == (17, True)


def test_the_official_tools_files_are_read(run: Run, empty_home: Path) -> None:
    folder = empty_home / ".fireworks"
    folder.mkdir()
    (folder / "auth.ini").write_text("account_id = acme\napi_key = fw_official\n")
    assert settings(run)["account_id"] == ("acme", str(folder / "auth.ini"))
    (folder / "auth.ini").write_text("account_id = acme\nnonsense\n")
    broken = run("config", "list")
    assert broken.code == 17
    assert "auth.ini line 2" in broken.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("profiles: [unclosed\n", "line 2"),
        ("just text\n", "profiles"),
        ("profiles: {default: [1]}\n", "default"),
        ("version: 99\nprofiles: {}\n", "newer"),
    ],
)
def test_a_broken_profile_file_is_named(run: Run, content: str, said: str) -> None:
    path = Path(run("config", "path").ok().out.strip())
    path.parent.mkdir(parents=True)
    path.write_text(content)
    done = run("config", "list")
    assert done.code == 17
    assert str(path) in done.err
    assert said in done.err


def test_values_that_cannot_be(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("config", "set", "output", "xml").code == 7
    assert run("config", "set", "colour", "red").code == 2
    assert run("config", "set", "request_timeout", "soon").code == 7
    assert run("config", "set", "base_url", "api.fireworks.ai").code == 7
    assert run("config", "set", "account_id", "../x").code == 7
    assert run("-p", "local", "config", "set", "output", "json").code == 2
    monkeypatch.setenv("FIRECTL_OUTPUT", "xml")
    done = run("-p", "local", "whoami")
    assert (done.code, "FIRECTL_OUTPUT" in done.err) == (17, True)


def test_plain_http_to_another_machine_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_key")
    done = run("models", "list", "--base-url", "http://api.example.com")
    assert done.code == 17
    assert "unencrypted" in done.err


def test_a_home_that_is_none(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "home"))
    assert settings(run)["json_case"] == ("camel", "environment FIRECTL_JSON_CASE")
    assert run("config", "set", "output", "json").code == 16
