"""What a wait makes of what it sees, without a clock and without a network."""

from __future__ import annotations

from typing import Any

import pytest

from firectl_py import contract
from firectl_py.api.waiting.backoff import FIRST, LONGEST, Backoff
from firectl_py.api.waiting.goal import goal_of
from firectl_py.api.waiting.outcome import described, failure_of, warning_of
from firectl_py.api.waiting.watchlist import MADE_GRACE, Watchlist
from firectl_py.errors import EndedOtherwiseError, NotFoundError, StalledError, UsageError

SFTJ, DEPLOYMENTS, DATASETS, BATCH = map(contract.load, ("sftj", "deployments", "datasets", "batch-inference-jobs"))


def job(state: str, percent: int = 0, **more: Any) -> dict[str, Any]:
    return {"name": "a/j", "state": f"JOB_STATE_{state}", "jobProgress": {"percent": percent}, **more}


def watch(*names: str, wanted: tuple[str, ...] = (), **more: Any) -> Watchlist:
    return Watchlist(SFTJ, names or ["j"], goal=goal_of(SFTJ, wanted), **more)


def judge(watchlist: Watchlist) -> None:
    """Raise how the wait ended, if not well."""
    if (failure := failure_of(watchlist)) is not None:
        raise failure


def kinds(watchlist: Watchlist, item: dict[str, Any], at: float, name: str = "j") -> list[str]:
    return [change.kind for change in [*watchlist.see(name, item, at), *watchlist.stalls(at)]]


def test_each_change_is_told_once() -> None:
    watchlist = watch()
    assert kinds(watchlist, job("PENDING"), 0) == ["seen"]
    assert kinds(watchlist, job("PENDING"), 1) == []
    assert kinds(watchlist, job("RUNNING"), 2) == ["state"]
    assert kinds(watchlist, job("RUNNING", 5), 3) == ["progress"]
    assert not watchlist.over
    assert kinds(watchlist, job("COMPLETED", 100), 4) == ["state"]
    assert watchlist.over
    judge(watchlist)


@pytest.mark.parametrize(
    "touched",
    [
        {"updateTime": "2026-01-01T00:00:02Z"},
        {"jobProgress": {"percent": 6}},  # less than it was
        {"jobProgress": {"percent": 7, "epoch": "soon"}},
        {"displayName": "still here"},
    ],
)
def test_what_is_no_progress(touched: dict[str, Any]) -> None:
    watchlist = watch(stall=60)
    kinds(watchlist, job("RUNNING", 7), 0)
    assert kinds(watchlist, {**job("RUNNING", 7), **touched}, 59) == []
    assert kinds(watchlist, {**job("RUNNING", 7), **touched}, 60) == ["stalled"]
    with pytest.raises(StalledError, match=r"j is RUNNING \d % and made no progress for 60 s"):
        judge(watchlist)


def test_a_deployment_that_waits_for_capacity_makes_no_progress() -> None:
    watchlist = Watchlist(DEPLOYMENTS, ["j"], stall=60)
    stats = {"pendingSchedulingReplicaCount": 1, "readyReplicaCount": 0}
    creating = {"name": "j", "state": "CREATING", "desiredReplicaCount": 1}
    watchlist.see("j", {**creating, "replicaStats": {**stats, "effectiveReplicaCount": 0.1}}, 0)
    assert watchlist.see("j", {**creating, "replicaStats": {**stats, "effectiveReplicaCount": 0.2}}, 59) == []
    assert [change.kind for change in watchlist.stalls(60)] == ["stalled"]
    assert described(watchlist.members["j"]) == "CREATING, 0 of 1 replicas ready"


@pytest.mark.parametrize("counter", ["percent", "epoch", "inputTokens", "totalProcessedRequests"])
def test_what_is_progress(counter: str) -> None:
    watchlist = watch(stall=60)
    kinds(watchlist, job("RUNNING"), 0)
    assert kinds(watchlist, {**job("RUNNING"), "jobProgress": {counter: 1}}, 59) == ["progress"]
    assert kinds(watchlist, {**job("RUNNING"), "jobProgress": {counter: 1}}, 118) == []
    assert kinds(watchlist, {**job("RUNNING"), "jobProgress": {counter: 1}}, 119) == ["stalled"]


