"""What Tab costs: the words a shell knows by itself, and the ids that come from the cache.

The static half is a whole bash that reads the script and completes; no Python is in it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from firectl_py.completion import cache

from .pairs import Pair, compare

SCRIPT = Path(__file__).parent.parent / "completions" / "firectl.bash"
_STATIC = 'source "$1"; COMP_WORDS=(firectl sftj create --) COMP_CWORD=3; _firectl; [[ ${#COMPREPLY[@]} -gt 20 ]]'


def pairs(
    home: Path, python: str, firectl: str, plain: Mapping[str, str]
) -> Iterator[tuple[Pair, float | None, float | None]]:
    """The rows of the table."""
    nothing = [python, "-c", "pass"]
    if bash := shutil.which("bash"):
        static = [bash, "--norc", "-c", _STATIC, "bash", str(SCRIPT)]
        yield compare("TAB static, bash started anew", static, "python -c pass", nothing, plain), 2.0, None
    environ = {**plain, "FIRECTL_CACHE_DIR": str(home / "cache"), "FIREWORKS_ACCOUNT_ID": "acme"}
    file = Path(cache.place("models", {}, environ))
    file.parent.mkdir(parents=True)
    cache.write(str(file), [f"accounts/acme/models/model-{number}\tREADY" for number in range(500)], cache.LONGEST)
    dynamic = [firectl, "__ids", "models", ""]
    done = subprocess.run(dynamic, env=environ, capture_output=True, text=True, check=True)
    if len(done.stdout.splitlines()) != 500 or time.time() > file.stat().st_mtime:
        raise RuntimeError("the cache of the benchmark is not used")
    yield compare("TAB dynamic, 500 ids in the cache", dynamic, "python -c pass", nothing, environ), 2.0, None
