"""Files of models that have none: small stand-ins, which say that they are.

The same model always has the same bytes. Safetensors is written and read by hand: the format is
eight bytes of length, a JSON header and the data, and its library would bring numpy.
"""

from __future__ import annotations

import hashlib
import json
import struct

from firectl_py.contract.json_types import JsonObject

NOTE = "Simulated by the local control plane of firectl-py. These are not trained weights."
_TINY = 8
"""Rows or columns a stand-in matrix has beside the rank."""
_HEADER_LIMIT = 100_000_000


def model_files(name: str, body: JsonObject) -> dict[str, bytes]:
    """Stand-in files of a model, by file name."""
    if body.get("kind") == "HF_PEFT_ADDON":
        return _adapter(name, body["peftDetails"])
    details = body.get("baseModelDetails", {})
    config = {
        "_note": NOTE,
        "_name_or_path": name,
        "model_type": details.get("modelType", ""),
        "max_position_embeddings": body.get("contextLength", 0),
        "torch_dtype": "float32",
    }
    tensors = {"model.embed_tokens.weight": (_TINY, _TINY)}
    return {"config.json": _json(config), "model.safetensors": _safetensors(name, tensors)}


def read_header(data: bytes, size: int) -> JsonObject:
    """The JSON header of a safetensors file of `size` bytes that begins with `data`. Raises ValueError."""
    if len(data) < 8:
        raise ValueError("is shorter than the header of a safetensors file")
    (length,) = struct.unpack_from("<Q", data)
    if length > min(_HEADER_LIMIT, size - 8):
        raise ValueError("is not a safetensors file, or cut short")
    header = json.loads(data[8 : 8 + length])
    if not isinstance(header, dict):
        raise ValueError("has a header that is not an object")
    ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
    if max(ends, default=0) != size - 8 - length:
        raise ValueError("has another size than its header says")
    return header


def header_length(data: bytes) -> int:
    """How many bytes of a safetensors file `read_header` has to see, given its first eight."""
    (length,) = struct.unpack_from("<Q", data.ljust(8, b"\0"))
    return 8 + min(_HEADER_LIMIT, int(length))


def _adapter(name: str, details: JsonObject) -> dict[str, bytes]:
    rank = int(details["r"])
    modules = details.get("targetModules") or ["q_proj", "v_proj"]
    config = {
        "_note": NOTE,
        "base_model_name_or_path": details["baseModel"],
        "bias": "none",
        "lora_alpha": 2 * rank,
        "lora_dropout": 0.0,
        "peft_type": "LORA",
        "r": rank,
        "target_modules": modules,
        "task_type": "CAUSAL_LM",
    }
    tensors: dict[str, tuple[int, int]] = {}
    for module in modules:
        prefix = f"base_model.model.model.layers.0.self_attn.{module}"
        tensors[f"{prefix}.lora_A.weight"] = (rank, _TINY)
        tensors[f"{prefix}.lora_B.weight"] = (_TINY, rank)
    return {"adapter_config.json": _json(config), "adapter_model.safetensors": _safetensors(name, tensors)}


def _safetensors(name: str, tensors: dict[str, tuple[int, int]]) -> bytes:
    header: JsonObject = {"__metadata__": {"format": "pt", "note": NOTE, "model": name}}
    data = b""
    for tensor, (rows, columns) in tensors.items():
        values = _values(f"{name}/{tensor}", rows * columns)
        header[tensor] = {
            "dtype": "F32",
            "shape": [rows, columns],
            "data_offsets": [len(data), len(data) + len(values)],
        }
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def _values(seed: str, count: int) -> bytes:
    """`count` little floats around zero, always the same for a seed, as little-endian F32."""
    raw = hashlib.shake_256(seed.encode()).digest(count)
    return struct.pack(f"<{count}f", *((byte - 127.5) / 12750 for byte in raw))


def _json(value: JsonObject) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
