"""The library as a program uses it: where a client finds its settings, what a slip gives, what errors survive."""

from __future__ import annotations

import inspect
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import get_args

import pytest

from firectl_py import Client, contract, errors
from firectl_py.api import kinds
from firectl_py.contract.registry import RESOURCES

from ..helpers import Run


@pytest.fixture
def rehearsal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """A client for a fresh local control plane."""
    monkeypatch.setenv("FIRECTL_LOCAL_DATA_DIR", str(tmp_path / "store"))
    return Client(profile="local")


def test_the_local_profile_rehearses_in_this_process(rehearsal: Client) -> None:
    with rehearsal as client:
        made = client.create("deployments", {"baseModel": "qwen3-8b", "deploymentShape": "default"}, "first")
        assert made["baseModel"] == "accounts/fireworks/models/qwen3-8b", "a bare public model is resolved"
        assert client.get("deployment", "first")["name"] == "accounts/local/deployments/first"


def test_a_client_finds_what_login_stored(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("-p", "work", "config", "set", "base_url", "http://127.0.0.1:9/").ok()
    run("-p", "work", "config", "set", "account_id", "acme").ok()
    monkeypatch.setenv("FIREWORKS_API_KEY", "fw_example")
    assert repr(Client(profile="work")) == "Client(account='acme', base_url='http://127.0.0.1:9')"


def test_a_client_without_a_key_says_how_to_sign_in() -> None:
    with pytest.raises(errors.NotSignedInError, match="not signed in") as caught:
        Client()
    assert "firectl login" in str(caught.value.hint)


def test_a_profile_nobody_made_is_refused() -> None:
    with pytest.raises(errors.ConfigError, match="there is no profile 'prod'"):
        Client(api_key="fw_example", profile="prod")


def test_a_repr_shows_no_key() -> None:
    assert "fw_secret" not in repr(Client("fw_secret", "acme")) + repr(vars(Client("fw_secret", "acme")))


def test_a_slip_in_a_kind_or_an_action_is_a_usage_error(rehearsal: Client) -> None:
    with pytest.raises(errors.UsageError, match="no kind of resource 'modles'") as caught:
        next(rehearsal.list("modles"))  # type: ignore[arg-type]  # what a type checker would have seen
    assert caught.value.hint == "Did you mean 'models'?"
    with pytest.raises(errors.UsageError, match="has no action 'scael'"):
        rehearsal.act("deployments", "d", "scael")  # type: ignore[arg-type]  # the same


def test_the_types_name_every_kind_and_every_action() -> None:
    words = [(noun, *entry.aliases, entry.collection) for noun, entry in RESOURCES.items()]
    assert set(get_args(kinds.Noun)) == {word for group in words for word in group}
    assert set(get_args(kinds.Verb)) == {a.verb for noun in contract.nouns() for a in contract.load(noun).actions}


def test_errors_of_the_api_have_hints(rehearsal: Client) -> None:
    with pytest.raises(errors.NotFoundError) as caught:
        rehearsal.delete("models", "none")
    assert caught.value.hint == (
        "A bare id is a model of yours. A public one is accounts/fireworks/models/ID, and only its owner changes it."
    )
    with pytest.raises(errors.NotFoundError) as caught:
        rehearsal.delete("datasets", "models")
    assert caught.value.hint is None


def every_error() -> list[errors.FirectlError]:
    """An error of each class."""
    made: list[errors.FirectlError] = []
    for kind in vars(errors).values():
        if not inspect.isclass(kind) or not issubclass(kind, errors.FirectlError):
            continue
        if issubclass(kind, errors.ApiError):
            made.append(kind("no", status=418, request_id="r1", retry_after=2.0, details=[{"a": 1}], hint="so"))
        elif issubclass(kind, errors.PartialFailureError):
            made.append(kind("some", [("a", errors.ConflictError("taken"))], hint="again"))
        elif issubclass(kind, errors.TransportError):
            made.append(kind("lost", maybe_sent=False, hint="again"))
        else:
            made.append(kind("no", hint="so"))
    return made


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_every_error_survives_pickle(error: errors.FirectlError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert {k: repr(v) for k, v in vars(again).items()} == {k: repr(v) for k, v in vars(error).items()}


def look(data_dir: str, name: str) -> str:
    """The name of a data set of the local control plane, looked up in a worker process."""
    os.environ["FIRECTL_LOCAL_DATA_DIR"] = data_dir
    return str(Client(profile="local").get("datasets", name)["name"])


def test_one_error_in_a_worker_leaves_the_other_jobs_alone(rehearsal: Client, tmp_path: Path) -> None:
    rehearsal.create("datasets", {"exampleCount": "1", "userUploaded": {}}, "d1")
    with ProcessPoolExecutor(1) as pool:
        jobs = [pool.submit(look, str(tmp_path / "store"), name) for name in ("d1", "zz", "d1")]
        assert isinstance(jobs[1].exception(), errors.NotFoundError)
        assert [jobs[i].result() for i in (0, 2)] == ["accounts/local/datasets/d1"] * 2


def test_the_library_works_without_click(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules.update(click=None, tqdm=None, tabulate=None)\n"
        "from firectl_py import Client\n"
        "with Client('fw_example', 'acme', 'http://127.0.0.1:9') as client: print(client)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("Client(account='acme', base_url='http://127.0.0.1:9')\n", "")
