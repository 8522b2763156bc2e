"""What stands in the folders that become models and data sets, judged before the first byte."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from ..helpers import Run
from . import made
from .storage import ACCOUNT, World

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 499723\n"
BASE = ("--base-model", "accounts/acme/models/b")


def tensors(*names: str) -> bytes:
    """A safetensors file with these tensors, of one byte each."""
    header = {name: {"dtype": "U8", "shape": [1], "data_offsets": [at, at + 1]} for at, name in enumerate(names)}
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(len(names))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"tokenizer.json": POINTER}, "git lfs pull"),
        ({"model.safetensors": POINTER}, "git lfs pull"),
        ({"pytorch_model.bin": POINTER}, "git lfs pull"),
        ({"model-2.safetensors.incomplete": b"x"}, "not completed"),
        ({"model.safetensors": tensors()}, "holds no tensors"),
        ({"pytorch_model.bin": b"hello"}, "not a PyTorch file"),
        ({"pytorch_model.bin": b"PK\x03\x04" + bytes(100)}, "not whole"),
        ({"model-00001-of-00002.safetensors": tensors("a")}, "model-00002-of-00002.safetensors is missing"),
        ({"model.safetensors.index.json": b'{"weight_map": {"w": "model-9.safetensors"}}'}, "model-9.safetensors"),
        ({"model.safetensors.index.json": b'{"weight_map": {"q": "model.safetensors"}}'}, "holds q"),
        ({"model.safetensors.index.json": b'{"weight_map": {}}'}, "names no tensors"),
    ],
)
def test_weights_that_cannot_be_served_are_refused(
    run: Run, world: World, tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    folder = made.base_model(tmp_path / "model", 10)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    refused = run("models", "create", "m", folder)
    assert (refused.code, world.seen) == (7, [])
    assert said in refused.err


@pytest.mark.parametrize("name", ["optimizer.bin", "training_args.bin", "checkpoint-5/model.safetensors"])
def test_the_state_of_a_training_is_not_a_model(run: Run, world: World, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / name).write_bytes(tensors("w"))
    refused = run("models", "create", "m", tmp_path)
    assert (refused.code, world.seen) == (7, [])
    assert "holds no weights" in refused.err


def test_an_adapter_without_tensors_is_refused(run: Run, world: World, tmp_path: Path) -> None:
    folder = made.adapter(tmp_path / "lora")
    (folder / "adapter_model.safetensors").write_bytes(tensors())
    assert (run("models", "create", "m", folder, *BASE).code, world.seen) == (7, [])


def test_modules_that_the_platform_does_not_serve_are_refused_unless_asked_for(
    run: Run, world: World, tmp_path: Path
) -> None:
    folder = made.adapter(tmp_path / "lora", target_modules=["model.layers.0.self_attn.q_proj", "lm_head"])
    refused = run("models", "create", "m", folder, *BASE)
    assert (refused.code, world.seen) == (7, [])
    assert "lm_head" in refused.err
    done = run("models", "create", "m", folder, *BASE, "--skip-hf-config-validation").ok()
    assert "lm_head" in done.err


def test_what_is_probably_a_mistake_is_said(run: Run, world: World, tmp_path: Path) -> None:
    folder = made.adapter(tmp_path / "lora", base_model_name_or_path="Qwen/Qwen2.5-7B-Instruct")
    (folder / "optimizer.pt").write_bytes(bytes(5000))
    done = run("models", "create", "m", folder, "--base-model", "accounts/fireworks/models/llama-v3p1-8b-instruct")
    assert "Qwen/Qwen2.5-7B-Instruct" in done.ok().err
    assert "optimizer.pt (5000 bytes)" in done.err
    quantized = made.base_model(tmp_path / "base", 10)
    (quantized / "config.json").write_text('{"quantization_config": {"bits": 4}}')
    assert "not quantized" in run("models", "create", "q", quantized).ok().err


@pytest.mark.parametrize(
    ("stated", "base", "differs"),
    [
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-v3p1-8b-instruct", False),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-v3p1-8b-instruct", False),
        ("Qwen/Qwen2.5-7B-Instruct", "qwen2p5-7b-instruct", False),
        ("Qwen/Qwen2.5-7B-Instruct", "llama-v3p1-8b-instruct", True),
        ("./outputs/base", "llama-v3p1-8b-instruct", False),
        ("", "llama-v3p1-8b-instruct", False),
    ],
)
def test_whether_an_adapter_is_of_another_base(stated: str, base: str, differs: bool) -> None:
    from firectl_py.api.uploads.checkpoint import base_differs

    assert base_differs(stated, f"accounts/fireworks/models/{base}") is differs


def test_odd_names_are_stored_under_plain_ones(run: Run, world: World, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("tickets (1).jsonl", "tickets_1.jsonl", "träin.jsonl", "plain.jsonl"):
        (folder / name).write_bytes(made.rows(1000, seed=len(name)))
    (folder / "README.md").write_text("about")
    done = run("datasets", "create", "rows", folder).ok()
    stored = world.files(f"accounts/{ACCOUNT}/datasets/rows")
    assert sorted(stored) == ["plain.jsonl", "tickets_1-2.jsonl", "tickets_1.jsonl", "train.jsonl"]
    assert stored["train.jsonl"] == (folder / "träin.jsonl").read_bytes()
    assert "is stored as train.jsonl" in done.err
    assert "README.md is left out" in done.err
    assert "already" in run("datasets", "create", "rows", folder).ok().err


def test_a_file_that_is_not_there_is_exit_16_for_both(run: Run, world: World, tmp_path: Path) -> None:
    for argv in (("validate",), ("create", "rows")):
        missing = run("datasets", *argv, tmp_path / "no.jsonl")
        assert (missing.code, world.seen) == (16, [])
        assert "no.jsonl: No such file or directory" in missing.err


def test_a_dataset_without_rows_is_refused(run: Run, world: World) -> None:
    refused = run("datasets", "create", "rows")
    assert (refused.code, world.seen) == (2, [])
    assert "--external-url" in refused.err