def test_a_growing_metrics_file_is_progress() -> None:
    watchlist = watch(stall=60)
    running = job("RUNNING", metricsFileSignedUrl="https://storage.example/m")
    watchlist.see("j", running, 0)
    assert watchlist.to_sample(14) == []
    for at, size in ((15, 100), (30, 100), (45, 101)):
        (member,) = watchlist.to_sample(at)
        watchlist.metrics(member, size, at)
    assert watchlist.stalls(60) == [] == watchlist.stalls(104)
    assert [change.kind for change in watchlist.stalls(105)] == ["stalled"]


def test_time_in_which_nobody_could_look_is_judged_by_the_next_look() -> None:
    watchlist = watch(stall=60)
    kinds(watchlist, job("RUNNING", 1), 0)
    assert kinds(watchlist, job("RUNNING", 9), 3600) == ["progress"]


def test_of_all_one_that_failed_is_told_when_the_others_have_ended() -> None:
    watchlist = watch("j", "k")
    kinds(watchlist, job("FAILED", status={"message": "out of memory"}), 0)
    assert watchlist.pending == ["k"] and not watchlist.over
    kinds(watchlist, job("COMPLETED"), 1, "k")
    with pytest.raises(EndedOtherwiseError, match="j ended FAILED: out of memory"):
        judge(watchlist)


def test_of_any_the_first_is_enough_and_failures_do_not_matter() -> None:
    watchlist = watch("j", "k", "l", any_=True)
    kinds(watchlist, job("FAILED"), 0)
    assert not watchlist.over
    kinds(watchlist, job("COMPLETED"), 1, "k")
    assert watchlist.over
    judge(watchlist)


def test_of_any_when_none_is_left() -> None:
    watchlist = watch("j", "k", any_=True, stall=60)
    kinds(watchlist, job("FAILED"), 0)
    kinds(watchlist, job("RUNNING"), 0, "k")
    kinds(watchlist, job("RUNNING"), 60, "k")
    assert watchlist.over
    with pytest.raises(StalledError):
        judge(watchlist)


def test_what_vanished_and_what_never_was() -> None:
    watchlist = watch("j")
    kinds(watchlist, job("RUNNING"), 1)
    watchlist.miss("j", 2)
    with pytest.raises(NotFoundError, match="j is gone, and was RUNNING before"):
        judge(watchlist)


def test_one_that_never_was_does_not_keep_the_others_from_being_waited_for() -> None:
    watchlist = watch("j", "nope")
    assert [change.kind for change in watchlist.miss("nope", 0)] == ["missing"]
    assert not watchlist.over
    kinds(watchlist, job("COMPLETED"), 1)
    assert watchlist.over
    with pytest.raises(NotFoundError, match=r"^nope not found$"):
        judge(watchlist)


def test_what_was_just_made_may_be_missing_for_a_while() -> None:
    watchlist = watch("j", made=True)
    assert [change.kind for change in watchlist.miss("j", 0)] == ["missing"]
    assert described(watchlist.members["j"], made=True) == "made, and cannot be found yet"
    assert watchlist.miss("j", MADE_GRACE - 1) == []
    assert not watchlist.over
    assert [change.kind for change in watchlist.miss("j", MADE_GRACE)] == ["missing"]
    with pytest.raises(NotFoundError, match=r"^j was made, and cannot be found 2 min later$"):
        judge(watchlist)


