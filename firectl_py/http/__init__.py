"""Bytes in, bytes out: one `send` over requests' sessions."""

from __future__ import annotations

from .request import ApiRequest, Reply
from .retry import RetryPolicy, TokenBucket
from .retrying import Retries, is_transient, retrying
from .send import Sender

__all__ = ["ApiRequest", "Reply", "Retries", "RetryPolicy", "Sender", "TokenBucket", "is_transient", "retrying"]
