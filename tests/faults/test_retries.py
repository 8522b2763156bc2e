"""A request is made again when that can do no harm and some good; never past the deadline. See CASES.md."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

import pytest

from ..helpers import DEADLINE, eventually
from .bench import Bench, Ran
from .plane import error_body
from .server import answer
from .words import ALWAYS, Answer, Fault

MODELS = "GET /v1/accounts/acme/models"
ROWS = ("model-0", "model-1", "model-2")


@dataclass(frozen=True)
class Case:
    """What is planted, what the user then sees."""

    kind: str
    """Its row in CASES.md."""
    title: str
    faults: tuple[Fault, ...]
    code: int = 0
    requests: int = 2
    says: tuple[str, ...] = ()
    """Each stands on stderr."""
    argv: tuple[str, ...] = ("models", "list")
    environ: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


def once(word: str, times: int = 1) -> tuple[Fault, ...]:
    return (Fault(MODELS, word, times),)


def always(word: str) -> tuple[Fault, ...]:
    return (Fault(MODELS, word, ALWAYS),)


CASES = [
    Case(
        "two_failures_then_the_list",
        "503 twice, then the list",
        once("return-503", 2),
        requests=3,
        says=("trying again", "attempt 2 of"),
    ),
    *[
        Case("a_passing_status", f"{status} once", once(f"return-{status}"), says=("trying again",))
        for status in (408, 429, 500, 502, 503, 504, 522, 524)
    ],
    *[
        Case("a_final_status", f"{status} is an answer", once(f"return-{status}"), code, 1)
        for status, code in ((400, 7), (401, 3), (402, 5), (403, 5), (409, 6), (412, 6), (413, 7), (422, 7), (501, 12))
    ],
    Case(
        "a_failure_then_a_final_status",
        "503, then 400",
        (*once("return-503"), *once("return-400")),
        7,
        says=("planted 400",),
    ),
    Case("reset_before_the_reply", "reset before the reply", once("return-reset-connection"), says=("trying again",)),
    Case(
        "reset_inside_the_reply",
        "reset inside the reply",
        once("return-broken-stream-after-23"),
        says=("trying again",),
    ),
    Case("a_short_reply", "reply shorter than it said", once("return-short-stream-after-23"), says=("broke off",)),
    Case("a_cut_reply", "reply without a length, cut", once("return-cut-stream-after-23"), says=("cut off",)),
    Case(
        "a_cut_reply",
        "reply without a length, cut to nothing",
        once("return-cut-stream-after-0"),
        says=("trying again",),
    ),
    Case("a_cut_reply", "reply in chunks, cut", once("return-cut-chunks-after-23"), says=("broke off",)),
    Case("broken_for_ever", "always cut", always("return-cut-stream-after-23"), 9, 5, ("cut off",)),
    Case("broken_for_ever", "always reset", always("return-reset-connection"), 9, 5, ("cannot reach 127.0.0.1",)),
    Case(
        "broken_for_ever",
        "always 503",
        always("return-503"),
        9,
        5,
        ("planted 503 (UNAVAILABLE, HTTP 503, request req-1)",),
    ),
    Case("broken_for_ever", "always 429", always("return-429"), 8, 5, ("planted 429",)),
    Case(
        "a_login_page", "login page, always", always("page-200"), 9, 2, ("127.0.0.1", "200", "text/html", "--base-url")
    ),
    Case("a_login_page", "login page, once", once("page-200")),
    Case(
        "silence",
        "drips for ever",
        always("drip-every-2s"),
        9,
        1,
        ("--request-timeout",),
        ("models", "list", "--request-timeout", "3"),
    ),
    Case(
        "silence",
        "silent after the headers",
        always("stall-for-3600s-after-0K"),
        9,
        1,
        ("within 3 s",),
        ("models", "list", "--request-timeout", "3s"),
    ),
    Case(
        "silence",
        "silent inside the body",
        always("stall-for-3600s-after-40"),
        9,
        1,
        ("within 3 s",),
        ("models", "list", "--request-timeout", "3s"),
    ),
    Case("quiet", "--quiet says nothing of retries", once("return-503"), argv=("models", "list", "--quiet")),
    Case(
        "closed_between_calls",
        "line closed without a word between two calls",
        (Fault("GET *", "close-after", 1),),
        requests=3,
        argv=("models", "list", "--page-size", "1", "--limit", "3"),
    ),
    Case(
        "redirects",
        "redirect to a place of the same host",
        (Fault(MODELS, "redirect-307-to-/v1/accounts/acme/models"),),
    ),
    Case(
        "redirects",
        "redirect in a circle",
        always("redirect-302-to-/v1/accounts/acme/models"),
        1,
        6,
        ("redirects more",),
    ),
    Case(
        "not_http",
        "100 lines like `100 Continue` and no answer",
        (Fault(MODELS, times=ALWAYS, answer=Answer(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 100)),),
        9,
        5,
    ),
    Case(
        "not_http",
        "no HTTP at all",
        (Fault(MODELS, times=ALWAYS, answer=Answer(raw=b"220 mail.example.com ESMTP\r\n")),),
        9,
        5,
    ),
    Case(
        "not_http",
        "200 header lines",
        (
            Fault(
                MODELS, times=ALWAYS, answer=Answer(headers={f"X-{number}": "x" for number in range(200)}, body=b"{}")
            ),
        ),
        9,
        5,
    ),
]


def waits(ran: Ran) -> list[float]:
    """The seconds that each retry was announced to wait."""
    return [float(seconds) for seconds in re.findall(r"trying again in ([0-9.]+) s", ran.err)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_list(bench: Bench, case: Case) -> None:
    bench.plant(*case.faults)
    ran = bench.run(*case.argv, **case.environ)
    assert ran.code == case.code, ran
    assert len(bench.requests()) == case.requests, ran
    assert all(text in ran.err for text in case.says), ran
    if case.code == 0:
        assert all(row in ran.out for row in ROWS[: 3 if "--limit" not in case.argv else None])
    else:
        assert ran.out == ""
        assert len(ran.err) < 3000
    if "--quiet" in case.argv:
        assert ran.err == ""


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "2"}, 2.0),
        ({"Date": "{+0}", "Retry-After": "{+2}"}, 2.0),
        ({"Date": "{+3600}", "Retry-After": "{+3602}"}, 2.0),
        ({"Date": "{+3600}", "Retry-After": "{+3602 rfc850}"}, 2.0),
        ({"Date": "{+3600}", "Retry-After": "{+3602 asctime}"}, 2.0),
        *[({"Retry-After": odd}, 0.0) for odd in ("soon", "1.5", "-1", "\u0663", "Thu, 99 Foo 9999 99:99:99 GMT")],
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_the_server_says_how_long(bench: Bench, headers: dict[str, str], least: float, zone: str) -> None:
    said = {name: _filled(value) for name, value in headers.items()}
    bench.plant(Fault(MODELS, answer=answer(429, error_body(429, "slower"), **_underscored(said))))
    ran = bench.run("models", "list", TZ=zone)
    assert ran.code == 0, ran
    first, second = bench.requests()
    (announced,) = waits(ran)
    assert least <= second.at - first.at
    assert least <= announced <= least + 2  # a date has no fractions of a second


def _underscored(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}


def _filled(value: str) -> str:
    """`{+2}` as an HTTP date two seconds from now, in one of the three forms."""
    if not value.startswith("{"):
        return value
    ahead, _, form = value.strip("{+}").partition(" ")
    moment = time.gmtime(time.time() + float(ahead) + 0.999)
    if form == "rfc850":
        return time.strftime("%A, %d-%b-%y %H:%M:%S GMT", moment)
    if form == "asctime":
        return time.asctime(moment)
    return formatdate(time.time() + float(ahead) + 0.999, usegmt=True)


def test_retry_info_in_the_body_counts_like_the_header(bench: Bench) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s"}]
    bench.plant(Fault(MODELS, answer=answer(429, error_body(429, "slower", details))))
    ran = bench.run("models", "list")
    assert (ran.code, waits(ran)) == (0, [2.5])
    first, second = bench.requests()
    assert second.at - first.at >= 2.5


def test_a_date_without_the_servers_own_counts_from_our_clock(bench: Bench) -> None:
    bench.plant(Fault(MODELS, answer=answer(429, error_body(429, "later"), Retry_After=_filled("{+86400}"), Date="")))
    ran = bench.run("models", "list")
    assert (ran.code, len(bench.requests())) == (8, 1)
    assert "24 h" in ran.err


@pytest.mark.parametrize(("status", "code"), [(429, 8), (503, 9)])
def test_a_wait_past_the_deadline_is_not_begun(bench: Bench, status: int, code: int) -> None:
    bench.plant(Fault(MODELS, answer=answer(status, error_body(status, "later"), Retry_After="86400")))
    ran = bench.run("models", "list")
    assert (ran.code, len(bench.requests())) == (code, 1)
    assert "24 h" in ran.err


def test_first_delays_differ_between_runs(bench: Bench) -> None:
    delays = []
    for _ in range(6):
        bench.plant(Fault(MODELS, "return-503"))
        delays += waits(bench.run("models", "list"))
    assert len(delays) == 6
    assert len(set(delays)) > 1
    assert max(delays) <= 0.5


def test_many_calls_in_one_run_share_one_purse_of_retries(bench: Bench) -> None:
    bench.plant(Fault("GET *", "return-503", ALWAYS))
    ran = bench.run("models", "get", *[f"m-{number}" for number in range(40)], "--request-timeout", "20")
    assert ran.code == 15, ran
    assert len(bench.requests()) <= 40 * 1.2 + 10


def test_page_tokens_that_lead_nowhere(bench: Bench) -> None:
    bench.plant(Fault(MODELS, times=ALWAYS, answer=answer(200, {"models": [{"name": "m"}], "nextPageToken": "same"})))
    ran = bench.run("models", "list", "-o", "jsonl")
    assert (ran.code, len(bench.requests())) == (1, 2)
    assert "same page token" in ran.err


def test_an_empty_page_in_the_middle_is_followed(bench: Bench) -> None:
    bench.plant(Fault(MODELS, answer=answer(200, {"models": [], "nextPageToken": "1"})))
    ran = bench.run("models", "list", "-o", "name")
    assert ran.code == 0
    assert ran.out.count("\n") == 2


@pytest.mark.parametrize("output", ["text", "json", "jsonl", "yaml", "name"])
@pytest.mark.parametrize(("word", "times", "code"), [("return-401", 1, 3), ("return-503", ALWAYS, 9)])
def test_a_list_that_breaks_off_shows_what_came(bench: Bench, output: str, word: str, times: int, code: int) -> None:
    bench.plant(Fault(MODELS, word, times, skip=1))
    ran = bench.run("models", "list", "--page-size", "2", "-o", output)
    assert ran.code == code
    assert "model-0" in ran.out and "model-1" in ran.out and "model-2" not in ran.out
    assert "incomplete" in ran.err


def test_a_server_that_is_not_there_yet(bench: Bench) -> None:
    ran = bench.run("models", "list", "--request-timeout", "2", FIREWORKS_BASE_URL="http://127.0.0.1:1")
    assert ran.code == 9, ran
    assert "cannot reach 127.0.0.1:1: Connection refused" in ran.err


@pytest.mark.parametrize("url", ["https://127.0.0.1:{port}", "https://no-such-host.invalid"])
def test_no_tls_and_no_name(bench: Bench, url: str) -> None:
    port = bench.url.rpartition(":")[2]
    ran = bench.run("models", "list", "--request-timeout", "2", FIREWORKS_BASE_URL=url.format(port=port))
    assert ran.code == 9, ran


def test_packets_into_the_void(bench: Bench) -> None:
    ran = bench.run("models", "list", "--request-timeout", "2", FIREWORKS_BASE_URL="https://192.0.2.1")
    assert ran.code == 9, ran


def test_a_name_server_that_never_answers(bench: Bench, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(
        "import socket, time\nsocket.getaddrinfo = lambda *a, **k: time.sleep(600)\n"
    )
    path = f"{slow}:{bench.environ()['PYTHONPATH']}"
    ran = bench.run("models", "list", "--request-timeout", "2", PYTHONPATH=path)
    assert ran.code == 9, ran


def test_a_wait_survives_bad_weather(bench: Bench) -> None:
    job = bench.world.plane.put("supervisedFineTuningJobs/night", state="JOB_STATE_RUNNING")
    bench.plant(
        Fault("GET */night", "page-200", 2),
        Fault("GET */night", "return-reset-connection", 5),
        Fault("GET */night", "return-503", 5),
    )
    process = bench.start(
        "sftj", "wait", "night", "--interval", "1", "--timeout", "60", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    eventually(lambda: not bench.unmet(), process)
    job["state"] = "JOB_STATE_COMPLETED"
    out, err = process.communicate(timeout=DEADLINE)
    bench.keep(Ran(("sftj", "wait"), process.returncode, out.decode(), err.decode(), 0, 0))
    assert process.returncode == 0, err
    assert b"still waiting" in err


@pytest.mark.parametrize("word", ["drip-every-2s", "stall-for-3600s-after-0K"])
def test_a_wait_that_is_over_is_over(bench: Bench, word: str) -> None:
    bench.world.plane.put("supervisedFineTuningJobs/night", state="JOB_STATE_RUNNING")
    bench.plant(Fault("GET */night", word, ALWAYS))
    ran = bench.run("sftj", "wait", "night", "--timeout", "3")
    assert ran.code == 124, ran
    assert ran.seconds > 2.5


def test_a_page_of_tokens_without_rows_has_an_end(bench: Bench) -> None:
    counter = iter(range(10**9))
    body = lambda: b'{"models": [], "nextPageToken": "%d"}' % next(counter)  # noqa: E731
    bench.plant(Fault(MODELS, times=ALWAYS, answer=Answer(200, {"Content-Type": "application/json"}, body)))
    ran = bench.run("models", "list")
    assert ran.code == 1
    assert len(bench.requests()) <= 1100
