"""How much GPU memory it takes to serve a model. Both sides of the wire judge hardware by this rule."""

from __future__ import annotations

from .json_types import JsonObject
from .numbers import whole_number

SERVING_OVERHEAD = 1.2
"""Memory to serve a model over memory of its weights. Source: EleutherAI, Transformer Math 101 (blog.eleuther.ai,
2023), "Total Inference Memory": what goes beyond the weights is at most 20 %."""
_BYTES = {"FP8": 1.0, "NF4": 0.5, "FP4": 0.5}
"""Bytes of one parameter by how the name of a precision begins; the formats of 16 bits take two."""


def bytes_per_parameter(precision: str) -> float:
    """Bytes one parameter takes in a precision of the API, such as "FP8_MM_V2"; two where none is named."""
    return next((size for start, size in _BYTES.items() if precision.startswith(start)), 2.0)


def default_precision(model: JsonObject) -> str:
    """The precision a model is served in where none is asked for."""
    return str((model.get("baseModelDetails") or {}).get("defaultPrecision") or "BF16")


def gigabytes_to_serve(model: JsonObject, precision: str = "") -> float:
    """Gigabytes (10^9 bytes) of GPU memory that a model needs, in its default precision where none is named.

    0 where the size of the model is not known.
    """
    parameters = whole_number((model.get("baseModelDetails") or {}).get("parameterCount")) or 0
    return parameters * bytes_per_parameter(precision or default_precision(model)) * SERVING_OVERHEAD / 1e9
