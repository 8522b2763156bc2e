"""Whether the weights of a model are whole: the server would say so gigabytes later.

No library serves: safetensors and torch would bring numpy and more, and only headers are read here.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ...errors import InvalidDataError, LocalIOError

_HEADER_LIMIT = 100_000_000
"""Bytes of a safetensors header; the format's own limit (github.com/huggingface/safetensors, README)."""
_SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<of>\d{5})\.(?P<suffix>safetensors|bin)")
_STATES = re.compile(
    r"(optimizer|scheduler|scaler|rng_state.*|random_states.*|trainer_state|training_args)\.\w+", re.ASCII
)
"""What trainers write beside the weights: transformers, accelerate and axolotl name it so."""


def is_weights(name: str) -> bool:
    """Whether a file of a model holds weights, and not the state of a training."""
    last = name.rpartition("/")[2]
    return last.endswith((".safetensors", ".bin")) and not is_training_state(name)


def is_training_state(name: str) -> bool:
    """Whether a file is of no use to serve a model: an optimizer's state, or a checkpoint of a training."""
    folder, _, last = name.rpartition("/")
    in_checkpoint = any(re.fullmatch(r"checkpoint-\d+", part) for part in folder.split("/"))
    return in_checkpoint or bool(_STATES.fullmatch(last))


def check_weights(files: Mapping[str, Path]) -> None:
    """Raises InvalidDataError for weights that are cut off, empty, of another format, or lack a shard; LocalIOError."""
    tensors = {name: _tensors(path) for name, path in files.items() if name.endswith(".safetensors")}
    for name, found in tensors.items():
        if not found and is_weights(name):
            raise InvalidDataError(f"{files[name]} holds no tensors")
    for name, path in files.items():
        if name.endswith(".bin") and is_weights(name) and re.search(r"(pytorch|adapter)_model", name):
            _check_pickle(path)
    _check_shards(files)
    for name in [name for name in files if name.endswith((".safetensors.index.json", ".bin.index.json"))]:
        _check_index(name, files, tensors)


def _tensors(path: Path) -> frozenset[str]:
    """The names of the tensors in a safetensors file. Raises InvalidDataError where it is none, or was cut off."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= min(_HEADER_LIMIT, size - 8):
                raise ValueError
            header = json.loads(file.read(length))
        ends = {name: int(it["data_offsets"][1]) for name, it in header.items() if name != "__metadata__"}
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise InvalidDataError(f"{path} is not a safetensors file") from None
    whole = 8 + length + max(ends.values(), default=0)
    if whole != size:
        raise InvalidDataError(f"{path} is not whole: {size} bytes, its header says {whole}")
    return frozenset(ends)


def _check_pickle(path: Path) -> None:
    """Raises InvalidDataError for a file that torch.save did not write: a zip archive, or before torch 1.6 a pickle."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head[:2] == b"PK":
            if not zipfile.is_zipfile(path):
                raise InvalidDataError(f"{path} is not whole: the end of the archive is missing")
        elif head[:1] != b"\x80":
            raise InvalidDataError(f"{path} is not a PyTorch file")
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None


def _check_shards(files: Mapping[str, Path]) -> None:
    """Raises InvalidDataError where one of `model-00001-of-00003.safetensors` and the like is missing."""
    groups: dict[tuple[str, int, str], set[int]] = {}
    for name in files:
        if match := _SHARD.fullmatch(name):
            key = match["stem"], int(match["of"]), match["suffix"]
            groups.setdefault(key, set()).add(int(match["number"]))
    for (stem, of, suffix), numbers in groups.items():
        # Some tools count from 0.
        first = 0 if 0 in numbers else 1
        for number in range(first, first + of):
            if number not in numbers:
                missing = f"{stem}-{number:05}-of-{of:05}.{suffix}"
                raise InvalidDataError(f"{missing} is missing: the folder holds {len(numbers)} of {of} shards")


def _check_index(name: str, files: Mapping[str, Path], tensors: Mapping[str, frozenset[str]]) -> None:
    """Raises InvalidDataError where an index names files or tensors that are not there."""
    weights, at = read_object(files[name]).get("weight_map"), name.rpartition("/")[0]
    if not isinstance(weights, dict) or not weights:
        raise InvalidDataError(f"{files[name]} names no tensors")
    places = {str(tensor): f"{at}/{file}" if at else str(file) for tensor, file in weights.items()}
    absent = sorted({file for file in places.values() if file not in files})
    if absent:
        raise InvalidDataError(f"{files[name]} names {absent[0]}, which is not there ({len(absent)} missing)")
    for tensor, file in places.items():
        if file in tensors and tensor not in tensors[file]:
            raise InvalidDataError(f"{files[name]} says that {file} holds {tensor[:200]}, and it does not")


def read_object(path: Path, limit: int = 16 * 1024 * 1024) -> dict[str, object]:
    """A JSON object of up to `limit` bytes. Raises InvalidDataError, LocalIOError."""
    try:
        if path.stat().st_size > limit:
            raise InvalidDataError(f"{path} is larger than {limit} bytes")
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(f"{path} is not JSON: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise InvalidDataError(f"{path} is not a JSON object")
    return value