def test_a_state_that_is_not_known_ends_the_wait_once_the_job_has_an_end_time() -> None:
    watchlist = watch("j")
    kinds(watchlist, job("PREEMPTED"), 0)
    assert not watchlist.over
    assert described(watchlist.members["j"]) == "PREEMPTED, a state that this firectl does not know"
    for unset in ("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "", None):
        kinds(watchlist, job("PREEMPTED", completedTime=unset), 1)
        assert not watchlist.over
    kinds(watchlist, job("PREEMPTED", completedTime="2026-11-25T11:19:24Z"), 1)
    assert watchlist.over
    with pytest.raises(EndedOtherwiseError, match=r"^j ended PREEMPTED, a state that this firectl does not know$"):
        judge(watchlist)


def batch(total: Any = None, done: Any = None, failed: Any = None) -> Watchlist:
    """A wait for a batch job that is COMPLETED with such counts of rows."""
    names = ("totalInputRequests", "successfullyProcessedRequests", "failedRequests")
    progress = {name: count for name, count in zip(names, (total, done, failed), strict=True) if count is not None}
    watchlist = Watchlist(BATCH, ["j"])
    watchlist.see("j", {"name": "j", "state": "JOB_STATE_COMPLETED", "jobProgress": progress}, 0)
    return watchlist


@pytest.mark.parametrize("counts", [(9, 0, 9), (9, 0, 0), (9, None, 9), ("9", "0", "9"), (9, 0, None)])
def test_a_batch_job_of_which_no_row_succeeded_has_not_reached_its_goal(counts: tuple[Any, ...]) -> None:
    with pytest.raises(EndedOtherwiseError, match=r"^j is COMPLETED, but none of its 9 rows succeeded$"):
        judge(batch(*counts))


def test_a_batch_job_of_which_some_rows_failed_has_and_a_warning_says_so() -> None:
    watchlist = batch(9, 7, 2)
    judge(watchlist)
    assert warning_of(watchlist.members["j"]) == "j is COMPLETED, but 2 of its 9 rows failed"


@pytest.mark.parametrize("counts", [(), (9, 9, 0), (9, 9), (0, 0, 0), (None, 0), (9,)])
def test_counts_that_are_absent_prove_nothing(counts: tuple[Any, ...]) -> None:
    watchlist = batch(*counts)
    judge(watchlist)
    assert warning_of(watchlist.members["j"]) == ""


def test_the_time_that_is_left_is_estimated_from_the_speed_so_far() -> None:
    watchlist = watch("j")
    member = watchlist.members["j"]
    kinds(watchlist, job("PENDING", 0), 0)
    kinds(watchlist, job("RUNNING", 0), 600)
    assert member.seconds_left is None
    kinds(watchlist, job("RUNNING", 25), 700)
    assert member.seconds_left == pytest.approx(300.0)


@pytest.mark.parametrize("word", ["gone", "DELETED", "job_state_deleted"])
def test_being_gone_can_be_the_goal(word: str) -> None:
    watchlist = watch("j", wanted=(word,))
    kinds(watchlist, job("COMPLETED"), 0)
    assert not watchlist.over
    watchlist.miss("j", 1)
    assert watchlist.over
    judge(watchlist)


def test_a_state_that_is_asked_for() -> None:
    watchlist = watch(wanted=("running",))
    kinds(watchlist, job("PENDING"), 0)
    kinds(watchlist, job("RUNNING"), 1)
    judge(watchlist)
    assert goal_of(SFTJ, ["RUNNING"]).ended >= {"JOB_STATE_COMPLETED", "JOB_STATE_FAILED"}
    # A deployment that is READY may be updated: READY is no end for who waits for UPDATING.
    assert goal_of(DEPLOYMENTS, ["updating"]).ended == {"FAILED", "DELETED"}
    assert goal_of(DATASETS, ["gone"]).gone


def test_a_word_that_is_not_a_state() -> None:
    with pytest.raises(UsageError) as failed:
        goal_of(SFTJ, ["complete"])
    assert failed.value.hint == "Did you mean COMPLETED?"


def test_looks_come_slower_while_nothing_happens_and_never_before_the_server_says() -> None:
    backoff = Backoff(spread=lambda: 1.0)
    pauses = [backoff.next(False) for _ in range(20)]
    assert pauses[0] == FIRST and pauses[-1] == LONGEST and pauses == sorted(pauses)
    backoff.next(True)
    assert backoff.next(False) < LONGEST
    assert backoff.next(False, asked=120.0) == 120.0
    assert Backoff(interval=5.0).next(False) == 5.0
    assert len({Backoff().next(False) for _ in range(9)}) > 1
