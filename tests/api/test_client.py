"""The library: `Client` against a control plane in this process, without the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import firectl_py
from firectl_py import Client, errors
from firectl_py.http import Sender
from firectl_py.http.wsgi import WSGIAdapter
from firectl_py.local import open_app

URL = "http://firectl-local.invalid"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    sender = Sender(URL, None, adapter=WSGIAdapter(open_app(tmp_path / "store")))
    return Client(sender=sender, state_dir=tmp_path / "state")


def deployment(name: str = "accounts/fireworks/models/llama-v3p1-8b-instruct") -> dict[str, object]:
    return {"baseModel": name, "acceleratorType": "NVIDIA_H100_80GB"}


def test_it_is_the_packages_one_public_name() -> None:
    assert firectl_py.__all__ == ["Client", "__version__"]
    assert firectl_py.Client is Client


def test_the_account_is_found_out(client: Client) -> None:
    assert client.account == "local"
    assert client.name("sftj", "x") == "accounts/local/supervisedFineTuningJobs/x"


def test_lists_are_lazy(client: Client) -> None:
    rows = client.list("models", account="fireworks", pageSize=2)
    first = next(rows)
    assert first["name"].startswith("accounts/fireworks/models/")
    assert len(list(rows)) > 5
    assert len(list(client.list("models", account="fireworks", limit=3))) == 3


def test_create_update_act_delete(client: Client) -> None:
    made = client.create("deployments", deployment(), id="d1", on_found=pytest.fail)
    assert made["state"] == "CREATING"
    assert client.update("deployments", "d1", {"displayName": "One"})["displayName"] == "One"
    assert client.update("deployments", "d1", {"displayName": ""}, ["displayName"]).get("displayName", "") == ""
    assert client.act("deployments", "d1", "scale", {"replicaCount": 0}) == {}
    client.delete("deployments", "d1")
    assert client.act("deployments", "d1", "undelete", {})["name"] == "accounts/local/deployments/d1"


def test_a_second_create_of_the_same_makes_nothing(client: Client) -> None:
    said: list[str] = []
    client.create("deployments", deployment(), id="d1")
    again = client.create("deployments", deployment(), id="d1", on_found=said.append)
    assert again["name"] == "accounts/local/deployments/d1"
    assert "already exists as asked" in said[0]
    with pytest.raises(errors.ConflictError, match="acceleratorType is 'NVIDIA_H100_80GB', not 'NVIDIA_A100_80GB'"):
        client.create("deployments", {**deployment(), "acceleratorType": "NVIDIA_A100_80GB"}, id="d1")


def test_each_wish_without_an_id_makes_a_new_thing(client: Client, tmp_path: Path) -> None:
    one = client.create("deployments", deployment())
    two = client.create("deployments", deployment())
    assert one["name"] != two["name"]
    assert list((tmp_path / "state" / "creates").glob("*.json")) == [], "no wish is left open"


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda c: c.get("models", "nothing"), errors.NotFoundError),
        (lambda c: c.create("deployments", {"baseModel": "accounts/fireworks/models/nope"}, id="d"), errors.ApiError),
        (lambda c: c.create("deployments", {"nonsense": 1}, id="d"), errors.InvalidArgumentError),
        (lambda c: c.create("deployments", {}, id="Not An Id"), errors.InvalidDataError),
        (lambda c: c.get("models", "../x"), errors.InvalidDataError),
        (lambda c: c.delete("models", "accounts/fireworks/models/deepseek-v3"), errors.PermissionDeniedError),
        (lambda c: list(c.list("models", filter="((")), errors.InvalidArgumentError),
        (lambda c: next(c.list("deployments", account="nobody")), errors.ApiError),
    ],
)
def test_errors_are_typed(client: Client, call: object, kind: type[errors.FirectlError]) -> None:
    with pytest.raises(kind):
        call(client)  # type: ignore[operator]  # the table above holds functions


def test_no_key_is_an_error_of_its_own() -> None:
    with pytest.raises(errors.NotSignedInError):
        Client()
