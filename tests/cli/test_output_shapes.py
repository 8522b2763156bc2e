"""What the options of output make of an answer, in a pipe and on a terminal."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios

import pytest

from firectl_py.output.text import detail_text

from ..helpers import ROOT, Run

ALL = ("models", "list", "-a", "fireworks")
DEPLOYMENT = ("deployments", "create", "llama-v3p1-8b-instruct", "--gpu-type", "h100")
COLOR = re.compile(r"\x1b\[\d*m")


def on_terminal(*argv: str, columns: int = 80, **environ: str) -> str:
    """What a terminal of so many columns is sent."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "FIRECTL_PROFILE": "local", **environ}
    for name in ("COLUMNS", "NO_COLOR"):
        variables = {key: value for key, value in variables.items() if key != name or key in environ}
    words = [sys.executable, "-m", "firectl_py", *argv]
    with subprocess.Popen(words, stdin=slave, stdout=slave, stderr=subprocess.DEVNULL, env=variables):
        os.close(slave)
        shown = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not block:
                break
            shown += block
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def test_a_query_picks_from_the_whole_answer(local: Run) -> None:
    names = local(*ALL, "-o", "name").ok().out.split()
    assert local(*ALL, "--query", "[].name").ok().out.split() == names
    assert local(*ALL, "--query", "length(@)").ok().out == f"{len(names)}\n"
    pairs = local(*ALL, "--query", "[?contains(name, 'llama-v4')].{id: name, kind: kind}", "-o", "json").ok().json
    assert {tuple(pair) for pair in pairs} == {("id", "kind")}
    one = ("models", "get", "accounts/fireworks/models/deepseek-v3")
    assert local(*one, "--query", "baseModelDetails.moe", "-o", "json").ok().json is True
    assert local(*one, "--query", "nothing.there").ok().out == ""
    wrong = local(*ALL, "--query", "[0].[")
    assert (wrong.code, "at character 6" in wrong.err) == (2, True)
    assert local(*ALL, "--query", "abs(@)").code == 2


def test_columns_are_chosen_by_path(local: Run) -> None:
    table = local(*ALL, "--columns", "name,baseModelDetails.parameterCount", "--limit", "2").ok().out.splitlines()
    assert table[0].split("  ")[0] == "NAME"
    assert "PARAMETER COUNT" in table[0]
    assert len(local(*ALL, "--columns", "name", "--no-headers", "--limit", "2").ok().out.splitlines()) == 2
    missed = local(*ALL, "--columns", "name,knd").ok()
    assert "no row has knd; did you mean kind?" in missed.err
    refused = local(*ALL, "--columns", "name", "-o", "yaml")
    assert (refused.code, "--query" in refused.err) == (2, True)


def test_rows_are_sorted_as_what_they_are(local: Run) -> None:
    def sorted_by(path: str) -> list[str]:
        column = path.strip("-").partition(" ")[0]
        argv = (*ALL, "--sort-by", path, "--columns", column, "--no-headers")
        return [value for value in local(*argv).ok().out.splitlines() if value]

    sizes = [int(text) for text in sorted_by("baseModelDetails.parameterCount")]
    assert sizes == sorted(sizes), "int64 is text in JSON and sorted as a number"
    assert len(sizes) > 10
    times = sorted_by("-createTime")
    assert times == sorted(times, reverse=True)
    assert sorted_by("createTime desc") == times
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", times[0]), "in UTC, as the official tool prints them"


