"""What commands decide, without click and without a process: options in, result or error out."""

from __future__ import annotations

from pathlib import Path

import pytest

from firectl_py.cli.app import App
from firectl_py.commands import history
from firectl_py.commands.shared import create, delete
from firectl_py.commands.shared.body import read_body
from firectl_py.commands.shared.create import CreateOptions
from firectl_py.commands.shared.delete import DeleteOptions
from firectl_py.contract import load
from firectl_py.errors import InvalidDataError, NotFoundError, RefusedError, UsageError
from firectl_py.output.result import Details, TextResult

from .conftest import told

DEPLOYMENTS, JOBS = load("deployments"), load("sftj")
BOX = {"baseModel": "accounts/fireworks/models/qwen3-8b", "acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 1}


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (DeleteOptions(), UsageError, "Give a name, or --filter"),
        (DeleteOptions(names=("a",), filter="state=FAILED", yes=True), UsageError, "not both"),
        (DeleteOptions(filter="state=FAILED"), RefusedError, "needs --yes"),
    ],
)
def test_a_delete_that_is_not_meant_is_refused(
    app: App, options: DeleteOptions, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        delete.run(DEPLOYMENTS, app, options)


def test_a_dry_run_of_a_filter_needs_no_yes(app: App) -> None:
    shown = delete.run(DEPLOYMENTS, app, DeleteOptions(filter="state=FAILED", dry_run=True))
    assert shown.lines == []


def test_one_of_two_that_cannot_be_deleted_is_named(app: App) -> None:
    create.run(DEPLOYMENTS, app, CreateOptions(new_id="box", fields=BOX))
    done = delete.run(DEPLOYMENTS, app, DeleteOptions(names=("box", "none"), query={"ignoreChecks": True}))
    assert done.lines == ["Deleted accounts/local/deployments/box"]
    ((name, error),) = done.failures
    assert (name, type(error)) == ("accounts/local/deployments/none", NotFoundError)


def test_the_flag_wins_over_the_file_for_fields_and_for_the_id(app: App, tmp_path: Path) -> None:
    file = tmp_path / "job.json"
    file.write_text('{"name": "accounts/local/supervisedFineTuningJobs/old", "epochs": 2, "dataset": "rows"}')
    body = read_body(app, JOBS, {"epochs": 3}, str(file), new_id="copy")
    assert (body.id, body.fields) == ("copy", {"epochs": 3, "dataset": "rows"})
    assert read_body(app, JOBS, {}, str(file)).id == "old"


def test_a_secret_of_the_body_is_printed_nowhere(app: App) -> None:
    read_body(app, JOBS, {"dataset": "rows", "wandbConfig.apiKey": "a-secret-of-weights-and-biases"}, None)
    app.console.note("the key is a-secret-of-weights-and-biases")
    assert "a-secret" not in told(app)


def test_a_missing_flag_is_usage_and_a_missing_field_of_a_file_is_data(app: App, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text('{"epochs": 2}')
    with pytest.raises(UsageError, match="needs dataset"):
        read_body(app, JOBS, {}, None)
    with pytest.raises(InvalidDataError, match="needs dataset"):
        read_body(app, JOBS, {}, str(tmp_path / "job.json"))


def test_a_dry_run_makes_nothing(app: App) -> None:
    shown = create.run(DEPLOYMENTS, app, CreateOptions(new_id="box", fields=BOX, dry_run=True))
    assert isinstance(shown, TextResult)
    assert shown.data["body"] == BOX
    assert list(app.client().list("deployments")) == []


def test_the_same_create_finds_what_the_first_one_made(app: App) -> None:
    first = create.run(DEPLOYMENTS, app, CreateOptions(new_id="box", fields=BOX))
    again = create.run(DEPLOYMENTS, app, CreateOptions(new_id="box", fields=BOX))
    assert isinstance(first, Details) and isinstance(again, Details)
    to_microseconds = len("2026-01-01T00:00:00.000000")  # the answer to a create has nanoseconds, as the platform's
    assert again.objects[0]["createTime"][:to_microseconds] == first.objects[0]["createTime"][:to_microseconds]
    assert "already" in told(app)


def test_history_shows_what_a_command_changed(app: App) -> None:
    create.run(DEPLOYMENTS, app, CreateOptions(new_id="box", fields=BOX))
    (entry,) = history.run(app, history.HistoryOptions(limit=None, since="1h")).rows
    assert (entry["change"], entry["name"], entry["outcome"]) == ("create", "accounts/local/deployments/box", "done")
    with pytest.raises(InvalidDataError):
        history.run(app, history.HistoryOptions(limit=None, since="yesterday"))
