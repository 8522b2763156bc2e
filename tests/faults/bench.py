"""Runs the real program in a home of its own, and looks at everything it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from .canary import Canary
from .server import FaultServer, Seen, World
from .words import Fault

ROOT = Path(__file__).resolve().parents[2]
FIRECTL = [sys.executable, "-m", "firectl_py"]
IN_OUR_DIRS = ("config", "state", "cache", "data")
TOO_LONG = 90.0
NO_KEY: dict[str, Any] = {"FIREWORKS_API_KEY": None}


@dataclass(frozen=True)
class Ran:
    """What one run left."""

    argv: tuple[str, ...]
    code: int
    """As a shell would say it: 128 + n for death by signal n."""
    out: str
    err: str
    seconds: float
    peak: int
    """Highest resident memory in MiB; 0 where the system does not say."""

    @property
    def json(self) -> Any:
        """stdout as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The object on the last line of stderr."""
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])["error"]
        return found

    def __str__(self) -> str:
        return f"$ firectl {' '.join(self.argv)}\n{self.out}{self.err}[exit {self.code} after {self.seconds:.2f} s]"


@dataclass
class Bench:
    """A home, a server and a key. Faults are planted, commands run, and `close` judges what is left."""

    root: Path
    server: FaultServer
    canary: Canary = field(default_factory=Canary)
    ran: list[Ran] = field(default_factory=list)
    may_hold_key: set[Path] = field(default_factory=set)
    """Files where the key belongs."""

    def __post_init__(self) -> None:
        self.world: World = self.server.fresh()
        self.world.plane.key = self.canary.key
        self.home = self.root / "home"
        for folder in (self.home, self.root / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """The API's base URL."""
        return self.server.api.url

    @property
    def config(self) -> Path:
        """Where our settings are kept."""
        return self.root / "config"

    def environ(self, **changes: str | None) -> dict[str, str]:
        """The whole environment of a run; a change to None takes a variable away."""
        base: dict[str, str | None] = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.home),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "FIRECTL_JSON_CASE": "camel",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "FIREWORKS_API_KEY": self.canary.key,
            "FIREWORKS_BASE_URL": self.url,
            "FIREWORKS_ACCOUNT_ID": "acme",
            **{f"FIRECTL_{name.upper()}_DIR": str(self.root / name) for name in IN_OUR_DIRS},
        }
        return {name: value for name, value in {**base, **changes}.items() if value is not None}

    def plant(self, *faults: Fault) -> None:
        """Have these go wrong."""
        self.world.faults += faults

    def requests(self, *match: str) -> list[Seen]:
        """Requests so far, of these methods where some are named."""
        return [seen for seen in self.world.log if not match or seen.method in match]

    def start(
        self,
        *argv: str,
        stdin: Any = subprocess.DEVNULL,
        stdout: Any = None,
        stderr: Any = None,
        cwd: Any = None,
        shell: str = "",
        **environ: Any,
    ) -> subprocess.Popen[bytes]:
        """A run that goes on by itself. `shell` is a line in which "$@" stands for the command, such as `"$@" >&-`."""
        words = ["/bin/sh", "-c", shell, "sh", *FIRECTL, *argv] if shell else [*FIRECTL, *argv]
        return subprocess.Popen(
            words,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=self.environ(**environ),
            cwd=cwd or self.root,
            start_new_session=True,
        )

    def run(self, *argv: str, stdin: str | bytes | None = None, **more: Any) -> Ran:
        """Run a command to its end; further arguments as for `start`."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        with TemporaryFile() as out, TemporaryFile() as err, TemporaryFile() as given:
            given.write(data or b"")
            given.seek(0)
            started = time.monotonic()
            streams = {"stdout": out, "stderr": err, **more}
            process = self.start(*argv, stdin=given if data is not None else subprocess.DEVNULL, **streams)
            code, peak = finish(process, TOO_LONG)
            seconds = time.monotonic() - started
            ran = Ran(argv, code, _text(out), _text(err), seconds, peak)
        self.ran.append(ran)
        return ran

    def keep(self, ran: Ran) -> Ran:
        """Have a run that was made otherwise judged like the others."""
        self.ran.append(ran)
        return ran

    def unmet(self) -> list[Fault]:
        """Planted faults that did not happen."""
        return [fault for fault in self.world.faults if not fault.was_met]

    def sightings(self) -> list[str]:
        """Where the key was seen and should not have been."""
        shown = [str(ran) for ran in self.ran if self.canary.is_in((ran.out + ran.err).encode("utf-8", "replace"))]
        files = set(self.canary.files_with_it(self.root)) - {path.resolve() for path in self.may_hold_key}
        astray = [f"{seen.host}: {seen}" for seen in self.world.log if seen.host != "api" and self._carries(seen)]
        return shown + [str(path) for path in sorted(files)] + astray

    def _carries(self, seen: Seen) -> bool:
        text = f"{seen.path} {seen.query} {seen.headers}".encode("utf-8", "replace")
        return self.canary.is_in(text + seen.body)

    def judge(self) -> None:
        """What holds after every case: each fault was met, no key lies about, and nothing broke inside."""
        assert not self.unmet(), f"planted and never met: {self.unmet()}\n" + "\n".join(map(str, self.ran))
        assert not self.sightings()
        broken = [ran for ran in self.ran if "Traceback" in ran.err or "bug in firectl" in ran.err]
        assert not broken, "\n".join(map(str, broken))


def finish(process: subprocess.Popen[bytes], limit: float) -> tuple[int, int]:
    """(exit status as a shell says it, peak memory in MiB), reading the peak while the process lives."""
    deadline, peak = time.monotonic() + limit, 0
    status = Path(f"/proc/{process.pid}/status")
    while True:
        try:
            process.wait(0.01)
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, _high_water(status))
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise AssertionError(f"still running after {limit:.0f} s: {process.args!r}")
    code = process.returncode
    return (128 - code if code < 0 else code), peak


def _high_water(status: Path) -> int:
    try:
        line = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "")
    except OSError:
        return 0
    return int(line.split()[1]) // 1024 if line else 0


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "surrogateescape")


def login(bench: Bench, *more: str, **environ: str | None) -> Ran:
    """Sign in by stdin; the key file is where the key belongs."""
    bench.may_hold_key.add(bench.config / "credentials.json")
    return bench.run("login", "--api-key-stdin", *more, stdin=bench.canary.key + "\n", **{**NO_KEY, **environ})
