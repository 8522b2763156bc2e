"""Which files a model is made of, and what they say it is: judged before a byte is sent.

The folder is one of Hugging Face: a base model with config.json, or a LoRA adapter with adapter_config.json.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import InvalidDataError, LocalIOError

RANKS = range(4, 65)
"""LoRA ranks the platform serves."""
_WEIGHTS = (".safetensors", ".bin")
_CONFIG_LIMIT = 16 * 1024 * 1024
_HEADER_LIMIT = 100 * 1024 * 1024


class Checkpoint(NamedTuple):
    """A model on disk: its files by the names they will have, and what its configuration says."""

    files: dict[str, Path]
    config: dict[str, Any]
    is_adapter: bool


def read(folder: Path) -> Checkpoint:
    """The model in `folder`. Raises InvalidDataError for what is none, or is not whole; LocalIOError."""
    if not folder.is_dir():
        raise InvalidDataError(
            f"{folder} is not a folder", hint="A model is a folder with config.json or adapter_config.json."
        )
    files = _files(folder)
    is_adapter = "adapter_config.json" in files
    name = "adapter_config.json" if is_adapter else "config.json"
    if name not in files:
        raise InvalidDataError(f"{folder} holds neither config.json nor adapter_config.json")
    config = _object(files[name])
    wanted = ("adapter_model.safetensors", "adapter_model.bin") if is_adapter else ()
    if not (set(wanted) & set(files) if is_adapter else any(file.endswith(_WEIGHTS) for file in files)):
        raise InvalidDataError(
            f"{folder} holds no weights: {' or '.join(wanted) or '*.safetensors or *.bin'} is needed"
        )
    if is_adapter:
        _check_adapter(files[name], config)
    _check_index(folder, files)
    for path in files.values():
        if path.name.endswith(".safetensors"):
            _check_weights(path)
    return Checkpoint(files, config, is_adapter)


def _check_adapter(path: Path, config: dict[str, Any]) -> None:
    rank, targets = config.get("r"), config.get("target_modules")
    if type(rank) is not int or rank not in RANKS:
        raise InvalidDataError(f"{path}: r is {json.dumps(rank)[:40]}; allowed: {RANKS[0]} to {RANKS[-1]}")
    named = isinstance(targets, list) and targets and all(isinstance(target, str) and target for target in targets)
    if not named and not (isinstance(targets, str) and targets):
        raise InvalidDataError(f"{path}: target_modules names no modules", hint='A list such as ["q_proj", "v_proj"].')
    if config.get("peft_type", "LORA") != "LORA":
        raise InvalidDataError(f"{path}: peft_type is {json.dumps(config['peft_type'])[:40]}; only LORA can be served")


def _check_index(folder: Path, files: dict[str, Path]) -> None:
    """Raises InvalidDataError where weights that an index names are not there."""
    for name in [name for name in files if name.endswith((".safetensors.index.json", ".bin.index.json"))]:
        weights = _object(files[name]).get("weight_map")
        named = set(map(str, weights.values())) if isinstance(weights, dict) else set()
        at = name.rpartition("/")[0]
        absent = sorted(file for file in named if (f"{at}/{file}" if at else file) not in files)
        if absent:
            raise InvalidDataError(f"{folder}: {name} names {absent[0]}, which is not there ({len(absent)} missing)")


def _check_weights(path: Path) -> None:
    """Raises InvalidDataError where a file is not safetensors, or was cut off: the server says so gigabytes later."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if 0 < length <= min(_HEADER_LIMIT, size - 8) else {}
        if not header:
            raise ValueError
        ends = [int(it["data_offsets"][1]) for name, it in header.items() if name != "__metadata__"]
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise InvalidDataError(f"{path} is not a safetensors file") from None
    if 8 + length + max(ends, default=0) != size:
        raise InvalidDataError(
            f"{path} is not whole: {size} bytes, its header says {8 + length + max(ends, default=0)}"
        )


def _object(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _CONFIG_LIMIT:
            raise InvalidDataError(f"{path} is larger than {_CONFIG_LIMIT} bytes")
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise LocalIOError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidDataError(f"{path} is not JSON: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise InvalidDataError(f"{path} is not a JSON object")
    return value


def _files(folder: Path) -> dict[str, Path]:
    """The files below `folder`. Hidden ones are passed over.

    A link is followed to a file of this folder, or of the cache that the Hugging Face tools keep; any other is refused,
    so that a folder from somewhere else cannot have a private file sent. Raises InvalidDataError that names what is
    wrong.
    """
    found: dict[str, Path] = {}
    wrong: list[str] = []
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if problem := _problem(path, folder):
            wrong.append(f"{ascii(name) if not name.isprintable() else name} {problem}")
        found[name] = path
    if wrong:
        more = f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise InvalidDataError(f"{folder}: {'; '.join(wrong[:5])}{more}", hint="Nothing was sent.")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise LocalIOError(f"{error.filename}: {error.strerror}")

    for at, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        yield from (Path(at) / name for name in sorted([*files, *links]) if not name.startswith("."))


def _problem(path: Path, folder: Path) -> str:
    """What is wrong with a file, "" where nothing is."""
    if not path.name.isprintable():  # nor are bytes that are no text
        return "has a name that is no plain text"
    try:
        if path.is_symlink():
            target, root = path.resolve(strict=True), folder.resolve()
            cache = root.parent.parent / "blobs" if root.parent.name == "snapshots" else root
            if not (target.is_relative_to(root) or target.is_relative_to(cache)):
                return "is a link that leads out of the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError):
        return "is a link that leads nowhere" if path.is_symlink() else "cannot be read"
    if not stat.S_ISREG(mode):
        return "is a link to a folder" if stat.S_ISDIR(mode) else "is not a regular file"
    return "" if os.access(path, os.R_OK) else "cannot be read: Permission denied"
