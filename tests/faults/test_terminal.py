"""What a server writes is shown and never obeyed; what nobody reads is no answer."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from ..helpers import DEADLINE
from .bench import Bench, Ran
from .odd_bodies import nasty, obeyed, spoilt_rows
from .plane import error_body
from .server import answer
from .terminal import on_terminal
from .words import Answer, Fault

NASTY = nasty()
NOUNS = {
    "models": "models",
    "datasets": "datasets",
    "sftj": "supervisedFineTuningJobs",
    "deployments": "deployments",
    "deployed-models": "deployedModels",
    "accounts": "accounts",
}


def assert_clean(ran: Ran) -> None:
    """Nothing of what the server wrote is obeyed; the terminal's own CR LF is not the server's."""
    shown = ran.out.replace("\r\n", "\n") + ran.err
    assert not obeyed(shown), {ascii(char) for char in obeyed(shown)}


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("output", ["wide", "name"])
def test_tables(bench: Bench, noun: str, output: str) -> None:
    collection = NOUNS[noun]
    bench.plant(Fault("GET *", answer=answer(200, {collection: spoilt_rows(collection)})))
    ran = bench.run(noun, "list", "-o", output)
    assert ran.code == 0, ran.err
    assert_clean(ran)
    assert len(ran.out.splitlines()) == len(NASTY) + (output == "wide")


@pytest.mark.parametrize("output", ["text", "wide"])
def test_details(bench: Bench, output: str) -> None:
    bench.plant(*[Fault("GET *", answer=answer(200, row)) for row in spoilt_rows("models")])
    ran = bench.run("models", "get", *[f"m{number}" for number in range(len(NASTY))], "-o", output)
    assert ran.code == 0, ran.err
    assert_clean(ran)


@pytest.mark.parametrize("output", ["json", "yaml", "jsonl"])
def test_data_parses_back_to_what_was_sent(bench: Bench, output: str) -> None:
    import yaml

    sent = spoilt_rows("models")
    bench.plant(Fault("GET *", answer=answer(200, {"models": sent})))
    ran = bench.run("models", "list", "-o", output)
    assert ran.code == 0, ran.err
    assert_clean(ran)
    found = (
        yaml.safe_load(ran.out)
        if output == "yaml"
        else ran.json
        if output == "json"
        else [json.loads(line) for line in ran.out.splitlines()]
    )
    assert found == sent


@pytest.mark.parametrize("more", [(), ("-o", "json"), ("--debug",)])
def test_errors(bench: Bench, more: tuple[str, ...]) -> None:
    text = "".join(NASTY.values())
    for start in range(0, len(text), 400):
        piece = text[start : start + 400]
        details = [{"@type": "x/google.rpc.ErrorInfo", "metadata": {"quota_required": piece, "quota_available": piece}}]
        bench.plant(Fault("GET *", answer=answer(403 if start else 400, error_body(400, piece, details))))
    for start in range(0, len(text), 400):
        ran = bench.run("models", "list", *more)
        assert ran.code == (5 if start else 7)
        assert_clean(ran)
    if "json" in more:
        assert ran.error["message"] == piece.strip()


def test_headers_and_notes(bench: Bench) -> None:
    evil = "a\x1b[31mb\x07\x9b\u202ec"
    spoilt = {"X-Request-Id": evil, "Server": evil, "Content-Type": f"text/{evil}", "Retry-After": evil}
    bench.plant(
        Fault("GET *", answer=answer(503, error_body(503, evil), X_Request_Id=evil, Server=evil)),
        Fault("GET *", answer=Answer(200, spoilt, b"x")),
        Fault("GET *", answer=Answer(302, {"Location": f"http://localhost:1/{evil}"})),
    )
    ran = bench.run("models", "list", "--debug")
    assert ran.code == 1, ran
    assert_clean(ran)


def test_on_a_terminal_too(bench: Bench) -> None:
    bench.plant(Fault("GET *", answer=answer(200, {"models": spoilt_rows("models")})))
    ran = on_terminal(bench, "models", "list", "-o", "wide")
    assert ran.code == 0
    assert_clean(ran)


def test_a_prompt_shows_what_would_be_deleted(bench: Bench) -> None:
    bench.world.plane.put("datasets/rows", state="READY")
    ran = on_terminal(bench, "datasets", "delete", "rows", types="n\n")
    assert ran.code == 13, ran
    assert "Delete accounts/acme/datasets/rows? [y/N]" in ran.out
    assert on_terminal(bench, "datasets", "delete", "rows", types="y\n").code == 0
    assert bench.world.plane.deleted == ["accounts/acme/datasets/rows"]
    for name in ("prod\rdev", "a\u202eb", "a\x1b[2Jb"):
        ran = on_terminal(bench, "datasets", "delete", name)
        assert ran.code == 7
        assert_clean(ran)


def test_states_of_a_wait(bench: Bench) -> None:
    evil = "RUN\x1b[2J\r\u202eNING"
    for state in (evil, "JOB_STATE_FAILED"):
        body = {"name": f"accounts/acme/supervisedFineTuningJobs/{evil}", "state": state, "status": {"message": evil}}
        bench.plant(Fault("GET *", answer=answer(200, body)))
    ran = bench.run("sftj", "wait", "night", "--interval", "0.1")
    assert ran.code == 10, ran
    assert_clean(ran)


@pytest.mark.parametrize(
    "variables", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": ""}, {"TERM": "dumb"}, {"CLICOLOR_FORCE": "1"}]
)
@pytest.mark.parametrize(
    "argv", [("models", "list"), ("--help",), ("models", "get", "none"), ("sftj", "create", "--help")]
)
def test_no_escapes_into_a_pipe(bench: Bench, variables: dict[str, str], argv: tuple[str, ...]) -> None:
    ran = bench.run(*argv, **variables)
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("argv", [("models", "list"), ("models", "get", "none"), ("models", "list", "--debug")])
@pytest.mark.parametrize("off", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_on_a_terminal_that_wants_none(bench: Bench, argv: tuple[str, ...], off: dict[str, str]) -> None:
    bench.plant(*([Fault("GET *", "return-503")] if "list" in argv else []))
    assert "\x1b[" not in on_terminal(bench, *argv, **off).out


def test_a_reader_who_leaves(bench: Bench) -> None:
    for number in range(400):
        bench.world.plane.put(f"models/many-{number:04}", kind="HF_BASE_MODEL", description="x" * 400)
    for output in ("text", "jsonl", "json", "yaml", "name"):
        ran = bench.run("models", "list", "-o", output, shell='"$@" | head -c 1 >/dev/null; exit ${PIPESTATUS:-0}')
        assert ran.err == "", ran
    process = bench.start("models", "list", "-o", "jsonl", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.wait(DEADLINE) == 141
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize(
    "argv",
    [("models", "list"), ("--help",), ("--version",), ("models", "list", "--help"), ("models", "get", "model-0")],
)
def test_nobody_reads_from_the_start(bench: Bench, argv: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = bench.run(*argv, stdout=write)
    os.close(write)
    assert (ran.code, ran.err) == (141, "")


ANSWERS = [
    ("models", "list"),
    ("models", "list", "-o", "json"),
    ("models", "get", "model-0"),
    ("--version",),
    ("--help",),
    ("version",),
    ("config", "path"),
    ("models", "list", "--help"),
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("argv", ANSWERS, ids=" ".join)
def test_a_full_disk(bench: Bench, argv: tuple[str, ...]) -> None:
    ran = bench.run(*argv, shell='exec "$@" >/dev/full')
    assert ran.code == 16, ran
    assert "Exception ignored" not in ran.err


@pytest.mark.parametrize("argv", ANSWERS, ids=" ".join)
@pytest.mark.parametrize("line", ['exec "$@" >&-', 'exec "$@" >&- 2>&-', 'exec "$@" <&- >&- 2>&-'])
def test_stdout_closed(bench: Bench, argv: tuple[str, ...], line: str) -> None:
    ran = bench.run(*argv, shell=line)
    assert ran.code == 16, ran
    assert "Exception ignored" not in ran.err


@pytest.mark.parametrize("line", ['exec "$@" 2>&-', 'exec "$@" <&-', 'exec "$@" <&- 2>&-', 'exec "$@" 2>/dev/full'])
def test_stderr_or_stdin_closed(bench: Bench, line: str) -> None:
    bench.plant(Fault("GET *", "return-503"))
    ran = bench.run("models", "list", shell=line)
    assert (ran.code, "model-2" in ran.out) == (0, True), ran
    assert bench.run("models", "get", "none", shell=line).code == 4


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("models get -", 0),
        ("sftj create -f -", 7),
        ("api POST /v1/x -d @-", 3),
        ("login --api-key-stdin", 17),
        ("models list --api-key -", 3),
        ("set-api-key -", 17),
    ],
)
@pytest.mark.parametrize("shell", ["", 'exec "$@" <&-'], ids=["empty", "closed"])
def test_nothing_on_stdin(bench: Bench, line: str, code: int, shell: str) -> None:
    ran = bench.run(*line.split(), FIREWORKS_API_KEY=None, shell=shell)
    assert ran.code == code, ran


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("output", ["text", "json", "yaml", "name"])
def test_no_row_is_lost_to_an_encoding(bench: Bench, encoding: str, output: str) -> None:
    bench.world.plane.put("models/zz", kind="HF_BASE_MODEL", displayName="Grün → 漢字 😀")
    ran = bench.run("models", "list", "-o", output, PYTHONIOENCODING=encoding)
    assert ran.code == 0, ran
    assert "zz" in ran.out
    if output == "json":
        assert ran.json[-1]["displayName"] == "Grün → 漢字 😀"


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "xx_YY.nonsense", ""])
def test_locales(bench: Bench, locale: str) -> None:
    bench.world.plane.put("models/zz", kind="HF_BASE_MODEL", displayName="Grün → 漢字 😀")
    ran = bench.run("models", "list", LC_ALL=locale, LANG=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert ran.code == 0, ran
    assert "zz" in ran.out


@pytest.mark.parametrize("output", ["json", "jsonl"])
@pytest.mark.parametrize(
    "argv", [("models", "get", "none"), ("models", "lits"), ("models", "list", "--nope"), ("mdoels",)]
)
def test_errors_as_data(bench: Bench, output: str, argv: tuple[str, ...]) -> None:
    ran = bench.run(*argv, "-o", output)
    assert [set(json.loads(line)) for line in ran.err.splitlines()] == [{"error"}]
    assert ran.error["exitCode"] == ran.code
    assert ran.out == ""


def test_notes_as_data(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-503"), Fault("GET *", "return-404"))
    ran = bench.run("models", "get", "none", "-o", "json", "--debug")
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert {key for line in lines for key in line} == {"note", "debug", "error"}
    assert "error" in lines[-1]


def test_quiet_is_quiet(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-503"))
    ran = bench.run("models", "list", "-q")
    assert (ran.code, ran.err) == (0, "")
