"""The system keyring in a process of its own, which can be killed and has neither our terminal nor our streams.

A keyring may prompt, print, or wait for a desktop that nobody sits at. `python -m firectl_py.config.keyring_worker`
reads one request from standard input and answers on standard output, both as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Literal

SECONDS = 3.0
"""How long the keyring may take."""

Request = Literal["name", "get", "set", "delete"]


class KeyringUnusableError(Exception):
    """The keyring is absent, a null backend, failing, or did not answer in time. Never leaves the config package."""


def ask(request: Request, service: str = "", user: str = "", secret: str = "") -> str | None:
    """What the keyring answers: its name, the secret, or None. Raises KeyringUnusableError."""
    import subprocess

    words = json.dumps([request, service, user, secret])
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=words.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            start_new_session=True,  # without a terminal a prompt for a password fails at once
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        raise KeyringUnusableError from None
    if not isinstance(answer, list) or len(answer) != 1 or not isinstance(answer[0], str | None):
        raise KeyringUnusableError
    found: str | None = answer[0]
    return found


def _answer(words: list[str]) -> Any:
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring) or backend.priority <= 0:
        return {}
    request, service, user, secret = words
    if request == "name":
        return [str(backend.name)]
    if request == "get":
        return [backend.get_password(service, user)]
    if request == "set":
        backend.set_password(service, user, secret)
    else:
        backend.delete_password(service, user)
    return [None]


def _main() -> None:
    words = json.load(sys.stdin)
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    try:
        answer = json.dumps(_answer(words))
    except Exception:  # whatever a backend raises, it is of no use
        answer = "{}"
    os.write(out, answer.encode())


if __name__ == "__main__":
    _main()
