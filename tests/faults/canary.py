"""A key that must not be seen, and the search for it: raw, in base64, percent-encoded, reversed."""

from __future__ import annotations

import base64
import os
import secrets
import threading
from pathlib import Path
from urllib.parse import quote


class Canary:
    """One key, and every form of it that counts as a sighting."""

    def __init__(self) -> None:
        self.key = f"fw_CANARY/{secrets.token_hex(8)}+{secrets.token_hex(4)}"
        raw = self.key.encode()
        shifted = [base64.b64encode(b"x" * lead + raw)[(8 * lead + 5) // 6 : -4] for lead in range(3)]
        self.forms = frozenset([raw, raw[::-1], quote(self.key, safe="").encode(), *shifted])
        self.searched = 0
        """Bytes looked through so far."""

    def is_in(self, data: bytes) -> bool:
        """Whether a form of the key is in `data`."""
        self.searched += len(data)
        return any(form in data for form in self.forms)

    def files_with_it(self, *roots: Path) -> list[Path]:
        """Files below `roots` that hold it."""
        files = (path for root in roots for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        return [path for path in files if self.is_in(path.read_bytes())]


class ArgvWatch:
    """Samples the command lines of all processes while it is entered, where there is a /proc."""

    def __init__(self, canary: Canary, every: float = 0.01) -> None:
        self._canary, self._every = canary, every
        self._stop = threading.Event()
        self.sightings: list[bytes] = []
        self.samples = 0

    def __enter__(self) -> ArgvWatch:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._every) and os.path.isdir("/proc"):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    line = Path("/proc", pid, "cmdline").read_bytes()
                except OSError:
                    continue
                self.samples += 1
                if self._canary.is_in(line):
                    self.sightings.append(line)
