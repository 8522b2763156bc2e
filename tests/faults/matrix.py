"""The whole matrix: commands times fault words times {once, twice, always}, each cell run as a process and judged.

A cell is survived when effect, exit status and output fit together: a fault that passes leaves no trace but a note; one
that stays ends soon, with the right status, nothing on stdout and one clear error; and what was made was made once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .bench import Bench, Ran
from .canary import Canary
from .plane import MODEL
from .server import FaultServer
from .words import ALWAYS, Fault

TIMEOUT = 3.0
"""--request-timeout of every cell."""
SECONDS_OVER = 2.0
"""How much later than that a run may end."""
TIMES = {"once": 1, "twice": 2, "always": ALWAYS}


@dataclass(frozen=True)
class Command:
    """A command line, and what it does when all goes well."""

    argv: tuple[str, ...]
    method: str
    path: str
    """The request that is spoilt."""
    kind: str = "read"
    """read, create or change."""
    effect: str = ""
    """`name field=value` or `name gone`; creates count what was made."""


def _change(words: str, method: str, path: str, effect: str) -> Command:
    return Command(tuple(words.split()), method, path, "change", effect)


COMMANDS = (
    Command(("models", "list"), "GET", "*/acme/models"),
    Command(("models", "list", "-o", "json"), "GET", "*/acme/models"),
    Command(("models", "list", "--page-size", "1", "-o", "name"), "GET", "*/acme/models"),
    Command(("models", "get", "model-0"), "GET", "*/models/model-0"),
    Command(("accounts", "list"), "GET", "/v1/accounts"),
    Command(("accounts", "get", "acme"), "GET", "/v1/accounts/acme"),
    Command(("whoami",), "GET", "/v1/accounts/acme"),
    Command(("datasets", "get", "s1", "-o", "yaml"), "GET", "*/datasets/s1"),
    Command(("sftj", "list", "-o", "jsonl"), "GET", "*/supervisedFineTuningJobs"),
    Command(("sftj", "get", "j1"), "GET", "*/supervisedFineTuningJobs/j1"),
    Command(("deployments", "get", "d1"), "GET", "*/deployments/d1"),
    Command(("deployed-models", "list"), "GET", "*/deployedModels"),
    Command(("api", "GET", "/v1/accounts/acme/models"), "GET", "*/acme/models"),
    Command(("datasets", "create", "rows", "--format", "chat"), "POST", "*/datasets", "create"),
    Command(("sftj", "create", "--base-model", MODEL, "--dataset", "s1"), "POST", "*/superv*", "create"),
    Command(("sftj", "create", "--base-model", MODEL, "--dataset", "s1", "--job-id", "j"), "POST", "*Jobs", "create"),
    Command(("deployments", "create", "--model", MODEL, "--gpu-type", "h100"), "POST", "*/deployments", "create"),
    _change("deployments delete d1", "DELETE", "*/deployments/d1", "deployments/d1 gone"),
    _change("datasets delete s1", "DELETE", "*/datasets/s1", "datasets/s1 gone"),
    _change("sftj delete j1", "DELETE", "*/j1", "supervisedFineTuningJobs/j1 gone"),
    _change("sftj cancel j1", "POST", "*/j1:cancel", "supervisedFineTuningJobs/j1 state=JOB_STATE_CANCELLED"),
    _change("sftj resume j2", "POST", "*/j2:resume", "supervisedFineTuningJobs/j2 state=JOB_STATE_RUNNING"),
    _change("deployments scale d1 --replica-count 0", "PATCH", "*/d1:scale", "deployments/d1 desiredReplicaCount=0"),
    _change("deployments update d1 --display-name new", "PATCH", "*/deployments/d1", "deployments/d1 displayName=new"),
)

PASSING = (
    "return-408",
    "return-429",
    "return-500",
    "return-502",
    "return-503",
    "return-504",
    "return-522",
    "return-524",
    "return-reset-connection",
    "return-broken-stream-after-0",
    "return-broken-stream-after-17",
    "return-short-stream-after-17",
    "return-cut-stream-after-0",
    "return-cut-stream-after-17",
    "return-cut-chunks-after-0",
    "return-cut-chunks-after-17",
    "return-503-after-256K",
    "page-502",
)
"""Gone when one tries again."""
LASTING = ("page-200", "drip-every-1s", "stall-for-60s-after-0K", "stall-for-60s-after-5")
REFUSING = {"return-400": 7, "return-401": 3, "return-403": 5, "return-409": 6, "return-412": 6, "return-501": 12}
LOSING = ("lose-reply", "lose-reply-500", "lose-reply-503", "lose-reply-504", "lose-reply-stall")
HARMLESS = ("stall-for-0.3s-after-0K", "close-after")


@dataclass(frozen=True)
class Cell:
    """One command under one fault."""

    command: Command
    word: str
    times: str

    def __str__(self) -> str:
        return f"{' '.join(self.command.argv)} | {self.command.method} {self.command.path}: {self.word}, {self.times}"


@dataclass
class Verdict:
    """What came of a cell."""

    cell: Cell
    ran: Ran
    wrong: list[str] = field(default_factory=list)
    done: int = 0
    """How often the effect took place."""

    @property
    def empty_success(self) -> bool:
        """Exit 0, and nothing came of it."""
        return self.ran.code == 0 and not (self.ran.out if self.cell.command.kind == "read" else self.done)

    @property
    def denied_success(self) -> bool:
        """It was done, and the exit code says that it was not."""
        return self.ran.code != 0 and self.cell.command.kind != "read" and self.done > 0


def cells() -> Iterator[Cell]:
    """Every cell."""
    words = (*PASSING, *LASTING, *REFUSING, *LOSING, *HARMLESS)
    return (Cell(command, word, times) for command in COMMANDS for word in words for times in TIMES)


def run(cell: Cell, server: FaultServer, canary: Canary) -> Verdict:
    """Run a cell in a home of its own and judge it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), server, canary)
        _stage(bench)
        command = cell.command
        bench.plant(Fault(f"{command.method} {command.path}", cell.word, TIMES[cell.times]))
        ran = bench.run(*command.argv, "--request-timeout", str(TIMEOUT))
        verdict = Verdict(cell, ran, done=_effects(bench, command))
        verdict.wrong += _judge(bench, cell, ran, verdict.done)
        server.fresh()
        return verdict


