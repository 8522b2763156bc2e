"""Models on their way up: resumable sessions, and what a folder has to hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from firectl_py.transfer import resumable

from ..helpers import Run
from . import made
from .storage import ACCOUNT, World

OWNER = f"accounts/{ACCOUNT}/models/m"
SEND = r"PUT /r/"
MIB = 1024 * 1024


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A base model of 3 MiB and a bit."""
    return made.base_model(tmp_path / "model", 3 * MIB)


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of 1 MiB."""
    monkeypatch.setattr(resumable, "WINDOW", MIB)


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_base_model_goes_up_through_sessions(run: Run, world: World, model: Path, small_windows: None) -> None:
    (model / "empty.txt").touch()
    (model / "sub").mkdir()
    (model / "sub" / "exact.bin").write_bytes(b"x" * 2 * MIB)
    (model / ".git").mkdir()
    (model / ".git" / "config").write_text("hidden")
    run("models", "create", "m", model).ok()
    assert world.files(OWNER) == {name: data for name, data in files(model).items() if not name.startswith(".")}
    ranges = [it.headers["content-range"] for it in world.seen if it.path.startswith("/r/") and it.body == MIB]
    assert f"bytes 0-{MIB - 1}/{2 * MIB}" in ranges
    assert world.rows[OWNER]["baseModelDetails"]["checkpointFormat"] == "HUGGINGFACE"
    assert not list(Path(os.environ["FIRECTL_STATE_DIR"], "uploads").glob("*.jsonl"))
    assert "nothing was sent" in run("models", "create", "m", model).ok().err


@pytest.mark.parametrize("size", [1, 262143, 262144, 262145, MIB - 1, MIB, MIB + 1, 2 * MIB])
def test_sizes_around_the_edges(run: Run, world: World, tmp_path: Path, small_windows: None, size: int) -> None:
    folder = made.base_model(tmp_path / "model", 10)
    (folder / "edge.bin").write_bytes(b"e" * size)
    run("models", "create", "m", folder).ok()
    assert world.files(OWNER)["edge.bin"] == b"e" * size
    assert world.count("POST /s/.*/edge.bin") == 1


@pytest.mark.parametrize(
    "word",
    [
        "503",
        "408",
        "reset",
        "cut-300000",
        "short-262144",
        "short-0",
        "lose",
        "range bites=9-11",
        "range bytes=5-9",
        "range ",
        "range bytes=0-99999999",
    ],
)
@pytest.mark.parametrize("skip", [0, 2])
def test_a_window_that_goes_wrong(
    run: Run, world: World, model: Path, small_windows: None, word: str, skip: int
) -> None:
    (model / "config.json").write_text('{"model_type": "llama", "pad": "' + "x" * 100 + '"}')
    fault = world.fail(SEND, word, skip=skip)
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert fault.met == 1
    assert world.files(OWNER) == files(model)


def test_a_storage_that_falls_silent_is_given_up_and_asked(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firectl_py.http.storage.STALL_SECONDS", 0.5)
    model = made.base_model(tmp_path / "model", 12 * MIB)
    fault = world.fail(SEND, "hang", skip=1)
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert fault.met == 1
    assert world.files(OWNER) == files(model)


def test_a_lost_last_reply_costs_a_question_and_no_byte(run: Run, world: World, model: Path) -> None:
    total = sum(path.stat().st_size for path in model.iterdir())
    world.fail(SEND, "lose", times=2)
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert world.bytes_of(SEND) == total


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_that_is_gone_is_opened_anew(
    run: Run, world: World, model: Path, small_windows: None, status: int
) -> None:
    world.fail(SEND, str(status), skip=2)
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert world.files(OWNER) == files(model)
    assert world.count("POST /s/") == 3


def test_an_expired_address_is_asked_for_once_more(run: Run, world: World, model: Path) -> None:
    world.fail("POST /s/", "403")
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert world.count(":getUploadEndpoint") == 2


@pytest.mark.parametrize("status", [400, 412, 413])
def test_a_refused_window_is_final(run: Run, world: World, model: Path, status: int) -> None:
    world.fail(SEND, str(status))
    done = run("models", "create", "m", model, "--parallel", "1")
    assert done.code == 15
    assert world.count(SEND) == 2, "the other file went through"
    run("models", "create", "m", model).ok()
    assert world.count(SEND) == 3


def test_without_resumable_sessions_a_plain_put_does_it(run: Run, world: World, model: Path) -> None:
    world.resumable = False
    run("models", "create", "m", model).ok()
    assert (world.count(SEND), world.count("PUT /s/")) == (0, 2)
    assert world.files(OWNER) == files(model)


def test_an_address_that_opens_no_session_gets_a_plain_put(run: Run, world: World, model: Path) -> None:
    world.fail("POST /s/", "405", times=9)
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert (world.count(SEND), world.count("PUT /s/")) == (0, 2)


def test_after_a_break_it_goes_on_inside_the_file(run: Run, world: World, model: Path) -> None:
    world.fail(SEND, "cut-2000000", skip=1)
    world.fail(SEND, "503", times=20)
    world.faults[1].skip = 1
    assert run("models", "create", "m", model, "--parallel", "1").code == 9
    world.faults.clear()
    before = world.bytes_of(SEND)
    run("models", "create", "m", model, "--parallel", "1").ok()
    total = sum(path.stat().st_size for path in model.iterdir())
    assert world.bytes_of(SEND) == total, f"{before} of {total} bytes were there"
    assert world.files(OWNER) == files(model)


@pytest.mark.parametrize("states_hash", [True, False])
def test_a_file_that_changed_meanwhile_begins_anew(run: Run, world: World, model: Path, states_hash: bool) -> None:
    world.states_hash = states_hash
    world.fail(SEND, "cut-2000000", skip=1)
    world.fail(SEND, "503", times=20)
    world.faults[1].skip = 1
    assert run("models", "create", "m", model, "--parallel", "1").code == 9
    world.faults.clear()
    path = model / "model.safetensors"
    look, data = path.stat(), bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))
    run("models", "create", "m", model).ok()
    assert world.files(OWNER)["model.safetensors"] == bytes(data)


def test_a_session_of_last_week_is_not_tried(run: Run, world: World, model: Path) -> None:
    from firectl_py.transfer import journal

    world.fail(SEND, "cut-2000000", skip=1)
    world.fail(SEND, "503", times=20)
    world.faults[1].skip = 1
    run("models", "create", "m", model, "--parallel", "1")
    world.faults.clear()
    (record,) = Path(os.environ["FIRECTL_STATE_DIR"], "uploads").glob("*.jsonl")
    lines = record.read_text().replace('"at":', '"at":1e9,"then":')
    record.write_text(lines)
    opened = world.count("POST /s/")
    run("models", "create", "m", model, "--parallel", "1").ok()
    assert world.count("POST /s/") == opened + 1
    assert journal.SESSION_SECONDS < 7 * 86400


def test_the_check_is_asked_for_until_it_is_ready(run: Run, world: World, model: Path) -> None:
    world.fail("GET .*validateUpload", "412", times=3)
    run("models", "create", "m", model).ok()
    assert world.count("GET .*validateUpload") == 4


def test_upload_fills_a_model_that_waits(run: Run, world: World, model: Path) -> None:
    world.rows[OWNER] = {"name": OWNER, "state": "UPLOADING", "kind": "HF_BASE_MODEL"}
    refused = run("models", "create", "m", model)
    assert refused.code == 6
    run("models", "upload", "m", model).ok()
    assert world.files(OWNER) == files(model)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"r": 2}, "4 to 64"),
        ({"r": 65}, "4 to 64"),
        ({"r": "8"}, "4 to 64"),
        ({"target_modules": []}, "target_modules"),
        ({"target_modules": None}, "target_modules"),
        ({"peft_type": "IA3"}, "LORA"),
    ],
)
def test_an_adapter_is_checked_first(
    run: Run, world: World, tmp_path: Path, config: dict[str, object], said: str
) -> None:
    folder = made.adapter(tmp_path / "lora", **config)
    refused = run("models", "create", "m", folder, "--base-model", "accounts/acme/models/b")
    assert (refused.code, world.seen) == (7, [])
    assert said in refused.err


def test_an_adapter_needs_its_base_model(run: Run, world: World, tmp_path: Path) -> None:
    folder = made.adapter(tmp_path / "lora", base_model_name_or_path="meta/llama")
    refused = run("models", "create", "m", folder)
    assert (refused.code, world.seen) == (7, [])
    assert "--base-model" in refused.err
    assert "meta/llama" in refused.err
    run("models", "create", "m", folder, "--base-model", "accounts/acme/models/b").ok()
    details = world.rows[OWNER]["peftDetails"]
    assert details == {"r": 8, "targetModules": ["q_proj"], "baseModel": "accounts/acme/models/b"}


@pytest.mark.parametrize("what", ["cut", "no-weights", "no-config", "index", "link", "fifo", "not-json"])
def test_a_folder_that_is_no_whole_model_is_refused_first(
    run: Run, world: World, model: Path, tmp_path: Path, what: str
) -> None:
    weights = model / "model.safetensors"
    if what == "cut":
        os.truncate(weights, 1000)
    elif what == "no-weights":
        weights.unlink()
    elif what == "no-config":
        (model / "config.json").unlink()
    elif what == "index":
        (model / "model.safetensors.index.json").write_text('{"weight_map": {"w": "model-2.safetensors"}}')
    elif what == "link":
        (model / "notes.txt").symlink_to("/etc/hostname")
    elif what == "fifo":
        os.mkfifo(model / "pipe")
    else:
        (model / "config.json").write_text("{")
    refused = run("models", "create", "m", model)
    assert (refused.code, world.seen) == (7, [])


def test_the_cache_of_the_hugging_face_tools_can_be_sent(run: Run, world: World, tmp_path: Path) -> None:
    blobs = tmp_path / "models--x" / "blobs"
    snapshot = tmp_path / "models--x" / "snapshots" / "abc"
    made.base_model(blobs, 1000)
    snapshot.mkdir(parents=True)
    for path in blobs.iterdir():
        (snapshot / path.name).symlink_to(f"../../blobs/{path.name}")
    run("models", "create", "m", snapshot).ok()
    assert world.files(OWNER) == files(blobs)


def test_from_a_folder_to_a_served_adapter(local: Run, tmp_path: Path) -> None:
    folder = made.adapter(tmp_path / "lora")
    local("models", "create", "mine", folder, "--base-model", "llama-v3p1-8b-instruct").ok()
    made_by = ("llama-v3p1-8b-instruct", "--name", "dep", "--gpu-type", "h100", "--enable-addons")
    local("deployments", "create", *made_by).ok()
    local("local", "clock", "advance", "1h").ok()
    assert "--deployment" in local("models", "load-lora", "mine").err
    local("models", "load-lora", "mine", "--deployment", "dep").ok()
    assert "already" in local("models", "load-lora", "mine", "--deployment", "dep").ok().err
    local("local", "clock", "advance", "1h").ok()
    loaded = local("models", "load-lora", "mine", "--deployment", "dep", "--wait", "-o", "json").ok().json
    assert loaded["state"] == "DEPLOYED"
    assert "Unloaded" in local("models", "unload-lora", "mine", "--wait").ok().out
    assert "is not loaded" in local("models", "unload-lora", "mine").ok().out


def test_a_model_is_prepared(local: Run, model: Path, tmp_path: Path) -> None:
    local("models", "create", "mine", model).ok()
    assert "Preparing" in local("models", "prepare", "mine", "--precision", "FP8").ok().err
    local("local", "clock", "advance", "1h").ok()
    ready = local("models", "prepare", "mine", "--precision", "FP8", "--wait", "-o", "json").ok().json
    assert "FP8" in ready["supportedPrecisions"]
    local("models", "download", "mine", tmp_path / "out").ok()
    assert files(tmp_path / "out") == files(model)
