"""What a deployment has cost: measured where the platform says, else between bounds that hold the truth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from firectl_py.api.pricing import deployments, price_table, spent
from firectl_py.contract.numbers import whole_number
from firectl_py.contract.rfc3339 import parse_time

HOUR = Decimal("5.80")
NOON = "2026-11-20T12:00:00Z"
NOW = parse_time("2026-11-21T12:00:00Z")


def deployment(**more: Any) -> dict[str, Any]:
    return {
        "name": "accounts/a/deployments/box",
        "state": "READY",
        "acceleratorType": "NVIDIA_H100_80GB",
        "acceleratorCount": 1,
        "createTime": NOON,
        "updateTime": NOON,
        "minReplicaCount": 1,
        "maxReplicaCount": 1,
        "replicaCount": 1,
        **more,
    }


def test_one_that_never_changed_and_cannot_scale_is_exact() -> None:
    found = spent.bounded(HOUR, deployment(), NOW, None)
    assert found.exact == HOUR * 24
    assert found.reason == "1 replica since it was made"


def test_without_a_time_of_change_nothing_is_taken_for_granted() -> None:
    found = spent.bounded(HOUR, deployment(updateTime=None), NOW, None)
    assert (found.least, found.most) == (Decimal(0), None)
    assert found.reason == "the platform does not say when it was last changed; an unknown number of replicas"


def test_the_counts_of_this_moment_say_nothing_of_yesterday() -> None:
    """Eight replicas for 23 hours and one for the last: 190 replica hours, of which the API shows the last one."""
    changed = deployment(updateTime="2026-11-21T11:00:00Z")
    found = spent.bounded(HOUR, changed, NOW, 8)
    assert (found.least, found.most, found.exact) == (HOUR, HOUR * (8 * 23 + 1), None)
    assert "before that between 0 and 8 replicas, which the GPU quota allows" in found.reason
    unknown = spent.bounded(HOUR, changed, NOW, None)
    assert (unknown.least, unknown.most) == (HOUR, None)
    assert "before that an unknown number" in unknown.reason


@pytest.mark.parametrize("more", [{"state": "UPDATING"}, {"preemptible": True}, {"minReplicaCount": 0}])
def test_replicas_that_may_come_late_or_go_are_not_in_the_lower_bound(more: dict[str, Any]) -> None:
    assert spent.bounded(HOUR, deployment(**more), NOW, None).least == 0


def test_what_was_billed_is_exact() -> None:
    prices = price_table.load()
    found = spent.measured(prices, deployment(), {"NVIDIA_H100_80GB": 7200})
    assert found.exact == Decimal("11.60")
    assert spent.measured(prices, deployment(), {"NVIDIA_GB400": 5}).exact is None


@pytest.mark.parametrize("made", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "", "soon", None])
def test_a_time_that_is_not_set_is_not_two_thousand_years_of_cost(made: str | None) -> None:
    found = spent.bounded(HOUR, deployment(createTime=made), NOW, 8)
    assert (found.least, found.most) == (None, None)
    assert found.reason == "the platform does not say when it was made"


@pytest.mark.parametrize(
    ("value", "count"),
    [(2, 2), ("2", 2), (2.0, 2), ("2.0", 2), (0, 0), (-1, None), (1.5, None), (True, None), ("", None), ("٢", None)],
)
def test_counts_as_json_of_protocol_buffers_writes_them(value: object, count: int | None) -> None:
    assert whole_number(value) == count


@pytest.mark.parametrize("name", ["minReplicaCount", "maxReplicaCount"])
def test_a_count_that_cannot_be_read_has_no_price(name: str) -> None:
    found = deployments.estimate(price_table.load(), [deployment(**{name: "many"})])
    assert (found.amount, found.reason) == (None, f"{name} is 'many', not a count")
