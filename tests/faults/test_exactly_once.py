"""One wish makes one thing, wherever the reply was lost and whoever was killed; and what changes things."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..helpers import DEADLINE, eventually
from .bench import FIRECTL, Bench, Ran
from .plane import MODEL, error_body
from .server import answer
from .words import ALWAYS, Answer, Fault

JOB = ("sftj", "create", "--base-model", MODEL, "--dataset", "rows", "--output-model", "tuned")
DEPLOYMENT = ("deployments", "create", "--model", MODEL, "--gpu-type", "h100", "--gpu-count", "1")
DATASET = ("datasets", "create", "rows", "--format", "chat", "--external-url", "gs://bucket/rows.jsonl")
CREATES = {"job": JOB, "deployment": DEPLOYMENT, "dataset": DATASET}
POSTS = "POST /v1/accounts/acme/*"
LOST = ["lose-reply", "lose-reply-503", "return-broken-stream-after-9", "return-cut-chunks-after-9"]


@pytest.mark.parametrize("what", CREATES)
@pytest.mark.parametrize("word", [*LOST, "lose-reply-500"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_lost_reply_makes_one_thing(bench: Bench, what: str, word: str, times: int) -> None:
    bench.plant(Fault(POSTS, "return-503", times - 1), Fault(POSTS, word))
    ran = bench.run(*CREATES[what], "-o", "name")
    assert ran.code == 0, ran
    assert bench.world.plane.made == [ran.out.strip()]


def test_a_lost_reply_and_reads_that_lag_make_one_thing(bench: Bench) -> None:
    unread = Fault("GET */deployments/*", times=3, answer=answer(404, error_body(404, "not found")))
    bench.plant(Fault(POSTS, "lose-reply"), unread)
    ran = bench.run(*DEPLOYMENT, "-o", "name")
    assert ran.code == 0, ran
    assert bench.world.plane.made == [ran.out.strip()]
    assert unread.met == 3


@pytest.mark.parametrize("word", ["return-reset-connection", "return-503", "return-429", "page-502", "return-408"])
@pytest.mark.parametrize("what", CREATES)
def test_a_create_that_did_not_get_through_is_made_again_after_a_look(bench: Bench, what: str, word: str) -> None:
    bench.plant(Fault(POSTS, word, 3))
    ran = bench.run(*CREATES[what])
    assert ran.code == 0, ran
    assert len(bench.world.plane.made) == 1
    _one_look_between_posts(bench, word)


def _one_look_between_posts(bench: Bench, word: str) -> None:
    after = bench.requests()[next(n for n, seen in enumerate(bench.requests()) if seen.method == "POST") :]
    assert [seen.method for seen in after if seen.method == "POST"] == ["POST"] * 4
    if word != "return-429":
        assert [seen.method for seen in after] == ["POST", "GET"] * 3 + ["POST"]


@pytest.mark.parametrize("word", ["lose-reply", "return-reset-connection"])
def test_neither_the_create_nor_the_look_gets_through(bench: Bench, word: str) -> None:
    bench.plant(Fault(POSTS, word, 1), Fault("GET */deployments/*", "return-reset-connection", ALWAYS))
    ran = bench.run(*DEPLOYMENT)
    assert ran.code == 9
    assert "outcome unknown" in ran.err and "same command again" in ran.err
    bench.world.faults[1].times = 0
    bench.world.faults[1].met = 0
    again = bench.run(*DEPLOYMENT, "-o", "name")
    assert again.code == 0, again
    assert bench.world.plane.made == [again.out.strip()]


def test_done_but_the_reply_never_ends(bench: Bench) -> None:
    bench.plant(Fault(POSTS, "lose-reply-stall", 1))
    ran = bench.run(*JOB, "--request-timeout", "3")
    assert ran.code == 0, ran
    assert len(bench.world.plane.made) == 1


def test_the_id_is_taken_by_another(bench: Bench) -> None:
    bench.world.plane.put("deployments/mine", baseModel=MODEL, acceleratorType="NVIDIA_A100_80GB", state="READY")
    ran = bench.run(*DEPLOYMENT, "--deployment-id", "mine")
    assert ran.code == 6
    assert "acceleratorType is 'NVIDIA_A100_80GB', not 'NVIDIA_H100_80GB'" in ran.err


def test_the_same_is_there_already(bench: Bench) -> None:
    first = bench.run(*DEPLOYMENT, "--deployment-id", "mine")
    second = bench.run(*DEPLOYMENT, "--deployment-id", "mine")
    assert (first.code, second.code) == (0, 0), second
    assert "already exists as asked" in second.err
    assert len(bench.world.plane.made) == 1


def test_the_id_belonged_to_one_that_is_gone(bench: Bench) -> None:
    bench.world.plane.buried.add("accounts/acme/deployments/old")
    ran = bench.run(*DEPLOYMENT, "--deployment-id", "old")
    assert ran.code == 6
    assert "cannot be reused" in ran.err


@pytest.mark.parametrize("state", ["DELETING", "DELETED"])
def test_the_id_belongs_to_one_that_is_going(bench: Bench, state: str) -> None:
    bench.world.plane.put(
        "deployments/old", baseModel=MODEL, acceleratorType="NVIDIA_H100_80GB", acceleratorCount=1, state=state
    )
    ran = bench.run(*DEPLOYMENT, "--deployment-id", "old")
    assert ran.code == 6, ran
    assert "cannot be reused" in ran.err


def test_reset_then_taken_by_another(bench: Bench) -> None:
    bench.plant(
        Fault(POSTS, "return-reset-connection"),
        Fault("GET */deployments/mine", answer=answer(404, error_body(404, "not yet"))),
    )
    bench.world.plane.put("deployments/mine", baseModel="accounts/acme/models/model-1", state="READY")
    ran = bench.run(*DEPLOYMENT, "--deployment-id", "mine")
    assert ran.code == 6
    assert "baseModel" in ran.err
    assert bench.world.plane.made == []


def test_a_new_wish_makes_a_new_thing(bench: Bench) -> None:
    assert [bench.run(*JOB).code, bench.run(*JOB).code] == [0, 0]
    assert len(set(bench.world.plane.made)) == 2


@pytest.mark.parametrize("body", [b"{}", b"", b"[]", b'"ok"', b"null", b'{"name": ""}', b"{"])
def test_a_create_answered_with_nonsense(bench: Bench, body: bytes) -> None:
    bench.plant(Fault(POSTS, answer=Answer(200, {"Content-Type": "application/json"}, body)))
    ran = bench.run(*JOB)
    assert ran.code in (0, 1, 9), ran
    assert (ran.code == 0) == (len(bench.world.plane.made) == 1)


KILLS = {
    "before the request arrives": ("stall-unread", 0),
    "before it is carried out": ("stall-undone", 0),
    "after it is carried out": ("lose-reply-stall", 1),
}


@pytest.mark.parametrize("moment", KILLS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_and_run_again(bench: Bench, moment: str, number: int) -> None:
    word, made = KILLS[moment]
    bench.plant(Fault(POSTS, word))
    process = bench.start(*DEPLOYMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    eventually(lambda: bench.requests("POST") and len(bench.world.plane.made) == made, process)
    os.killpg(process.pid, number)
    assert process.wait(DEADLINE) == (-number if number == signal.SIGKILL else 128 + number)
    assert len(bench.world.plane.made) == made
    again = bench.run(*DEPLOYMENT, "-o", "name")
    assert again.code == 0, again
    assert bench.world.plane.made == [again.out.strip()]
    assert not list((bench.root / "state" / "creates").glob("*.json"))


def test_killed_between_wish_and_request(bench: Bench) -> None:
    code = (
        "import os, signal, firectl_py.api.creates as c\n"
        "c.create = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from firectl_py.__main__ import main; main()"
    )
    words = [FIRECTL[0], "-c", code, *DEPLOYMENT]
    assert subprocess.run(words, env=bench.environ(), capture_output=True).returncode == -signal.SIGKILL
    assert len(list((bench.root / "state" / "creates").glob("*.json"))) == 1
    assert bench.run(*DEPLOYMENT).code == 0
    assert len(bench.world.plane.made) == 1


def test_what_a_wish_leaves_on_disk(bench: Bench) -> None:
    bench.plant(Fault(POSTS, "return-503", ALWAYS))
    assert bench.run(*JOB, "--wandb-api-key", "w" * 40, "--wandb-entity", "e", "--wandb-project", "p").code == 9
    (wish,) = (bench.root / "state" / "creates").glob("*.json")
    assert wish.stat().st_mode & 0o777 == 0o600
    assert wish.parent.stat().st_mode & 0o777 == 0o700
    assert b"wwww" not in wish.read_bytes()
    assert b"accounts/fireworks" not in wish.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"id": 5}', b'{"id": "../../x"}'])
def test_a_wish_that_cannot_be_read_counts_as_none(bench: Bench, damage: bytes) -> None:
    bench.plant(Fault(POSTS, "return-503", ALWAYS))
    assert bench.run(*JOB).code == 9
    (wish,) = (bench.root / "state" / "creates").glob("*.json")
    wish.write_bytes(damage)
    bench.world.faults[0].times = 0
    bench.world.faults[0].met = 0
    ran = bench.run(*JOB)
    assert ran.code == 0, ran
    assert len(bench.world.plane.made) == 1


def test_two_live_processes_make_one_each(bench: Bench) -> None:
    bench.plant(Fault(POSTS, "stall-for-0.5s-after-0K", 2))
    bench.world.faults[0].times = 1
    both = [bench.start(*DEPLOYMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [(*process.communicate(timeout=DEADLINE), process.returncode) for process in both]
    assert [code for _, _, code in ends] == [0, 0], ends
    assert len(bench.world.plane.made) == 2
    assert not list((bench.root / "state" / "creates").glob("*.json"))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_killed_while_it_waits_for_what_it_made(bench: Bench, number: int) -> None:
    process = bench.start(*JOB, "--wait", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    eventually(lambda: any("supervisedFineTuningJobs/" in seen.path for seen in bench.requests("GET")), process)
    os.killpg(process.pid, number)
    assert process.wait(DEADLINE) == (-number if number == signal.SIGKILL else 128 + number)
    again = bench.run(*JOB, "-o", "name")
    assert again.code == 0, again
    assert "made by an earlier run of this command" in again.err
    assert bench.world.plane.made == [again.out.strip()]
    assert bench.run(*JOB).code == 0
    assert len(bench.world.plane.made) == 2, "the answer was out: the next one is a job of its own"


def test_an_answer_that_nobody_could_read_is_found_by_the_next_run(bench: Bench) -> None:
    assert bench.run(*DEPLOYMENT, shell='"$@" >/dev/full').code == 16
    again = bench.run(*DEPLOYMENT, "-o", "name")
    assert bench.world.plane.made == [again.out.strip()]


def test_a_wish_of_another_endpoint_or_account_is_another(bench: Bench) -> None:
    bench.plant(Fault(POSTS, "return-503", ALWAYS))
    assert bench.run(*JOB, "--request-timeout", "1").code == 9
    assert bench.run(*JOB, "--request-timeout", "1", FIREWORKS_BASE_URL=bench.url + "/").code == 9
    assert bench.run(*JOB, "--request-timeout", "1", "--epochs", "2").code == 9
    assert len(list((bench.root / "state" / "creates").glob("*.json"))) == 2


def test_nowhere_to_write_a_wish(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    nowhere = str(tmp_path / "a-file" / "state")
    refused = bench.run(*JOB, FIRECTL_STATE_DIR=nowhere)
    assert refused.code == 16
    assert bench.requests("POST") == []
    named = bench.run(*JOB, "--job-id", "mine", FIRECTL_STATE_DIR=nowhere)
    assert named.code == 0, named


def test_a_line_that_dies_between_list_and_create(bench: Bench) -> None:
    bench.plant(Fault("GET *", "close-after", ALWAYS))
    ran = bench.run(*DEPLOYMENT)
    assert ran.code == 0, ran
    assert len(bench.world.plane.made) == 1


def test_a_quota_that_is_spent_is_no_riddle(bench: Bench) -> None:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "quota_exceeded",
        "metadata": {"quota_required": "8", "quota_available": "2", "quota": "h100-us"},
    }
    bench.plant(Fault(POSTS, times=ALWAYS, answer=answer(429, error_body(429, "no GPUs left", [info]))))
    ran = bench.run(*DEPLOYMENT, "--request-timeout", "2")
    assert ran.code == 8
    assert "8 of h100-us needed, 2 available" in ran.err
    assert not list((bench.root / "state" / "creates").glob("*.json"))


@dataclass(frozen=True)
class Change:
    """A command that changes something, and how to see that it did."""

    argv: tuple[str, ...]
    method: str
    path: str
    done: str

    def is_done(self, bench: Bench) -> bool:
        row = bench.world.plane.rows.get(f"accounts/acme/{self.path}")
        field, _, value = self.done.partition("=")
        return row is None if self.done == "gone" else row is not None and str(row.get(field)) == value


CHANGES = {
    "delete": Change(("deployments", "delete", "d1"), "DELETE", "deployments/d1", "gone"),
    "cancel": Change(("sftj", "cancel", "j1"), "POST", "supervisedFineTuningJobs/j1", "state=JOB_STATE_CANCELLED"),
    "resume": Change(("sftj", "resume", "j2"), "POST", "supervisedFineTuningJobs/j2", "state=JOB_STATE_RUNNING"),
    "scale": Change(
        ("deployments", "scale", "d1", "--replica-count", "0"), "PATCH", "deployments/d1", "desiredReplicaCount=0"
    ),
    "update": Change(
        ("deployments", "update", "d1", "--display-name", "new"), "PATCH", "deployments/d1", "displayName=new"
    ),
    "delete of a job": Change(("sftj", "delete", "j1"), "DELETE", "supervisedFineTuningJobs/j1", "gone"),
    "delete of a data set": Change(("datasets", "delete", "s1"), "DELETE", "datasets/s1", "gone"),
}


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"true", b"{}", b'{"a": 1}'], ids=repr)
@pytest.mark.parametrize("what", CHANGES)
def test_a_reply_that_proves_nothing_and_nothing_done(bench: Bench, what: str, body: bytes) -> None:
    change = CHANGES[what]
    _stage(bench)
    bench.plant(Fault(f"{change.method} *", answer=Answer(200, {"Content-Type": "application/json"}, body)))
    ran = bench.run(*change.argv)
    assert ran.code == 9, ran
    assert "outcome unknown" in ran.err
    assert not change.is_done(bench)


def _stage(bench: Bench) -> None:
    plane = bench.world.plane
    plane.put("deployments/d1", state="READY", desiredReplicaCount=2, baseModel=MODEL)
    plane.put("supervisedFineTuningJobs/j1", state="JOB_STATE_RUNNING")
    plane.put("supervisedFineTuningJobs/j2", state="JOB_STATE_PAUSED")
    plane.put("datasets/s1", state="READY")


def _changed(bench: Bench, what: str, word: str, *more: str) -> Ran:
    change = CHANGES[what]
    _stage(bench)
    bench.plant(Fault(f"{change.method} *", word))
    return bench.run(*change.argv, *more)


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("word", LOST)
def test_done_and_the_reply_lost(bench: Bench, what: str, word: str) -> None:
    ran = _changed(bench, what, word)
    assert ran.code == 0, ran
    assert CHANGES[what].is_done(bench)
    assert len(bench.requests(CHANGES[what].method)) == 1


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("word", ["return-reset-connection", "return-503", "page-200", "return-504"])
def test_not_done_and_no_word_of_it(bench: Bench, what: str, word: str) -> None:
    ran = _changed(bench, what, word)
    assert ran.code == 9, ran
    assert "outcome unknown" in ran.err
    assert ran.out == ""
    assert len(bench.requests(CHANGES[what].method)) == 1


@pytest.mark.parametrize("what", CHANGES)
def test_done_and_the_reply_never_ends(bench: Bench, what: str) -> None:
    ran = _changed(bench, what, "lose-reply-stall", "--request-timeout", "2")
    assert ran.code == 0, ran


@pytest.mark.parametrize("what", CHANGES)
def test_neither_the_change_nor_the_look_gets_through(bench: Bench, what: str) -> None:
    change = CHANGES[what]
    _stage(bench)
    bench.plant(Fault("* *", "stall-for-3600s-after-0K", ALWAYS))
    ran = bench.run(*change.argv, "--request-timeout", "2")
    assert ran.code == 9, ran
    assert "outcome unknown" in ran.err


@pytest.mark.parametrize(("status", "code"), [(400, 7), (401, 3), (403, 5), (404, 4), (409, 6), (429, 8), (501, 12)])
@pytest.mark.parametrize("what", ["delete", "scale"])
def test_an_answer_is_an_answer(bench: Bench, what: str, status: int, code: int) -> None:
    ran = _changed(bench, what, f"return-{status}")
    assert (ran.code, len(bench.requests())) == (code, 1), ran


def test_what_is_not_there_cannot_be_deleted(bench: Bench) -> None:
    assert bench.run("deployments", "delete", "never").code == 4


def test_done_and_then_the_look_fails(bench: Bench) -> None:
    _stage(bench)
    bench.plant(Fault("GET *", "return-503", ALWAYS))
    ran = bench.run("sftj", "cancel", "j1", "-o", "name", "--request-timeout", "2")
    assert ran.code == 0, ran
    assert ran.out == "accounts/acme/supervisedFineTuningJobs/j1\n"


def test_of_three_one_is_lost(bench: Bench) -> None:
    for name in ("a", "b", "c"):
        bench.world.plane.put(f"datasets/{name}", state="READY")
    bench.plant(Fault("DELETE */b", "return-503"))
    ran = bench.run("datasets", "delete", "a", "b", "c")
    assert ran.code == 15
    assert "Deleted accounts/acme/datasets/a\nDeleted accounts/acme/datasets/c\n" in ran.out
    assert "accounts/acme/datasets/b: outcome unknown" in ran.err


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("deployments", "delete", "d1"), "--ignore-checks"),
        (("sftj", "create", "--base-model", MODEL, "--dataset", "rows"), None),
    ],
)
def test_a_precondition_that_failed_says_what_helps(bench: Bench, argv: tuple[str, ...], hint: str | None) -> None:
    _stage(bench)
    body = {"code": 9, "message": "it has had traffic in the last hour"}
    bench.plant(Fault("DELETE *", answer=answer(400, body)) if hint else Fault("POST *", answer=answer(400, body)))
    ran = bench.run(*argv)
    assert ran.code == 6, ran
    assert "traffic" in ran.err
    if hint:
        assert hint in ran.err


@pytest.mark.parametrize("word", ["redirect-301-to-", "redirect-302-to-", "redirect-307-to-", "redirect-308-to-"])
@pytest.mark.parametrize("argv", [("deployments", "delete", "d1"), ("models", "list"), DATASET])
def test_nothing_follows_a_redirect_to_another_host(bench: Bench, word: str, argv: tuple[str, ...]) -> None:
    _stage(bench)
    bench.plant(Fault("* *", f"{word}{bench.server.foreign.url}/v1/steal", ALWAYS))
    ran = bench.run(*argv)
    assert ran.code == (1 if argv == ("models", "list") else 9), ran
    assert not [seen for seen in bench.requests() if seen.host == "foreign"]
    assert "localhost" in ran.err


@pytest.mark.parametrize("argv", [("deployments", "delete", "d1"), DATASET])
def test_no_change_follows_a_redirect_at_all(bench: Bench, argv: tuple[str, ...]) -> None:
    _stage(bench)
    bench.plant(Fault("* *", "redirect-307-to-/v1/elsewhere", ALWAYS))
    assert bench.run(*argv).code == 9
    assert "/v1/elsewhere" not in [seen.path for seen in bench.requests("POST", "DELETE")]