def test_a_table_shows_what_is_yours_by_its_id(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d", "--display-name", "Chat").ok()
    local(*DEPLOYMENT, "--name", "e").ok()
    rows = local("deployments", "list", "--columns", "name,base_model").ok().out.splitlines()
    model = "accounts/fireworks/models/llama-v3p1-8b-instruct"
    assert rows == [
        "NAME      BASE MODEL",
        f"d (Chat)  {model}",
        f"e         {model}",
    ]
    wide = local("deployments", "list", "--columns", "name", "-o", "wide", "--no-headers").ok().out
    assert wide.split() == ["accounts/local/deployments/d", "accounts/local/deployments/e"]
    assert local("deployments", "list", "--columns", "name,displayName").ok().out.splitlines()[1] == "d     Chat"


def test_columns_go_by_title_and_in_either_case(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d").ok()
    for columns in ("NAME,BASE MODEL", "name,base-model", "name,baseModel", "name,base_model"):
        shown = local("deployments", "list", "--columns", columns).ok()
        assert (shown.out.split()[:3], shown.err) == (["NAME", "BASE", "MODEL"], "")
    unknown = local("deployments", "list", "--columns", "frobnicate").ok().err
    assert "no row has frobnicate; the columns are name, state, base_model," in unknown
    assert local("deployments", "list", "--sort-by", "-CREATE TIME", "-o", "name").ok().err == ""


def test_csv_is_read_back_by_its_readers(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d", "--display-name", '=cmd|"x",y', "--description", "a").ok()
    columns = "name,displayName,autoscalingPolicy.loadTargets"
    text = local("deployments", "list", "-o", "csv", "--columns", columns).ok().out
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == columns.split(",")
    assert rows[1][1] == '\'=cmd|"x",y', "no spreadsheet runs what a server wrote"
    assert rows[1][2] == '{"default": 0.8}'
    assert local("whoami", "-o", "csv").ok().out.splitlines()[0].startswith("name,account")


def test_flags_make_another_one_like_it(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d", "--display-name", "it's $HOME", "--max-replicas", "3").ok()
    words = shlex.split(local("deployments", "get", "d", "-o", "flag").ok().out)
    assert "it's $HOME" in words
    local("deployments", "create", "--name", "e", *words).ok()
    of = [local("deployments", "get", name, "-o", "json").ok().json for name in ("d", "e")]
    for field in ("displayName", "maxReplicaCount", "acceleratorType", "baseModel", "autoscalingPolicy"):
        assert of[0][field] == of[1][field]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_table_fits_its_terminal(local: Run, columns: int) -> None:
    local(*DEPLOYMENT, "--name", "d").ok()
    for argv in (ALL, ("deployments", "list"), ("regions", "list"), ("quotas", "list")):
        lines = COLOR.sub("", on_terminal(*argv, columns=columns)).splitlines()
        assert max(map(len, lines)) <= columns
    assert "deepseek-r1-0528 " in on_terminal(*ALL, columns=columns), "an id is never cut"
    wide = on_terminal(*ALL, "-o", "wide", columns=columns)
    assert wide.split("\n")[0].split() == local(*ALL, "-o", "wide").ok().out.split("\n")[0].split()


def test_wide_characters_keep_columns_straight(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d1", "--display-name", "日本語のデプロイ").ok()
    local(*DEPLOYMENT, "--name", "d2", "--display-name", "plain").ok()
    lines = local("deployments", "list", "--columns", "displayName,base_model").ok().out.splitlines()
    assert lines[1].index("accounts") + 8 == lines[2].index("accounts"), "eight characters of two columns each"


def test_a_terminal_gets_colours_and_how_long_ago(local: Run) -> None:
    local(*DEPLOYMENT, "--name", "d").ok()
    shown = on_terminal("deployments", "list", columns=200)
    assert "\x1b[33mCREATING\x1b[0m" in shown
    assert re.search(r"\d+ s ago", shown)
    assert re.search(r"State: \x1b\[33mCREATING\x1b\[0m\nCreate Time: 20[-0-9: ]+ \(\d+ s ago\)", _get(columns=200))
    local("local", "clock", "advance", "3h").ok()
    shown = on_terminal("deployments", "list", columns=200)
    assert "\x1b[32mREADY\x1b[0m" in shown
    assert "3 h ago" in shown, "measured by the rehearsal's own clock"
    assert "\x1b" not in on_terminal("deployments", "list", "--no-color")
    assert "\x1b" not in on_terminal("deployments", "list", NO_COLOR="1")
    assert "\x1b" not in on_terminal("deployments", "list", TERM="dumb")
    assert "\x1b" not in local("deployments", "list").ok().out


def _get(columns: int) -> str:
    return re.sub(r"(?m)^(?!State|Create Time).*\n", "", on_terminal("deployments", "get", "d", columns=columns))


def test_the_objects_of_a_list_are_lines_of_their_own() -> None:
    arms = [{"arm": 1, "model": "qwen3-8b", "answers": ""}, {"arm": 2, "model": "glm-4p6"}]
    limits = [{"currencyCode": "USD", "units": "5", "nanos": 0}]
    assert detail_text({"name": "cmp", "runs": [{"run": 1, "arms": arms}], "limits": limits}).splitlines() == [
        "Name: cmp",
        "Runs:",
        "  - Run: 1",
        "    Arms:",
        "      - Arm: 1",
        "        Model: qwen3-8b",
        "      - Arm: 2",
        "        Model: glm-4p6",
        "Limits:",
        "  - USD 5.00",
    ]
