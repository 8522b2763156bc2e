"""Files of datasets and models: registering them, their signed URLs, what is stored of them."""

from __future__ import annotations

import re
import time

from firectl_py.contract.json_types import JsonObject

from ..http.context import RequestContext
from ..http.errors import RpcError, invalid, precondition
from ..store.tx import File, Row

MAX_FILES = 10_000
"""Files one resource may have."""
_PART = re.compile(r"[A-Za-z0-9_+=@,. -]{1,255}", re.ASCII)


def new_generation() -> str:
    """The generation of a file that is registered now: microseconds since 1970, as Google's storage counts them."""
    return str(time.time_ns() // 1000)


def check_file_name(name: str, *, folders: bool) -> str:
    """`name`, if a file may be called that. Raises INVALID_ARGUMENT."""
    parts = name.split("/") if folders else [name]
    good = len(name) <= 512 and all(
        _PART.fullmatch(part) and part not in (".", "..") and part == part.strip() for part in parts
    )
    if not good:
        shown = name[:80].encode("unicode_escape", "backslashreplace").decode()
        raise invalid("filenameToSize", f"{shown!r} is not a plain file name")
    return name


def wanted_files(call: RequestContext, *, folders: bool, smallest: int) -> dict[str, int]:
    """The files a getUploadEndpoint call announces, name to bytes. Raises INVALID_ARGUMENT."""
    sizes = {check_file_name(name, folders=folders): int(size) for name, size in call.body["filenameToSize"].items()}
    if len(sizes) > MAX_FILES:
        raise invalid("filenameToSize", f"names {len(sizes)} files, {MAX_FILES} are allowed")
    for name, size in sizes.items():
        if size < smallest:
            raise invalid(f"filenameToSize.{name}", "is empty" if size == 0 else "cannot be negative")
    return sizes


def replace_files(call: RequestContext, row: Row, sizes: dict[str, int]) -> None:
    """Register exactly these files: what was registered or stored before is dropped."""
    for file in call.tx.files(row.name):
        call.tx.drop_file(file)
    _register(call, row, sizes)


def add_files(call: RequestContext, row: Row, sizes: dict[str, int]) -> None:
    """Register these files too; one that is stored with the same size stays as it is."""
    known = {file.name: file for file in call.tx.files(row.name)}
    for name, size in sizes.items():
        if name in known and known[name].size != size:
            call.tx.drop_file(known.pop(name))
    _register(call, row, {name: size for name, size in sizes.items() if name not in known})


def put_urls(call: RequestContext, row: Row, names: set[str], *, resumable: bool = False) -> JsonObject:
    """Signed URLs to PUT the named files to, or to POST to for a resumable session each."""
    method = "POST" if resumable else "PUT"
    return {
        file.name: call.plane.signer.url(call.base_url, method, row.name, file.name, file.generation, file.size)
        for file in call.tx.files(row.name)
        if file.name in names
    }


def get_url(call: RequestContext, owner: str, file: str, generation: str = "") -> str:
    """A signed URL to GET a file from; files that are worked out have no generation."""
    return call.plane.signer.url(call.base_url, "GET", owner, file, generation)


def stored_files(call: RequestContext, row: Row) -> list[File]:
    """The files of a row, all of them stored. Raises FAILED_PRECONDITION where bytes are missing."""
    files = call.tx.files(row.name)
    if not files:
        raise precondition(f"{row.name} has no files: ask :getUploadEndpoint for URLs first")
    missing = [file.name for file in files if not file.blob]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise precondition(f"{row.name}: the bytes of {shown} have not arrived")
    return files


def check_uploading(row: Row) -> None:
    """Raises FAILED_PRECONDITION where a row takes no more files."""
    if row.body.get("state") != "UPLOADING":
        raise precondition(f"{row.name} is {row.body.get('state')}; its files can no longer change")


def download_urls(call: RequestContext, row: Row, folder: str = "") -> JsonObject:
    """Signed URLs of all that is stored of a row, by name below `folder`. Raises FAILED_PRECONDITION without files."""
    files = [file for file in call.tx.files(row.name) if file.blob]
    if not files:
        raise precondition(f"{row.name} holds no files to download")
    return {f"{folder}{file.name}": get_url(call, row.name, file.name, file.generation) for file in files}


def unchanged(call: RequestContext, row: Row, files: list[File]) -> None:
    """Raises ABORTED where other bytes arrived while `files` were being read."""
    if [(file.name, file.blob) for file in call.tx.files(row.name)] != [(file.name, file.blob) for file in files]:
        raise RpcError("ABORTED", f"the files of {row.name} changed while they were being checked; try again")


def _register(call: RequestContext, row: Row, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        call.tx.put_file(File(row.name, name, new_generation(), size))
