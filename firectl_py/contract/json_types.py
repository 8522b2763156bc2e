"""The types of decoded JSON."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]
"""A JSON object: what the API takes and answers."""
