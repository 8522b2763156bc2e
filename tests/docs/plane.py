"""The files, the names and the control plane that examples are run on."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from ..helpers import ROOT

CHAT = (ROOT / "examples" / "support-triage.jsonl").read_text()
FILES = {
    "rows.jsonl": CHAT,
    "path/to/training_data.jsonl": CHAT,
    "key-file": "fw_an_example_key\n",
    "requests.jsonl": '{"custom_id": "a", "body": {"messages": [{"role": "user", "content": "Hello"}]}}\n',
    "my-adapter/adapter_config.json": '{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj"], '
    '"base_model_name_or_path": "meta-llama/Llama-3.1-8B-Instruct", "bias": "none", "task_type": "CAUSAL_LM"}',
}
FILES |= {f"my-base-model/{name}.json": "{}" for name in ("tokenizer", "tokenizer_config", "generation_config")}
FILES["my-base-model/config.json"] = '{"architectures": ["LlamaForCausalLM"], "model_type": "llama"}'
PAIRS = (
    '{"input": {"messages": [{"role": "user", "content": "Hi"}]}, '
    '"preferred_output": [{"role": "assistant", "content": "Hello"}], '
    '"non_preferred_output": [{"role": "assistant", "content": "No"}]}\n'
)
FILES |= {f"part-{number}.jsonl": PAIRS for number in (1, 2)}

MADE = (
    "datasets create my-dataset rows.jsonl",
    "datasets create my-evaluation-set rows.jsonl",
    "datasets create my-requests requests.jsonl",
    "sftj create --job-id my-fine-tuning-job --base-model llama-v3p1-8b-instruct --dataset my-dataset"
    " --output-model my-tuned-model",
    "local clock advance 24h",
    "deployments create --model llama-v3p1-8b-instruct --name my-deployment --gpu-type h100 --max-replicas 4"
    " --enable-addons",
    "local clock advance 24h",
    # Fast enough to wait for, and slow enough that a deployment without requests outlives these tests.
    "local clock speed 300",
    "batch-inference-jobs create --job-id my-batch --model llama-v3p1-8b-instruct --input-dataset-id my-requests"
    " --output-dataset-id my-answers --max-tokens 200",
    "experiments create --name model-comparison --models llama-v4-scout,qwen3-235b --dataset my-evaluation-set",
    "local clock advance 24h",
)


def written(folder: Path) -> None:
    """Put the files there."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    weights(folder / "my-adapter" / "adapter_model.safetensors")
    weights(folder / "my-base-model" / "model.safetensors")


def weights(path: Path) -> None:
    """A safetensors file with one small tensor."""
    head = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    path.write_bytes(len(head).to_bytes(8, "little") + head + bytes(4))


def made(folder: Path, lines: tuple[str, ...]) -> None:
    """Run command lines there, in one process; each must succeed."""
    code = (
        "import shlex, sys\nfrom firectl_py.cli import main\n"
        "for line in sys.argv[1:]:\n    assert main(['-p', 'local', *shlex.split(line)]) == 0, line\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *lines], cwd=folder, env=environ(folder), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def environ(folder: Path) -> dict[str, str]:
    """The variables an example runs with; `firectl` is this one."""
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    tool = home / "bin" / "firectl"
    if not tool.exists():
        tool.parent.mkdir(parents=True)
        tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m firectl_py "$@"\n')
        tool.chmod(0o755)
    return {
        "PATH": f"{tool.parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "FIRECTL_LOCAL_DATA_DIR": str(folder / ".store"),
        "COLUMNS": "100",
    }
