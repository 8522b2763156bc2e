"""A model that waits for resumable uploads, and what tests say to its sessions."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

import google_crc32c
import requests
from werkzeug.test import TestResponse

from .plane import HOME, KEY, Plane

UNIT = 256 * 1024
TYPE = "application/octet-stream"
MODEL = {"kind": "HF_BASE_MODEL", "baseModelDetails": {"worldSize": 1}}


def bytes_of(size: int) -> bytes:
    """So many bytes, no two units of them alike."""
    return b"".join(number.to_bytes(8, "big") for number in range(size // 8 + 1))[:size]


def hash_header(data: bytes) -> dict[str, str]:
    """X-Goog-Hash of `data`."""
    return {"X-Goog-Hash": "crc32c=" + base64.b64encode(google_crc32c.value(data).to_bytes(4, "big")).decode()}


def signed_url(plane: Plane, size: int, name: str = "model.bin") -> str:
    """A signed URL that opens sessions for one file of a model, which is made where it is new."""
    plane.raw("POST", "models", {"modelId": "big", "model": MODEL})
    body = {"filenameToSize": {name: str(size)}, "enableResumableUpload": True}
    reply = plane.ok("POST", "models/big:getUploadEndpoint", body)
    return str(reply["filenameToSignedUrls"][name])


def signed_url_of(url: str, size: int, verify: str | bool = True, key: str = KEY) -> str:
    """The same from a served control plane."""
    headers = {"Authorization": f"Bearer {key}"}
    requests.post(f"{url}{HOME}/models", json={"modelId": "big", "model": MODEL}, headers=headers, verify=verify)
    body = {"filenameToSize": {"model.bin": str(size)}, "enableResumableUpload": True}
    where = f"{url}{HOME}/models/big:getUploadEndpoint"
    reply = requests.post(where, json=body, headers=headers, verify=verify).json()
    return str(reply["filenameToSignedUrls"]["model.bin"])


class Session:
    """A session in this process, opened at once."""

    def __init__(self, plane: Plane, size: int) -> None:
        self.plane, self.size = plane, size
        self.signed_url = signed_url(plane, size)
        headers = {"x-goog-resumable": "start", "Content-Type": TYPE}
        reply = plane.client.post(self.signed_url, headers=headers)
        assert (reply.status_code, reply.data) == (201, b"")
        self.uri = reply.headers["Location"]
        assert urlsplit(self.uri).path == urlsplit(self.signed_url).path

    def put(self, content_range: str | None, data: bytes = b"", **headers: str) -> TestResponse:
        """A PUT with `Content-Range: bytes ...`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_range is not None:
            named["Content-Range"] = f"bytes {content_range}"
        return self.plane.client.put(self.uri, data=data, headers=named)

    def object(self) -> bytes | None:
        """The bytes of the file, once it is one."""
        for path in (self.plane.data_dir / "blobs").iterdir():
            reply = self.put("*/*")
            return path.read_bytes() if reply.status_code == 200 else None
        return None
