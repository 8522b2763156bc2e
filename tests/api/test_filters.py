"""Filters with states as people write them."""

from __future__ import annotations

import pytest

from firectl_py.api.filters import with_full_states
from firectl_py.contract import load


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("state=COMPLETED", "state=JOB_STATE_COMPLETED"),
        ("state = completed AND epochs > 1", "state = JOB_STATE_COMPLETED AND epochs > 1"),
        ('state!="RUNNING"', 'state!="JOB_STATE_RUNNING"'),
        ("state=JOB_STATE_RUNNING", "state=JOB_STATE_RUNNING"),
        ("NOT state:FAILED", "NOT state:JOB_STATE_FAILED"),
        ("state=NONSENSE", "state=NONSENSE"),
        ('display_name="state=RUNNING"', 'display_name="state=RUNNING"'),
        ("early_state=RUNNING OR job.state=RUNNING", "early_state=RUNNING OR job.state=RUNNING"),
    ],
)
def test_states_of_jobs_need_no_prefix(written: str, sent: str) -> None:
    assert with_full_states(load("sftj"), written) == sent


def test_states_without_a_prefix_are_only_put_in_capitals() -> None:
    assert with_full_states(load("deployments"), "state=ready") == "state=READY"
    assert with_full_states(load("quotas"), "state=ready") == "state=ready"
