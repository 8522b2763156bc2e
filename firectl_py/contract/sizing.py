"""How much GPU memory it takes to serve a model. Both sides of the wire judge hardware by this rule."""

from __future__ import annotations

SERVING_OVERHEAD = 1.2
"""Memory to serve a model over memory of its weights. Source: EleutherAI, Transformer Math 101 (blog.eleuther.ai,
2023), "Total Inference Memory": what goes beyond the weights is at most 20 %."""
_BYTES = {"FP8": 1.0, "NF4": 0.5, "FP4": 0.5}
"""Bytes of one parameter by how the name of a precision begins; the formats of 16 bits take two."""


def bytes_per_parameter(precision: str) -> float:
    """Bytes one parameter takes in a precision of the API, such as "FP8_MM_V2"; two where none is named."""
    return next((size for start, size in _BYTES.items() if precision.startswith(start)), 2.0)


def serving_gigabytes(parameters: int, precision: str) -> float:
    """Gigabytes (10^9 bytes) of GPU memory that a model of so many parameters needs."""
    return parameters * bytes_per_parameter(precision) * SERVING_OVERHEAD / 1e9
