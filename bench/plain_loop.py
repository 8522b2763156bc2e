"""The reference for validation: the standard library's json in one process, with the same checks on chat rows.

`python plain_loop.py FILE` prints what it counted. What it looks at: syntax and UTF-8, that a row is an object with
messages, roles and their order, contents, weights, and rows that are there twice; it counts rows, roles, characters,
bytes of text and the longest row.
"""

import json
import sys
from collections import Counter
from zlib import crc32

ROLES = {"system", "user", "assistant", "tool"}
KNOWN = {"role", "content", "weight"}


def judge(path: str) -> dict[str, object]:
    """The counts. Raises ValueError at the first bad row."""
    decode, seen, roles = json.JSONDecoder().decode, set[int](), Counter[str]()
    rows = characters = text_bytes = longest = repeated = 0
    with open(path, "rb") as file:
        for line in file:
            row = decode(line.decode())
            if not isinstance(row, dict) or not isinstance(row.get("messages"), list) or not row["messages"]:
                raise ValueError(f"row {rows + 1}")
            before = ""
            for index, message in enumerate(row["messages"]):
                role, content = message["role"], message["content"]
                if role not in ROLES or (role == "system" and index) or not isinstance(content, str) or not content:
                    raise ValueError(f"row {rows + 1}, message {index}")
                if role == before or (role == "assistant" and before in ("", "system")):
                    raise ValueError(f"row {rows + 1}, order")
                if message.get("weight", 1) not in (0, 1) or message.keys() - KNOWN:
                    raise ValueError(f"row {rows + 1}, message {index}")
                roles[role] += 1
                characters += len(content)
                text_bytes += len(content) if content.isascii() else len(content.encode())
                before = role
            if before != "assistant":
                raise ValueError(f"row {rows + 1}, end")
            rows += 1
            longest = max(longest, len(line))
            key = crc32(line)
            repeated += key in seen
            seen.add(key)
    return {"rows": rows, "roles": roles, "characters": characters, "bytes": text_bytes, "repeated": repeated}


if __name__ == "__main__":
    print(judge(sys.argv[1]))
