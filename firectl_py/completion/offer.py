"""`firectl __ids KINDS START`: the ids a shell may offer, from the cache.

The words typed so far come in FIRECTL_COMPLETE_WORDS, one a line, because others can see the arguments of a process and
a key may be among the words. While the cache is good, nothing heavy is loaded and no process is started. Otherwise
what is known is offered while another process asks the server; only where nothing is known, it is waited for, at most
WAIT seconds. Whatever goes wrong, the shell gets no error and no output but ids.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence

from . import cache

WORDS = "FIRECTL_COMPLETE_WORDS"
WAIT = 0.6
_PROGRAM = "import sys; sys.path[:] = filter(None, sys.path); from firectl_py.__main__ import main; sys.exit(main())"
"""Not -m, which would take modules from the folder the user happens to be in."""


def ids(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The lines to print: an id (a full name where one was begun), a tab, and its state where it has one."""
    kinds, start = arguments[0].split(","), arguments[1]
    flags = cache.typed(environ.get(WORDS, "").split("\n"))
    if "api_key" in flags:
        return ""  # a key that was typed is for this one command, and is kept nowhere
    found: list[str] = []
    end = time.time() + WAIT
    for kind in kinds:
        path = cache.place(kind, flags, environ)
        lines, until = cache.read(path)
        if until < time.time():
            _ask(kind, path, flags)
            while until == 0 and time.time() < end:
                time.sleep(0.02)
                lines, until = cache.read(path)
        found += lines
    return "".join(_shown(line, start) for line in found)


def answer(arguments: Sequence[str]) -> str:
    """What to print; nothing where that cannot be said."""
    try:
        return ids(arguments, os.environ)
    except (OSError, ValueError, IndexError):
        return ""


def _shown(line: str, start: str) -> str:
    name, _, state = line.partition("\t")
    word = name if "/" in start else name.rpartition("/")[2]
    # A shell puts the word on the command line as it is: nothing passes that it would act on, whoever wrote the file.
    plain = word.translate({45: None, 46: None, 47: None, 95: None})
    if not plain.isalnum() or not word.isascii() or not word[0].isalnum() or not word.lower().startswith(start.lower()):
        return ""
    return f"{word}\t{state}\n" if state.replace("_", "").isalnum() else f"{word}\n"


def _ask(kind: str, path: str, flags: Mapping[str, str]) -> None:
    """Start a process that fills the file, unless one is at it. It has its own session and outlives this one."""
    argv = [sys.executable, "-c", _PROGRAM, "__refresh", kind, path, *(f"{k}={v}" for k, v in flags.items())]
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(lock)
            _start(argv, lock)
        finally:
            os.close(lock)
    except OSError:
        return  # another process asks already, or there is nowhere to put an answer


def _lock(descriptor: int) -> None:
    """Take the lock, without waiting. Raises OSError where another process has it. Windows goes without."""
    if os.name != "nt":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _start(argv: list[str], lock: int) -> None:
    """Start `argv`, which keeps the lock until it ends, however it ends."""
    import subprocess

    null = subprocess.DEVNULL
    keep = () if os.name == "nt" else (lock,)
    process = subprocess.Popen(argv, stdin=null, stdout=null, stderr=null, start_new_session=True, pass_fds=keep)
    process.returncode = 0  # nobody waits for it, and subprocess shall not warn that it still runs