def _stage(bench: Bench) -> None:
    plane = bench.world.plane
    plane.put("deployments/d1", state="READY", desiredReplicaCount=2, baseModel=MODEL)
    plane.put("supervisedFineTuningJobs/j1", state="JOB_STATE_RUNNING")
    plane.put("supervisedFineTuningJobs/j2", state="JOB_STATE_PAUSED")
    plane.put("deployedModels/m1", state="DEPLOYED")
    plane.put("datasets/s1", state="READY")


def _effects(bench: Bench, command: Command) -> int:
    plane = bench.world.plane
    if command.kind != "change":
        return len(plane.made)
    name, _, wanted = command.effect.partition(" ")
    row = plane.rows.get(f"accounts/acme/{name}")
    if wanted == "gone" or row is None:
        return int(row is None)
    member, _, value = wanted.partition("=")
    return int(str(row.get(member)) == value)


def _judge(bench: Bench, cell: Cell, ran: Ran, done: int) -> Iterator[str]:
    """What is wrong with a run."""
    fault = bench.world.faults[0]
    if not fault.met:
        yield "the fault was never met"
    if ran.code not in _expected(cell, done):
        yield f"exit {ran.code}, expected {sorted(_expected(cell, done))}"
    if cell.command.kind == "create" and done > 1:
        yield f"made {done} times"
    if ran.code and ran.out:
        yield "an answer on stdout of a failure"
    if ran.code == 0 and not ran.out:
        yield "no answer"
    as_data = '{"error": ' in (ran.err.splitlines() or [""])[-1] if "json" in ran.argv or "jsonl" in ran.argv else None
    if (ran.code and not (as_data or "Error: " in ran.err)) or len(ran.err) > 4000:
        yield "no clear error"
    if "Traceback" in ran.err or "bug in firectl" in ran.err:
        yield "broke inside"
    if overshoot(ran) > SECONDS_OVER:
        yield f"{ran.seconds:.1f} s"
    yield from (f"key seen: {place}" for place in bench.sightings())


def overshoot(ran: Ran) -> float:
    """Seconds past --request-timeout, the start of the program counted in."""
    return ran.seconds - TIMEOUT


def _expected(cell: Cell, done: int) -> set[int]:
    """Exit codes that tell the truth."""
    command, word = cell.command, cell.word
    if word in HARMLESS:
        return {0}
    if word in REFUSING:
        return {REFUSING[word]}
    if command.kind != "read" and done:
        return {0}
    if command.kind == "change":
        return {8} if word == "return-429" else {9}
    two_pages = command.kind == "read" and word == "page-200" and cell.times == "twice"
    if cell.times == "always" or two_pages or word.startswith(("drip", "stall")) or word == "lose-reply-stall":
        return {8} if word == "return-429" else {9}
    return {0}


def run_all(jobs: int, canary: Canary, only: str = "") -> list[Verdict]:
    """Every cell whose name holds `only`, `jobs` at a time."""
    servers = [FaultServer() for _ in range(jobs)]
    free = list(servers)

    def work(cell: Cell) -> Verdict:
        server = free.pop()
        try:
            return run(cell, server, canary)
        finally:
            free.append(server)

    with ThreadPoolExecutor(jobs) as pool:
        verdicts = list(pool.map(work, [cell for cell in cells() if only in str(cell)]))
    for server in servers:
        server.close()
    return verdicts
