"""A model on disk: a Hugging Face folder, judged before a byte of it is sent.

A base model has config.json, a LoRA adapter adapter_config.json.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import InvalidDataError
from .model_files import files_of
from .weights import check_weights, is_training_state, is_weights, read_object

RANKS = range(4, 65)
"""LoRA ranks the platform serves (fireworks.ai/docs/fine-tuning/fine-tuned-import)."""
TARGET_MODULES = (
    *("q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj", "gate_proj"),
    *("w1", "w2", "w3", "block_sparse_moe.gate"),
)
"""Modules that a LoRA adapter may be for, from the same page."""
_ADAPTER_WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")


class Checkpoint(NamedTuple):
    """A model on disk: its files by the names they will have, and what its configuration says."""

    files: dict[str, Path]
    config: dict[str, Any]
    is_adapter: bool
    warnings: tuple[str, ...] = ()
    """Sentences about what the platform may refuse, or nobody needs."""


def read(folder: Path, *, skip_config_validation: bool = False) -> Checkpoint:
    """The model in `folder`. Raises InvalidDataError for a folder that is not a whole model; LocalIOError.

    With `skip_config_validation` what the platform documents as unsupported becomes a warning.
    """
    if not folder.is_dir():
        raise InvalidDataError(
            f"{folder} is not a folder", hint="A model is a folder with config.json or adapter_config.json."
        )
    files = files_of(folder)
    is_adapter = "adapter_config.json" in files
    name = "adapter_config.json" if is_adapter else "config.json"
    if name not in files:
        raise InvalidDataError(f"{folder} holds neither config.json nor adapter_config.json")
    config: dict[str, Any] = read_object(files[name])
    names = _ADAPTER_WEIGHTS if is_adapter else tuple(file for file in files if "/" not in file and is_weights(file))
    if not set(names) & set(files):
        needed = " or ".join(_ADAPTER_WEIGHTS) if is_adapter else "*.safetensors or *.bin"
        raise InvalidDataError(f"{folder} holds no weights: {needed} is needed")
    warnings: list[str] = []
    if is_adapter:
        _check_adapter(files[name], config)
        warnings += _check_modules(files[name], config, skip_config_validation)
    elif config.get("quantization_config"):
        warnings.append(f"{files[name]} has a quantization_config: the platform takes weights that are not quantized.")
    check_weights(files)
    return Checkpoint(files, config, is_adapter, (*warnings, *_useless(files)))


def _check_adapter(path: Path, config: dict[str, Any]) -> None:
    rank, targets = config.get("r"), config.get("target_modules")
    if type(rank) is not int or rank not in RANKS:
        raise InvalidDataError(f"{path}: r is {json.dumps(rank)[:40]}; allowed: {RANKS[0]} to {RANKS[-1]}")
    named = isinstance(targets, list) and targets and all(isinstance(target, str) and target for target in targets)
    if not named and not (isinstance(targets, str) and targets):
        raise InvalidDataError(f"{path}: target_modules names no modules", hint='A list such as ["q_proj", "v_proj"].')
    if config.get("peft_type", "LORA") != "LORA":
        raise InvalidDataError(f"{path}: peft_type is {json.dumps(config['peft_type'])[:40]}; only LORA can be served")


def _check_modules(path: Path, config: dict[str, Any], skip: bool) -> list[str]:
    """Raises InvalidDataError for modules that the platform does not document; a warning of them with `skip`.

    A text instead of a list is a pattern, which only the model itself can answer.
    """
    targets = config["target_modules"]
    others = [] if isinstance(targets, str) else [target for target in targets if not _is_served(target)]
    if not others:
        return []
    sentence = f"{path}: target_modules names {', '.join(others[:5])}, which the platform does not serve"
    if not skip:
        raise InvalidDataError(
            f"{sentence}; allowed: {', '.join(TARGET_MODULES)}",
            hint="--skip-hf-config-validation sends it all the same.",
        )
    return [f"{sentence}."]


def _is_served(module: str) -> bool:
    return any(module == name or module.endswith(f".{name}") for name in TARGET_MODULES)


def _useless(files: dict[str, Path]) -> list[str]:
    """A warning about what only the training needs."""
    states = [name for name in files if is_training_state(name)]
    if not states:
        return []
    size = sum(files[name].stat().st_size for name in states)
    count = f" and {len(states) - 1} more" if len(states) > 1 else ""
    return [
        f"{states[0]}{count} ({size} bytes) are of the training: no model needs them to be served, and they are sent."
    ]


def base_differs(stated: str, base_model: str) -> bool:
    """Whether `stated`, the base in adapter_config.json, looks like another model than `base_model`.

    The platform writes names in its own way: Llama-3.1-8B-Instruct is llama-v3p1-8b-instruct there. Of a path nothing
    can be told.
    """
    if "/" not in stated or stated.startswith((".", "/", "~")) or stated.count("/") > 1:
        return False
    one, other = _plain(stated), _plain(base_model)
    return one not in other and other not in one


def _plain(name: str) -> str:
    text = name.rpartition("/")[2].lower()
    text = re.sub(r"v?(\d)p(\d)", r"\1.\2", text).removeprefix("meta-")
    return re.sub(r"[^a-z0-9]", "", text)
