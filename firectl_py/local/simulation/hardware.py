"""Which GPUs hold a model: the stated rule by which the control plane chooses hardware nobody named.

Touches nothing. A model needs its parameters times the bytes of its precision, and a quarter more for the cache and
the activations. Of the accelerators on offer the one with the least memory that holds the model on one GPU is taken;
where none does, on two, on four, on eight. Of two with the same memory the older one is taken, which is cheaper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from firectl_py.contract.enums import ACCELERATOR_MEMORY_GB, ACCELERATORS
from firectl_py.contract.json_types import JsonObject

OVERHEAD = 1.25
COUNTS = (1, 2, 4, 8)
"""GPUs a replica may be given by the rule."""
MAX_COUNT = 16
"""GPUs a replica may be asked to have."""


class Hardware(NamedTuple):
    """GPUs of one replica."""

    accelerator: str
    gpus: int


def bytes_per_parameter(precision: str) -> float:
    """Bytes one parameter takes in a precision."""
    if precision.startswith(("FP4", "NF4")):
        return 0.5
    return 1.0 if precision.startswith("FP8") else 2.0


def memory_needed_gb(model: JsonObject, precision: str) -> float:
    """Gigabytes (10^9 bytes) of GPU memory a model needs; 0 where its size is not known."""
    parameters = int(model.get("baseModelDetails", {}).get("parameterCount", 0))
    return parameters * bytes_per_parameter(precision) * OVERHEAD / 1e9


def default_precision(model: JsonObject) -> str:
    """The precision a model is served in when none is asked for."""
    precision: str = model.get("baseModelDetails", {}).get("defaultPrecision") or "BF16"
    return precision


def smallest(needed_gb: float, offered: Sequence[str], count: int | None = None) -> Hardware | None:
    """The smallest of the offered accelerators that holds the model, `count` to a replica if given; None if none."""
    ranked = sorted(offered, key=lambda name: (ACCELERATOR_MEMORY_GB[name], ACCELERATORS.index(name)))
    for number in (count,) if count else COUNTS:
        for accelerator in ranked:
            if ACCELERATOR_MEMORY_GB[accelerator] * number >= needed_gb:
                return Hardware(accelerator, number)
    return None
