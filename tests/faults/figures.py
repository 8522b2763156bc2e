"""The figures this client is held to, each measured by running the program. One function, one figure or a few."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..transfer import kills as kills_of
from .bench import FIRECTL, Bench
from .canary import ArgvWatch, Canary
from .matrix import LOSING, SECONDS_OVER, Verdict, overshoot, run_all
from .odd_bodies import JSON, bomb, nasty, obeyed, spoilt_rows
from .plane import MODEL, error_body
from .server import FaultServer, answer
from .terminal import on_terminal
from .words import ALWAYS, Answer, Fault

MIB = 1 << 20
JOBS = 2 * (os.cpu_count() or 1)


class Figure(NamedTuple):
    """One line of the table."""

    name: str
    measured: str
    target: str
    met: bool


@contextmanager
def a_bench(canary: Canary | None = None) -> Iterator[Bench]:
    """A bench in a folder that goes away."""
    server = FaultServer()
    with tempfile.TemporaryDirectory() as folder:
        yield Bench(Path(folder), server, canary or Canary())
    server.close()


def matrix(only: str = "") -> tuple[list[Figure], list[Verdict]]:
    """The whole matrix, the key watched for in every output, file and command line."""
    canary = Canary()
    with ArgvWatch(canary, 0.05) as watch:
        verdicts = run_all(JOBS, canary, only)
    bad = [verdict for verdict in verdicts if verdict.wrong]
    empty, denied = sum(v.empty_success for v in verdicts), sum(v.denied_success for v in verdicts)
    latest = max(overshoot(verdict.ran) for verdict in verdicts)
    seen = sum("key seen" in text for verdict in verdicts for text in verdict.wrong) + len(watch.sightings)
    searched = f"{canary.searched / 1e6:.0f} MB and {watch.samples} command lines"
    return [
        Figure("faults survived", f"{len(verdicts) - len(bad)}/{len(verdicts)}", "all", not bad),
        Figure("exit 0 without effect", str(empty), "0", empty == 0),
        Figure("effect with another exit", str(denied), "0", denied == 0),
        Figure("deadline overshoot, most", f"{max(0.0, latest):.2f} s", f"{SECONDS_OVER:g} s", latest <= SECONDS_OVER),
        Figure("secrets seen", f"{seen} in {searched}", "0", seen == 0),
    ], bad


def duplicates(count: int = 1000) -> list[Figure]:
    """Creates whose reply is lost in every way there is; what is there afterwards is counted."""
    commands = (
        ("sftj", "create", "--base-model", MODEL, "--dataset", "s1"),
        ("deployments", "create", "--model", MODEL, "--gpu-type", "h100"),
        ("datasets", "create", "{id}", "--format", "chat"),
    )
    words = [word for word in LOSING if word != "lose-reply-stall"]

    def one(number: int) -> tuple[int, int]:
        with a_bench() as bench:
            bench.plant(Fault("POST *", words[number % len(words)], 1 + number % 2))
            bench.world.faults[0].times = 1
            argv = [word.format(id=f"rows-{number}") for word in commands[number % 3]]
            ran = bench.run(*argv)
            return len(bench.world.plane.made) - 1, ran.code

    with ThreadPoolExecutor(JOBS) as pool:
        ends = list(pool.map(one, range(count)))
    extra, failed = sum(more for more, _ in ends), sum(code != 0 for _, code in ends)
    return [
        Figure(f"duplicate creates in {count} lost replies", str(extra), "0", extra == 0),
        Figure("of these, runs that did not end with 0", str(failed), "0", failed == 0),
    ]


def terminal_bytes() -> list[Figure]:
    """Each of 256 characters and every sequence, in each field, in tables, details, errors and prompts."""
    leaked, texts = 0, list(nasty().values())
    with a_bench() as bench:
        for noun, collection in (("models", "models"), ("sftj", "supervisedFineTuningJobs"), ("deployments",) * 2):
            bench.world.faults = [
                Fault("GET *", times=ALWAYS, answer=answer(200, {collection: spoilt_rows(collection)}))
            ]
            leaked += sum(len(obeyed(_said(bench, noun, "list", "-o", output))) for output in ("text", "wide", "name"))
        bench.world.faults = [Fault("GET *", answer=answer(200, row)) for row in spoilt_rows("models")]
        leaked += len(obeyed(_said(bench, "models", "get", *[f"m{number}" for number in range(len(texts))])))
        for start in range(0, len(texts), 40):
            text = "".join(texts[start : start + 40])
            bench.world.faults = [Fault("GET *", answer=answer(400, error_body(400, text), X_Request_Id="a\x1b[2Jb"))]
            leaked += len(obeyed(_said(bench, "models", "list", "--debug")))
        for text in texts[::8]:
            shown = on_terminal(bench, "datasets", "delete", text.replace("\0", ""), types="n\n").out
            leaked += len(obeyed(shown.replace("\r\n", "\n")))
    return [Figure("terminal bytes leaked", f"{leaked} of {len(texts)} texts", "0", leaked == 0)]


def _said(bench: Bench, *argv: str) -> str:
    ran = bench.run(*argv)
    return ran.out + ran.err


def config_updates(writers: int = 50, each: int = 20) -> list[Figure]:
    """Writers at once on one file, each of them so often."""
    with a_bench() as bench:
        once = '"$@" -p "w$writer-$n" config set account_id "a$n" || exit 1; n=$((n+1))'
        line = f"writer=$1; shift; n=0; while [ $n -lt {each} ]; do {once}; done"
        started = [_writer(bench, line, number) for number in range(writers)]
        failed = sum(process.wait(1200) != 0 for process in started)
        text = (bench.config / "config.yaml").read_text()
        kept = sum(f"w{w}-{n}:\n    account_id: a{n}\n" in text for w in range(writers) for n in range(each))
    wanted = writers * each
    return [Figure("config updates kept", f"{kept}/{wanted}", "all", kept == wanted and not failed)]


def _writer(bench: Bench, line: str, number: int) -> subprocess.Popen[bytes]:
    words = ["/bin/sh", "-c", line, "sh", str(number), *FIRECTL]
    return subprocess.Popen(words, env=bench.environ(), stdout=subprocess.DEVNULL, cwd=bench.root)


def gzip_bomb() -> list[Figure]:
    """400 MiB out of 400 KiB, as answer and as error."""
    peak, slowest = 0, 0.0
    with a_bench() as bench:
        for status in (200, 400, 503):
            reply = Answer(status, {**JSON, "Content-Encoding": "gzip"}, lambda: bomb(400))
            bench.world.faults = [Fault("GET *", times=ALWAYS, answer=reply)]
            ran = bench.run("models", "list")
            peak, slowest = max(peak, ran.peak), max(slowest, ran.seconds)
    return [Figure("gzip bomb of 400 MiB", f"{peak} MiB, {slowest:.1f} s", "150 MiB, 5 s", peak < 150 and slowest < 5)]


def amplification(calls: int = 200) -> list[Figure]:
    """Requests for each call of one run when everything is 503; the bucket holds 10 retries."""
    with a_bench() as bench:
        bench.plant(Fault("GET *", "return-503", ALWAYS))
        bench.run("models", "get", *[f"m{number}" for number in range(calls)])
        ratio = (len(bench.requests()) - 10) / calls
    return [Figure("requests a call at 100 % 503, bucket aside", f"{ratio:.2f}", "1.2", ratio <= 1.2)]


def killed_transfers(kills: int = 100) -> list[Figure]:
    """kill -9 in the middle of uploads and downloads: bytes that differ, and bytes that went twice."""
    most = {"set": 4 * kills_of.SHARD + MIB, "model": 8 * MIB, "download": MIB}  # four shards are in flight at once
    names = {"set": "data set upload", "model": "model upload", "download": "download"}
    found = []
    for kind, limit in most.items():
        played = kills_of.until(kind, kills)
        for sentence in played.broken:
            print(f"{kind}: {sentence}")
        name = f"{names[kind]}, {played.kills} times kill -9: wrong rounds"
        found.append(Figure(name, str(len(played.broken)), "0", not played.broken))
        twice = played.most_per_kill
        shown = f"{twice / MIB:.1f} MiB"
        found.append(Figure("... bytes sent twice for one kill", shown, f"{limit / MIB:.0f} MiB", twice <= limit))
    return found


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table."""
    from tabulate import tabulate

    rows = [(f.name, f.measured, f.target, "yes" if f.met else "NO") for f in figures]
    return tabulate(rows, ["figure", "measured", "target", "met"], tablefmt="simple")
