"""From rows to a served model: what the README promises, on the local control plane."""

from __future__ import annotations

from pathlib import Path

from ..helpers import Run


def test_from_rows_to_a_served_model_and_away_again(local: Run, rows: Path) -> None:
    assert "Account ID: local" in local("whoami").ok().out

    uploaded = local("datasets", "create", "triage", rows, "-o", "json").ok()
    assert uploaded.json["state"] == "READY"
    assert uploaded.json["exampleCount"] == "60"

    base = ("--base-model", "llama-v3p1-8b-instruct", "--dataset", "triage", "--output-model", "triage-v1")
    started = local("sftj", "create", *base, "--job-id", "job-1", "--epochs", "2").ok()
    assert "State: RUNNING" in started.out
    assert "means the public model accounts/fireworks/models/llama-v3p1-8b-instruct" in started.err
    assert local("models", "get", "triage-v1").code == 4, "a job that has not ended has made no model"

    local("local", "clock", "advance", "2h").ok()
    assert "State: COMPLETED" in local("sftj", "wait", "job-1", "--timeout", "5s").ok().out
    model = local("models", "get", "triage-v1", "-o", "json").ok().json
    assert model["fineTuningJob"] == "accounts/local/supervisedFineTuningJobs/job-1"

    local("local", "clock", "speed", "600").ok()
    args = ("--model", "triage-v1", "--name", "live", "--gpu-type", "h100", "--wait", "-o", "json")
    deployed = local("deployments", "create", *args).ok().json
    assert (deployed["state"], deployed["replicaCount"]) == ("READY", 1)
    assert "accounts/local/deployments/live" in local("deployments", "list", "-o", "name").ok().out
    assert local("deployments", "get", "live", "-o", "yaml").ok().out.count("\nname: accounts/local/deployments/live\n")

    assert local("deployments", "delete", "live", "--yes").ok().out == "Deleted accounts/local/deployments/live\n"
    assert local("deployments", "list", "-o", "json").ok().json == []
    restored = local("deployments", "undelete", "live", "-o", "json").ok().json
    assert restored["state"] != "DELETED"


def test_the_bytes_come_back_as_they_went(local: Run, rows: Path, tmp_path: Path) -> None:
    local("datasets", "create", "triage", rows).ok()
    local("datasets", "download", "triage", "--output-dir", tmp_path / "back").ok()
    folder = tmp_path / "back" / "dataset" / "triage"
    assert (folder / rows.name).read_bytes() == rows.read_bytes()
    again = local("datasets", "download", "triage", "--output-dir", tmp_path / "back")
    assert (again.code, "--overwrite" in again.err) == (6, True)
    assert sorted(path.name for path in folder.iterdir()) == [rows.name], "nothing half-done is left"


def test_the_same_upload_again_is_done_and_another_one_is_refused(local: Run, rows: Path, tmp_path: Path) -> None:
    local("datasets", "create", "triage", rows).ok()
    again = local("datasets", "create", "triage", rows)
    assert again.code == 0
    assert "already exists" in again.err
    changed = tmp_path / "rows.jsonl"
    changed.write_text(rows.read_text().replace("GPU", "gpu"))
    other = local("datasets", "create", "triage", changed)
    assert other.code == 6
    assert "exists with other rows" in other.err


def test_bad_rows_are_named_by_their_line(local: Run, tmp_path: Path) -> None:
    good = '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n'
    bad = tmp_path / "rows.jsonl"
    bad.write_text(good * 4 + '{"messages": [{"role": "robot", "content": "a"}]}\n' + good)
    refused = local("datasets", "create", "bad", bad)
    assert refused.code == 7
    assert "line 5" in refused.err
    assert "robot" in refused.err


def test_a_model_is_downloaded_into_a_folder(local: Run, tmp_path: Path) -> None:
    done = local("download", "model", "llama-v3p1-8b-instruct", tmp_path / "weights").ok()
    assert sorted(done.out.splitlines()) == sorted(str(path) for path in (tmp_path / "weights").iterdir())
    assert (tmp_path / "weights" / "config.json").exists()


def test_two_thousand_deployments_worth_of_gpus_are_over_quota(local: Run) -> None:
    args = ("--model", "llama-v3p1-8b-instruct", "--gpu-type", "h100", "--gpu-count", "8", "--region", "us-iowa-1")
    local("deployments", "create", *args, "--name", "one", "--min-replicas", "1").ok()
    refused = local("deployments", "create", *args, "--name", "two", "--min-replicas", "1")
    assert refused.code == 8
    assert "8" in refused.err
    assert "available" in refused.err
    used = local("regions", "get", "us-iowa-1", "-o", "json").ok().json["quotas"]
    assert used == [{"acceleratorType": "NVIDIA_H100_80GB", "value": "8", "usage": 8}]
