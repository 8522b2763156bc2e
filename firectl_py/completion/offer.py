"""`firectl __ids KINDS START`: the ids a shell may offer, from the cache.

The words typed so far come in FIRECTL_COMPLETE_WORDS, one a line: a key among them must not be seen by others. With a
cache that is good nothing heavy is loaded and no other process is started. Else what is known is offered and another
process asks, by itself; only where nothing is known it is waited for, at most WAIT seconds. Whatever goes wrong, the
shell gets no error and no output but ids.
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
    """Have another process fill the file, one at a time. It has its own session and none of our files."""
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        argv = [sys.executable, "-c", _PROGRAM, "__refresh", kind, path, *(f"{k}={v}" for k, v in flags.items())]
        if os.name == "nt":
            import subprocess

            subprocess.Popen(argv, stdin=-3, stdout=-3, stderr=-3, creationflags=8)  # -3: DEVNULL, 8: DETACHED_PROCESS
            return
        import fcntl

        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fork() == 0:
                _become(argv, lock)
        finally:
            os.close(lock)
    except OSError:
        return  # somebody asks already, or there is nowhere to put an answer


def _become(argv: list[str], lock: int) -> None:
    """In the child: be the process that asks. It holds the lock until it ends, however it ends."""
    try:
        os.setsid()
        os.dup2(lock, 3, inheritable=True)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        os.closerange(4, 1024)
        os.execv(argv[0], argv)
    finally:
        os.kill(os.getpid(), 9)
