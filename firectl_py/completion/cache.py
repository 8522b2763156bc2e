"""The files that hold ids for Tab. Only modules that Python has loaded anyway are imported: Tab must be quick.

One file for each kind of resource and each context: what decides which account and endpoint are meant, as far as that
can be told without reading a file. A file holds full names, a tab and a state, one a line, and no key. It is good until
its modification time; 0 stands for one that is known to be out of date.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence

_FLAGS = {"-a": "account_id", "--account-id": "account_id", "-p": "profile", "--profile": "profile"}
_FLAGS |= {"--base-url": "base_url", "--api-key": "api_key", "--cacert": "cacert"}
_VARIABLES = (
    *("FIREWORKS_API_KEY", "FIREWORKS_ACCOUNT_ID", "FIREWORKS_BASE_URL", "FIRECTL_PROFILE"),
    *("FIRECTL_CONFIG_DIR", "FIRECTL_LOCAL_DATA_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"),
)
LONGEST = 1800.0
"""Seconds that a file is good for at most: a clock that was put back must not make one good for ever."""


def folder(environ: Mapping[str, str]) -> str:
    """Where the files are: where platformdirs would put them, which takes longer to load than all of this."""
    if chosen := environ.get("FIRECTL_CACHE_DIR"):
        return os.path.join(os.path.abspath(chosen), "ids")
    home = environ.get("HOME") or os.path.expanduser("~")
    usual = {"darwin": "Library/Caches", "win32": "AppData/Local"}.get(sys.platform, ".cache")
    base = environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, usual), "firectl", "ids")


def typed(words: Sequence[str]) -> dict[str, str]:
    """The flags on a command line that say which account and endpoint are meant. The innermost counts."""
    found: dict[str, str] = {}
    name = ""
    for word in words:
        if word == "--":
            break
        flag, equals, value = word.partition("=")
        if name:
            found[name] = word.strip("\"'")
            name = ""
        elif flag in _FLAGS and flag.startswith("--") and equals:
            found[_FLAGS[flag]] = value.strip("\"'")
        elif word in _FLAGS:
            name = _FLAGS[word]
        elif word[:2] in ("-a", "-p"):
            found[_FLAGS[word[:2]]] = word[2:]
    return found


def place(kind: str, flags: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """The file of a kind. Its name holds 64 bits that depend on the key, too few to find the key from them.

    Two checksums and not a digest: hashlib loads OpenSSL, which takes longer than all of this.
    """
    from zlib import adler32, crc32

    home = environ.get("HOME") or os.path.expanduser("~")
    config = environ.get("FIRECTL_CONFIG_DIR") or os.path.join(
        environ.get("XDG_CONFIG_HOME") or f"{home}/.config", "firectl"
    )
    ours = [os.path.join(config, name) for name in ("config.yaml", "credentials.json")]
    theirs = [os.path.join(home, ".fireworks", name) for name in ("auth.ini", "settings.ini")]
    known = [*sorted(flags.items()), *((name, environ.get(name)) for name in _VARIABLES), *map(_stamp, ours + theirs)]
    context = repr(known).encode()
    return os.path.join(folder(environ), f"{kind}.{crc32(context):08x}{adler32(context):08x}")


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def read(path: str) -> tuple[list[str], float]:
    """The lines of a file, and until when they are good: 0 where there are none, or known to be out of date."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            until = os.fstat(file.fileno()).st_mtime
            return file.read().splitlines(), until if until < time.time() + LONGEST + 1 else 0.0
    except OSError:
        return [], 0.0


def write(path: str, lines: Sequence[str], seconds: float) -> None:
    """Replace a file, for its owner only, good for so long. Raises OSError."""
    temporary = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in lines)
    os.utime(temporary, (time.time(), time.time() + seconds))
    os.replace(temporary, path)


def outdate(kind: str, environ: Mapping[str, str]) -> None:
    """Something of this kind was made, changed or deleted: what is known of it, in any account, is out of date."""
    where = folder(environ)
    try:
        for name in os.listdir(where):
            if name.startswith(f"{kind}.") and not name.endswith(".lock"):
                os.utime(os.path.join(where, name), (0, 0))
    except OSError:
        return  # no cache, or no right to it: nothing hangs on it
