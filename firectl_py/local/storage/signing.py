"""Signatures: of URLs that stand in for a key, and of page tokens.

A signed URL protects a real transfer, so it expires in real time and not on the virtual clock.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from firectl_py.contract.wire import SIGNED_URL_SECONDS

from ..http.errors import invalid
from .errors import StorageError


class Signer:
    """Signs for one store."""

    def __init__(self, secret: bytes) -> None:
        """`secret` never leaves the store."""
        self._secret = secret

    def url(self, base_url: str, method: str, owner: str, file: str, generation: str, size: int | None = None) -> str:
        """A URL that lets its bearer `method` (PUT, POST or GET) one file of `owner` for SIGNED_URL_SECONDS.

        `size` in bytes is bound to the URL of an upload: the sender has to state it in the signed length header.
        """
        path = f"/storage/{owner}/{file}"
        args = {"expires": str(int(time.time()) + SIGNED_URL_SECONDS), "generation": generation}
        if size is not None:
            args["size"] = str(size)
        # By this name Google's own libraries know a signed URL, and send the headers that go with one.
        args["X-Goog-Signature"] = self._sign(method, path, args)
        return f"{base_url.rstrip('/')}{quote(path)}?{urlencode(args)}"

    def check_url(self, method: str, path: str, args: Mapping[str, str]) -> None:
        """Raises StorageError where the signature is missing or wrong, and under 400 where it has expired."""
        signed = {name: args[name] for name in ("expires", "generation", "size") if name in args}
        expected = self._sign(method, path, signed)
        if not hmac.compare_digest(expected.encode(), args.get("X-Goog-Signature", "").encode()):
            raise StorageError(403, "SignatureDoesNotMatch", "the signature does not match this method, path and query")
        if int(signed["expires"]) < time.time():
            raise StorageError(400, "ExpiredToken", "The provided token has expired.")

    def seal(self, value: dict[str, Any]) -> str:
        """An opaque token that `unseal` gives the value of."""
        body = base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode())
        return f"{body.decode()}.{self._mac(body)[:32]}"

    def unseal(self, token: str) -> dict[str, Any]:
        """The value of a token of ours. Raises INVALID_ARGUMENT for any other."""
        body, _, mac = token.partition(".")
        raw = body.encode()
        if not hmac.compare_digest(self._mac(raw)[:32].encode(), mac.encode()):
            raise invalid("pageToken", "is not a token this server gave out")
        value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(raw))
        return value

    def _sign(self, method: str, path: str, args: Mapping[str, str]) -> str:
        return self._mac("\n".join([method, path, *(f"{key}={args[key]}" for key in sorted(args))]).encode())

    def _mac(self, data: bytes) -> str:
        return hmac.new(self._secret, data, hashlib.sha256).hexdigest()
