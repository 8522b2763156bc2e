"""Bytes in, bytes out: one `send` over requests' sessions. Imports errors only; knows nothing of resources."""

from __future__ import annotations

from .call import Call, Reply
from .retry import RetryPolicy, TokenBucket
from .send import Sender

__all__ = ["Call", "Reply", "RetryPolicy", "Sender", "TokenBucket"]
