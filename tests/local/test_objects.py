"""Plain objects behind signed URLs: what is said of them, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.datastructures import Headers

from firectl_py.local.storage import signed_urls

from .gcs import bytes_of, hash_header
from .plane import Plane, chat_rows


def put_url(plane: Plane, size: int) -> str:
    """A signed URL for one file of a new dataset."""
    plane.raw("POST", "datasets", {"datasetId": "rows", "dataset": {"userUploaded": {}, "exampleCount": "1"}})
    reply = plane.ok("POST", "datasets/rows:getUploadEndpoint", {"filenameToSize": {"rows.jsonl": str(size)}})
    return str(reply["filenameToSignedUrls"]["rows.jsonl"])


def get_url(plane: Plane) -> str:
    """A signed URL of the file of the dataset."""
    reply = plane.ok("GET", "datasets/rows:getDownloadEndpoint")
    return str(reply["filenameToSignedUrls"]["dataset/rows/rows.jsonl"])


def head(plane: Plane, url: str) -> Headers:
    """The headers of a HEAD, which has no body."""
    with plane.client.head(url) as reply:
        assert (reply.status_code, reply.data) == (200, b"")
        return reply.headers


def test_an_object_is_described(plane: Plane) -> None:
    data = chat_rows(3)
    stored = plane.put(put_url(plane, len(data)), data)
    md5 = hashlib.md5(data)
    digest = f"{hash_header(data)['X-Goog-Hash']},md5={base64.b64encode(md5.digest()).decode()}"
    wanted = {"X-Goog-Hash": digest, "ETag": f'"{md5.hexdigest()}"', "X-Goog-Stored-Content-Length": str(len(data))}
    url = get_url(plane)
    with plane.client.get(url) as got:
        for headers in (stored.headers, got.headers, head(plane, url)):
            assert {name: headers[name] for name in wanted} == wanted
            assert headers["X-Goog-Generation"] == stored.headers["X-Goog-Generation"]
    again = plane.put(put_url(plane, len(data)), data)
    assert again.headers["X-Goog-Generation"] != stored.headers["X-Goog-Generation"]


def test_a_large_object_has_no_md5(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_urls, "MD5_LIMIT", 9)
    first = plane.put(put_url(plane, 10), b"1234567890")
    assert first.headers["X-Goog-Hash"] == hash_header(b"1234567890")["X-Goog-Hash"]
    second = plane.put(put_url(plane, 10), b"1234567890")
    assert first.headers["ETag"] != second.headers["ETag"], "strong, and of these bytes only"
    md5 = base64.b64encode(hashlib.md5(b"1234567890").digest()).decode()
    asked = plane.put(put_url(plane, 10), b"1234567890", **{"X-Goog-Hash": f"md5={md5}"})
    assert (asked.status_code, f"md5={md5}" in asked.headers["X-Goog-Hash"]) == (200, True)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("crc32c=AAAAAA==", 400),
        ("md5=AAAAAAAAAAAAAAAAAAAAAA==", 400),
        ("crc32c=AAAAAA", 400),
        ("sha1=AAAAAA==", 400),
        (hash_header(bytes_of(10))["X-Goog-Hash"], 200),
    ],
)
def test_a_stated_checksum_is_compared(plane: Plane, header: str, status: int) -> None:
    reply = plane.put(put_url(plane, 10), bytes_of(10), **{"X-Goog-Hash": header})
    assert reply.status_code == status
    assert len(list((plane.data_dir / "blobs").iterdir())) == (1 if status == 200 else 0)


def test_conditions(plane: Plane) -> None:
    data = chat_rows(3)
    plane.put(put_url(plane, len(data)), data)
    url = get_url(plane)
    etag = head(plane, url)["ETag"]
    for headers, status in [
        ({"If-Match": etag}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": '"other"', "Range": "bytes=0-4"}, 412),
        ({"If-Match": etag, "Range": "bytes=0-4"}, 206),
        ({"Range": f"bytes={len(data)}-"}, 416),
        ({"If-Range": '"other"', "Range": "bytes=0-4"}, 200),
    ]:
        with plane.client.get(url, headers=headers) as reply:
            assert reply.status_code == status, headers
            if status == 206:
                assert (reply.data, reply.headers["Content-Range"]) == (data[:5], f"bytes 0-4/{len(data)}")


def test_a_form_of_many_pieces(plane: Plane) -> None:
    data = chat_rows(20_000)
    plane.dataset(data=data)
    assert plane.fetch(get_url(plane)) == data


def test_a_store_of_the_first_schema_is_taken_over(plane: Plane, data_dir: Path) -> None:
    data = chat_rows(3)
    plane.dataset(data=data)
    connection = sqlite3.connect(data_dir / "state.db")
    for statement in (
        "DROP TABLE sessions",
        "DROP TABLE faults",
        "ALTER TABLE files DROP COLUMN crc32c",
        "ALTER TABLE scheduled_events RENAME TO due",
        "ALTER TABLE resources RENAME COLUMN internal TO private",
        "PRAGMA user_version = 1",
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    newer = Plane(data_dir)
    url = get_url(newer)
    assert newer.fetch(url) == data
    assert head(newer, url)["X-Goog-Hash"].startswith(hash_header(data)["X-Goog-Hash"])


@pytest.mark.parametrize("value", ["bytes=0-4,6-9", "rows=0-4", "bytes=a-b", "bytes=-"])
def test_a_range_that_is_not_one_range_of_bytes_brings_the_whole_object(plane: Plane, value: str) -> None:
    data = chat_rows(3)
    plane.put(put_url(plane, len(data)), data)
    with plane.client.get(get_url(plane), headers={"Range": value}) as reply:
        assert (reply.status_code, reply.data) == (200, data)


def test_the_end_of_an_object_is_a_range(plane: Plane) -> None:
    data = chat_rows(3)
    plane.put(put_url(plane, len(data)), data)
    with plane.client.get(get_url(plane), headers={"Range": "bytes=-5"}) as reply:
        assert (reply.status_code, reply.data) == (206, data[-5:])


def test_an_object_says_when_it_was_stored(plane: Plane) -> None:
    before = int(time.time())
    plane.put(put_url(plane, 10), b"1234567890")
    stored = parsedate_to_datetime(head(plane, get_url(plane))["Last-Modified"]).timestamp()
    assert before <= stored <= time.time()


@pytest.mark.parametrize(
    ("value", "status", "word"),
    [
        (base64.b64encode(hashlib.md5(b"1234567890").digest()).decode(), 200, ""),
        (base64.b64encode(hashlib.md5(b"other").digest()).decode(), 400, "BadDigest"),
        ("not base64", 400, "InvalidDigest"),
    ],
)
def test_content_md5_is_compared(plane: Plane, value: str, status: int, word: str) -> None:
    reply = plane.put(put_url(plane, 10), b"1234567890", **{"Content-MD5": value})
    assert (reply.status_code, word in reply.text) == (status, True)
    assert len(list((plane.data_dir / "blobs").iterdir())) == (1 if status == 200 else 0)


def test_generations_are_numbers_and_can_be_demanded(plane: Plane) -> None:
    url = put_url(plane, 10)
    assert parse_qs(urlsplit(url).query)["generation"][0].isdecimal()
    assert plane.put(url, b"1234567890", **{"X-Goog-If-Generation-Match": "7"}).status_code == 412
    stored = plane.put(url, b"1234567890", **{"X-Goog-If-Generation-Match": "0"})
    generation = stored.headers["X-Goog-Generation"]
    assert plane.put(url, b"abcdefghij", **{"X-Goog-If-Generation-Match": "0"}).status_code == 412, "there is one now"
    again = plane.put(url, b"abcdefghij", **{"X-Goog-If-Generation-Match": generation})
    assert again.status_code == 200
    for wanted, status in ((generation, 412), (again.headers["X-Goog-Generation"], 200), ("one", 400)):
        with plane.client.get(get_url(plane), headers={"X-Goog-If-Generation-Match": wanted}) as reply:
            assert reply.status_code == status, wanted
