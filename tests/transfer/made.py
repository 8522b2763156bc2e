"""Files to send, the same for the same seed."""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path


def rows(size: int, seed: int = 1) -> bytes:
    """Chat rows of about so many bytes."""
    chance, out, total = random.Random(seed), [], 0
    while total < size:
        messages = [
            {"role": "user", "content": f"{chance.getrandbits(4000):x}"},
            {"role": "assistant", "content": f"{chance.getrandbits(4000):x}"},
        ]
        out.append(json.dumps({"messages": messages}).encode() + b"\n")
        total += len(out[-1])
    return b"".join(out)


def weights(size: int, seed: int = 1) -> bytes:
    """A safetensors file with `size` bytes of numbers."""
    header = json.dumps({"w": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    return struct.pack("<Q", len(header)) + header + random.Random(seed).randbytes(size)


def base_model(folder: Path, size: int, seed: int = 1) -> Path:
    """A Hugging Face folder of a base model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text('{"model_type": "llama"}')
    (folder / "model.safetensors").write_bytes(weights(size, seed))
    return folder


def adapter(folder: Path, **config: object) -> Path:
    """A LoRA adapter."""
    folder.mkdir(parents=True, exist_ok=True)
    stated = {"r": 8, "target_modules": ["q_proj"], "peft_type": "LORA", **config}
    (folder / "adapter_config.json").write_text(json.dumps(stated))
    (folder / "adapter_model.safetensors").write_bytes(weights(1000))
    return folder
