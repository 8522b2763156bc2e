"""Validation of a chat file against a loop over the standard library's json, and against jq where there is one."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from .pairs import Pair, compare

MEGABYTES = int(os.environ.get("BENCH_VALIDATE_MB", "300"))
"""Size of the file; BENCH_VALIDATE_MB makes it smaller for a quick look."""
ROUNDS = 5
MOST_MEMORY = 60
"""MiB."""
_PLAIN = "the a model job that fails late because one dataset is broken costs money and time so look before it is sent"
_OTHER = ["Grüße", "naïve", "東京", "“quoted”", '"code"', "{json}", "path\\to", "line\nbreak"]
_WORDS = _PLAIN.split() * 3 + _OTHER


def write_chat(path: Path, megabytes: int) -> None:
    """A file of conversations of one to four turns: mostly English, one word in nine with other letters or escapes."""
    pick = random.Random(11)
    size = 0
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1_000_000:
            messages = [{"role": "system", "content": "You answer questions about fine-tuning."}]
            for _ in range(pick.randint(1, 4)):
                for role, longest in (("user", 80), ("assistant", 200)):
                    text = " ".join(pick.choices(_WORDS, k=pick.randint(10, longest)))
                    messages.append({"role": role, "content": text})
            line = json.dumps({"messages": messages}, ensure_ascii=False) + "\n"
            size += len(line.encode())
            file.write(line)


def pairs(
    folder: Path, python: str, firectl: str, environ: Mapping[str, str]
) -> Iterator[tuple[Pair, float | None, int]]:
    """(figures, highest ratio wanted, most MiB wanted), whole processes, the file in the page cache."""
    path, here = folder / "chat.jsonl", Path(__file__).parent
    write_chat(path, MEGABYTES)
    size, file = f"{MEGABYTES} MB", str(path)
    loop = [python, str(here / "plain_loop.py"), file]
    reference = "stdlib json, same checks"
    for count, ratio in (("1", 1 / 1.15), ("2", 0.5)):
        ours = [python, str(here / "ours.py"), count, file]
        title = f"validate {size}, {count} process{'es' if count == '2' else ''}"
        yield compare(title, ours, reference, loop, environ, rounds=ROUNDS), ratio, MOST_MEMORY
    command = [firectl, "datasets", "validate", file]
    yield compare(f"datasets validate, {size}", command, reference, loop, environ, rounds=ROUNDS), None, MOST_MEMORY
    if jq := shutil.which("jq"):
        yield (
            compare(f"datasets validate, {size}", command, "jq -c .", [jq, "-c", ".", file], environ, rounds=1),
            None,
            MOST_MEMORY,
        )
