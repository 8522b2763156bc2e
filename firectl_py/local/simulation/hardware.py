"""The GPUs that the control plane chooses where none are named.

Of the accelerators on offer the one with the least memory that holds the model on one GPU is taken; where none does,
on two, on four, on eight. Of two with the same memory the older one is taken, which is cheaper. How much memory a model
needs is `contract.sizing`'s rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from firectl_py.contract.enums import ACCELERATOR_MEMORY_GB, ACCELERATORS

COUNTS = (1, 2, 4, 8)
"""GPUs a replica may be given by the rule."""


class Hardware(NamedTuple):
    """GPUs of one replica."""

    accelerator: str
    gpus: int


def smallest(needed_gb: float, offered: Sequence[str], count: int | None = None) -> Hardware | None:
    """The smallest of the offered accelerators that holds the model, `count` to a replica if given; None if none."""
    ranked = sorted(offered, key=lambda name: (ACCELERATOR_MEMORY_GB[name], ACCELERATORS.index(name)))
    for number in (count,) if count else COUNTS:
        for accelerator in ranked:
            if ACCELERATOR_MEMORY_GB[accelerator] * number >= needed_gb:
                return Hardware(accelerator, number)
    return None
