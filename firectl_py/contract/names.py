"""Resource names and ids: `accounts/{account}/{collection}/{id}`.

Standard library only, imports nothing of ours.
"""

from __future__ import annotations

import re

ID_RULE = "1 to 63 of a-z, 0-9 and hyphen, starting with a letter, not ending with a hyphen"
_ID = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_ACCEPTED_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_SERVER_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?", re.ASCII)

PUBLIC_ACCOUNT = "fireworks"
"""The account that owns the public models."""


def is_new_id(text: str) -> bool:
    """Whether `text` may be chosen as the id of a new resource."""
    return _ID.fullmatch(text) is not None


def may_be_accepted(text: str) -> bool:
    """Whether the platform may take `text` as a new id.

    It has taken ids that begin with a digit, such as 1b-v13, although its documentation wants a letter.
    """
    return _ACCEPTED_ID.fullmatch(text) is not None


def is_known_id(text: str) -> bool:
    """Whether `text` can be the id of a resource that exists: ids chosen by servers are laxer, but never a path."""
    return _SERVER_ID.fullmatch(text) is not None and ".." not in text


def resource_name(account: str, collection: str, resource_id: str) -> str:
    """`accounts/{account}/{collection}/{id}`, or `accounts/{id}` for the accounts themselves."""
    if collection == "accounts":
        return f"accounts/{resource_id}"
    return f"accounts/{account}/{collection}/{resource_id}"


def split_name(name: str) -> tuple[str, str, str] | None:
    """(account, collection, id) of a full resource name, or None where `name` is not one."""
    parts = name.split("/")
    if parts[0] != "accounts" or not all(is_known_id(part) for part in parts[1:]):
        return None
    if len(parts) == 2:
        return parts[1], "accounts", parts[1]
    if len(parts) == 4:
        return parts[1], parts[2], parts[3]
    return None


def last_segment(name: str) -> str:
    """The bare id of a resource name."""
    return name.rsplit("/", 1)[-1]
