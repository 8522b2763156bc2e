"""`Client.wait` against a control plane in this process, whose time passes while the wait sleeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from firectl_py import Client, contract, local
from firectl_py.api.pricing import price_table, resources
from firectl_py.api.reporting import SilentReporter
from firectl_py.api.waiting.backoff import LONGEST, Clock
from firectl_py.api.waiting.loop import Wait
from firectl_py.api.waiting.member import MemberChange
from firectl_py.api.waiting.options import WaitOptions
from firectl_py.contract.json_types import JsonObject
from firectl_py.errors import (
    EndedOtherwiseError,
    NotFoundError,
    UnauthenticatedError,
    UsageError,
    WaitTimeoutError,
)
from firectl_py.http import Sender
from firectl_py.http.retry import RetryPolicy
from firectl_py.http.wsgi import WSGIAdapter

DEPLOYMENT = {"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", "acceleratorType": "NVIDIA_H100_80GB"}
DEPLOYMENTS = contract.load("deployments")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The folder of a control plane whose time stands still."""
    local.open_app(tmp_path / "store")
    local.set_clock_speed(tmp_path / "store", 0)
    return tmp_path / "store"


@pytest.fixture
def client(store: Path, tmp_path: Path) -> Client:
    def connect() -> Sender:
        adapter = WSGIAdapter(local.open_app(store))
        return Sender("http://firectl-local.invalid", None, adapter=adapter, policy=RetryPolicy(attempts=1))

    return Client(sender=connect(), state_dir=tmp_path / "state", reconnect=connect)


class VirtualTime(Clock):
    """A sleep takes no time here, and just as long on the control plane."""

    def __init__(self, store: Path) -> None:
        super().__init__()
        self.store, self.time = store, 0.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds
        local.advance_clock(self.store, seconds)


def deployment(client: Client, id: str = "live") -> str:
    return str(client.create("deployments", DEPLOYMENT, id)["name"])


def test_it_looks_less_and_less_often_until_the_goal_is_reached(client: Client, store: Path) -> None:
    clock, name = VirtualTime(store), deployment(client)
    changes: list[MemberChange] = []
    (found,) = Wait(client, DEPLOYMENTS, ["live"], clock=clock).run(changes.append)
    assert (found["name"], found["state"]) == (name, "READY")
    assert changes[0].kind == "seen" and changes[-1].member.state == "READY"
    assert clock.pauses[0] < 1 < max(clock.pauses) <= LONGEST * 1.2


def test_the_client_waits_for_what_is_there_already(client: Client, store: Path) -> None:
    deployment(client)
    local.advance_clock(store, 3600)
    (found,) = client.wait("deployments", "live", reporter=SilentReporter())
    assert found["state"] == "READY"
    assert [row["state"] for row in client.wait("deployments", ["live", "live"], goal="ready")] == ["READY"]
    client.act("deployments", "live", "scale", {"replicaCount": 0})
    client.delete("deployments", "live")
    local.advance_clock(store, 3600)
    with pytest.raises(EndedOtherwiseError, match="live ended DELETED"):
        client.wait("deployments", "live")
    client.wait("deployments", "live", goal=["GONE"])


def test_the_changes_of_a_wait_can_be_read_one_by_one(client: Client, store: Path) -> None:
    deployment(client)
    local.advance_clock(store, 3600)
    changes = client.wait_changes("deployments", ["live", "nope"], timeout=60)
    assert [(change.kind, change.member.id) for change in (next(changes), next(changes))] == [
        ("seen", "live"),
        ("missing", "nope"),
    ]
    with pytest.raises(NotFoundError, match="accounts/local/deployments/nope not found"):
        next(changes)


def test_the_end_of_the_time_says_how_to_wait_again(client: Client, store: Path) -> None:
    deployment(client)
    wait = Wait(client, DEPLOYMENTS, ["live"], options=WaitOptions(timeout=3, interval=2), clock=VirtualTime(store))
    with pytest.raises(WaitTimeoutError, match=r"live is CREATING.* after 3 s") as late:
        wait.run()
    assert late.value.hint == "deployment live keeps running: firectl deployments wait live."


