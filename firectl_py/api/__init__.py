"""The control plane as a library: `Client(api_key=...).list("models")`."""

from __future__ import annotations

from .client import Client
from .pages import Page

__all__ = ["Client", "Page"]
