"""No home, no terminal, no patience: what cron and containers do to a program."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firectl_py.exits import ExitCode

from ..helpers import eventually
from .bench import FIRECTL, Bench
from .plane import MODEL, error_body
from .server import answer
from .words import ALWAYS, Fault

OUR_DIRS: dict[str, str | None] = {f"FIRECTL_{name}_DIR": None for name in ("CONFIG", "STATE", "CACHE", "DATA")}


def test_an_empty_environment(bench: Bench) -> None:
    environ = {name: bench.environ()[name] for name in ("PYTHONPATH", "FIREWORKS_API_KEY", "FIREWORKS_BASE_URL")}
    done = subprocess.run([*FIRECTL, "models", "list"], env=environ, capture_output=True, cwd="/", timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""


@pytest.mark.parametrize("home", ["/nonexistent", "/proc/self", "relative/home", "", "/dev/null"])
@pytest.mark.parametrize("argv", [("models", "list"), ("config", "list"), ("config", "path")])
def test_homes_that_are_none(bench: Bench, home: str, argv: tuple[str, ...]) -> None:
    ran = bench.run(*argv, HOME=home, **OUR_DIRS)
    assert ran.code in ((0, 17) if argv == ("config", "path") else (0,)), ran
    assert ran.err.count("\n") <= 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("home", ["/nonexistent", None])
@pytest.mark.parametrize("argv", [("models", "list"), ("sftj", "create", "--base-model", MODEL, "--dataset", "d")])
def test_a_user_nobody_knows(bench: Bench, home: str | None, argv: tuple[str, ...], tmp_path: Path) -> None:
    # What is needed is loaded before the change of user, who may not be let into where it is installed.
    code = (
        "import os, pkgutil, requests, yaml, platformdirs.unix, filelock, keyring.backends.fail, netrc, firectl_py\n"
        "import encodings.idna, encodings.utf_8_sig, wcwidth, difflib, email.policy, tabulate\n"
        "for found in pkgutil.walk_packages(firectl_py.__path__, 'firectl_py.'):\n"
        "    '__main__' in found.name or '.local' in found.name or __import__(found.name)\n"
        "os.setgroups([]); os.setgid(54321); os.setuid(54321)\nfrom firectl_py.__main__ import main; exit(main())"
    )
    words = [sys.executable, "-c", code, *argv]
    done = subprocess.run(words, env=bench.environ(HOME=home, **OUR_DIRS), capture_output=True, cwd="/", timeout=60)
    assert b"Traceback" not in done.stderr
    if argv[0] == "models":
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode in (0, 16, 17), done.stderr
        assert len(bench.world.plane.made) == (done.returncode == 0)


def test_a_home_nobody_may_write_to(bench: Bench, tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("")
    assert bench.run("models", "list", HOME=str(home), **OUR_DIRS).code == 0
    assert bench.run("config", "set", "output", "json", HOME=str(home), **OUR_DIRS).code == 16


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Nonsense/Zone", ":", "UTC-14"])
def test_times_stay_as_they_are(bench: Bench, zone: str) -> None:
    bench.world.plane.put("models/zz", createTime="2026-11-20T12:00:00.123456Z")
    ran = bench.run("models", "get", "zz", "-o", "json", TZ=zone)
    assert ran.json["createTime"] == "2026-11-20T12:00:00.123456Z"


INSTANTS = {
    "before the reply": Fault("GET *", "stall-for-3600s-after-0K", ALWAYS),
    "inside the reply": Fault("GET *", "stall-for-3600s-after-1K", ALWAYS),
    "before the next attempt": Fault("GET *", answer=answer(503, error_body(503, "x"), Retry_After="50"), times=ALWAYS),
}


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop(bench: Bench, number: signal.Signals, instant: str) -> None:
    fault = dataclasses.replace(INSTANTS[instant])
    bench.plant(fault)
    process = bench.start("models", "list", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    eventually(lambda: fault.was_met, alive=process)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + number, b"")
    assert b"Traceback" not in err


def test_a_wait_that_is_suspended_goes_on(bench: Bench) -> None:
    job = bench.world.plane.put("supervisedFineTuningJobs/night", state="JOB_STATE_RUNNING")
    process = bench.start(
        "sftj", "wait", "night", "--interval", "0.2", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    eventually(lambda: len(bench.requests()) >= 2, alive=process)
    process.send_signal(signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    job["state"] = "JOB_STATE_COMPLETED"
    process.send_signal(signal.SIGCONT)
    assert process.wait(60) == 0


def test_the_network_comes_back_in_time(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-reset-connection", 4))
    assert bench.run("models", "list").code == 0


@pytest.mark.parametrize("name", ["-f", "--file"])
@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02" * 1000,
        b"!!python/object/apply:os.system ['touch owned']",
        b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]"
        b"\nd: [*c,*c,*c]",
        b"[" * 3000,
        b"{" * 3000,
        b"displayName: 2020-99-99",
        b"? [a]\n: b",
        b"1: 2",
        b"- 1",
        b"\xff\xfe",
    ],
)
def test_files_that_are_no_resource(bench: Bench, name: str, content: bytes) -> None:
    (bench.root / "spec.yaml").write_bytes(content)
    ran = bench.run("sftj", "create", name, "spec.yaml")
    assert ran.code in (2, 7), ran
    assert not (bench.root / "owned").exists()
    assert bench.requests("POST") == []


def test_a_spec_of_a_gigabyte(bench: Bench) -> None:
    with (bench.root / "huge.yaml").open("wb") as file:
        file.truncate(1 << 30)
    ran = bench.run("sftj", "create", "-f", "huge.yaml")
    assert ran.code in (2, 7), ran
    assert ran.seconds < 3 and ran.peak < 150
    for line in ('exec "$@" < huge.yaml', 'cat huge.yaml | "$@"'):
        ran = bench.run("sftj", "create", "-f", "-", shell=line)
        assert ran.code in (2, 7), ran
    (bench.root / "huge.yaml").unlink()


GIVEN = {
    ExitCode.OK: ("models", "list"),
    ExitCode.USAGE: ("models", "list", "--no-such-flag"),
    ExitCode.NOT_FOUND: ("models", "get", "none"),
    ExitCode.INVALID: ("models", "get", "a/b"),
    ExitCode.REFUSED: ("models", "delete", "--filter", "x"),
    ExitCode.PARTIAL: ("models", "get", "model-0", "none"),
    ExitCode.WAIT_FAILED: ("sftj", "wait", "failed"),
    ExitCode.WAIT_TIMEOUT: ("sftj", "wait", "running", "--timeout", "0.5"),
    ExitCode.CONFIG: ("-p", "nobody", "models", "list"),
    ExitCode.IO: ("models", "get", "-f", "/no/such"),
}
PLANTED = {
    ExitCode.FAILED: answer(200, {"models": 5}),
    ExitCode.AUTH: answer(401, error_body(401, "x")),
    ExitCode.PERMISSION: answer(403, error_body(403, "x")),
    ExitCode.CONFLICT: answer(409, error_body(409, "x")),
    ExitCode.QUOTA: answer(429, error_body(429, "x"), Retry_After="999"),
    ExitCode.UNAVAILABLE: answer(503, error_body(503, "x"), Retry_After="999"),
    ExitCode.NOT_OFFERED: answer(501, error_body(501, "x")),
}


@pytest.mark.parametrize("code", GIVEN)
def test_exit_codes_by_what_was_typed(bench: Bench, code: ExitCode) -> None:
    bench.world.plane.put("supervisedFineTuningJobs/failed", state="JOB_STATE_FAILED")
    bench.world.plane.put("supervisedFineTuningJobs/running", state="JOB_STATE_RUNNING")
    argv = ("sftj", "create", "-f", "/no/such") if code == ExitCode.IO else GIVEN[code]
    ran = bench.run(*argv)
    assert ran.code == code, ran


@pytest.mark.parametrize("code", PLANTED)
def test_exit_codes_by_what_the_server_says(bench: Bench, code: ExitCode) -> None:
    bench.plant(Fault("GET */models", answer=PLANTED[code]))
    ran = bench.run("models", "list")
    assert ran.code == code, ran


def test_a_library_user_gets_errors_and_no_exit(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-403"))
    code = (
        "from firectl_py import Client\nfrom firectl_py.errors import PermissionDeniedError\n"
        "try:\n    list(Client().list('models'))\nexcept PermissionDeniedError as error:\n    print(repr(error))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=bench.environ(), capture_output=True, text=True)
    assert done.stdout == "PermissionDeniedError('planted 403')\n", done.stderr