def test_what_goes_on_without_the_wait_is_said_with_its_cost(client: Client, store: Path) -> None:
    deployment(client)
    prices = price_table.load()

    def cost(items: Sequence[JsonObject]) -> str:
        return resources.running_rate("deployments", items, prices)

    wait = Wait(client, DEPLOYMENTS, ["live"], options=WaitOptions(timeout=0), clock=VirtualTime(store), cost=cost)
    with pytest.raises(WaitTimeoutError):
        wait.run()
    rate = price_table.money(prices, prices.replica_hour("NVIDIA_H100_80GB", 1))
    assert wait.continues() == f"deployment live keeps running at {rate} an hour: firectl deployments wait live"


def test_after_a_night_of_sleep_it_looks_once_and_not_for_all_that_was_missed(client: Client, store: Path) -> None:
    class Asleep(VirtualTime):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds if self.pauses else 8 * 3600)

    deployment(client)
    clock = Asleep(store)
    assert (
        Wait(client, DEPLOYMENTS, ["live"], options=WaitOptions(interval=5), clock=clock).run()[0]["state"] == "READY"
    )
    assert clock.pauses == [8 * 3600]


def test_of_several_that_are_left_all_are_named(client: Client, store: Path) -> None:
    deployment(client, "one")
    deployment(client, "two")
    wait = Wait(client, DEPLOYMENTS, ["one", "two"], options=WaitOptions(timeout=0), clock=VirtualTime(store))
    with pytest.raises(WaitTimeoutError):
        wait.run()
    assert wait.continues() == "2 deployments keep running: firectl deployments wait one two"


def test_it_survives_what_passes(client: Client, store: Path) -> None:
    deployment(client)
    for fault in ("return-503", "return-reset-connection"):
        local.add_fault(store, "GET *", fault, 2)
    told: list[str] = []
    wait = Wait(client, DEPLOYMENTS, ["live"], clock=VirtualTime(store), on_trouble=told.append)
    assert wait.run()[0]["state"] == "READY"
    assert [bool(reason) for reason in told[:5]] == [True, True, True, True, False]


def test_a_refused_key_is_read_again_once(client: Client, store: Path) -> None:
    deployment(client)
    local.add_fault(store, "GET *", "return-401", 1)
    assert Wait(client, DEPLOYMENTS, ["live"], clock=VirtualTime(store)).run()[0]["state"] == "READY"
    local.add_fault(store, "GET *", "return-401", 2)
    with pytest.raises(UnauthenticatedError):
        Wait(client, DEPLOYMENTS, ["live"], clock=VirtualTime(store)).run()


def test_what_was_just_made_is_looked_for_again(client: Client, store: Path) -> None:
    deployment(client)
    local.add_fault(store, "GET */deployments/live", "return-404", 3)
    assert Wait(client, DEPLOYMENTS, ["live"], made=True, clock=VirtualTime(store)).run()[0]["state"] == "READY"
    local.add_fault(store, "GET */deployments/live", "return-404", 1)
    with pytest.raises(NotFoundError):
        Wait(client, DEPLOYMENTS, ["live"], clock=VirtualTime(store)).run()


def test_a_goal_that_is_not_a_state(client: Client) -> None:
    with pytest.raises(UsageError, match="'RAEDY' is not a state of a deployment"):
        client.wait("deployments", "live", goal="RAEDY")


def test_the_client_that_is_waited_with_keeps_its_own_options(client: Client, store: Path) -> None:
    deployment(client)
    before = (client.sender.timeout, client.sender.note)
    Wait(client, DEPLOYMENTS, ["live"], options=WaitOptions(timeout=3600), clock=VirtualTime(store)).run()
    assert (client.sender.timeout, client.sender.note) == before
