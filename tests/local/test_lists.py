"""Lists: pages, tokens, orders and read masks, over HTTP semantics."""

from __future__ import annotations

import time
from typing import Any

import pytest

from firectl_py.local.store import seed
from firectl_py.local.store.store import Store
from firectl_py.local.store.tx import Row

from .plane import HOME, Plane


@pytest.fixture
def shelf(plane: Plane) -> Plane:
    """Nine datasets whose display names repeat: 0 1 2 0 1 2 0 1 2."""
    for index in range(9):
        body = {"externalUrl": "gs://b/rows.jsonl", "displayName": f"group {index % 3}"}
        plane.ok("POST", "datasets", {"datasetId": f"d{index}", "dataset": body})
    return plane


def pages(plane: Plane, query: str) -> list[list[str]]:
    """The ids on every page of a list."""
    result, token = [], ""
    while True:
        reply = plane.ok("GET", f"datasets?{query}&pageToken={token}")
        result.append([item["name"].rsplit("/", 1)[-1] for item in reply["datasets"]])
        assert reply["totalSize"] == 9 or "filter" in query
        token = reply.get("nextPageToken", "")
        if not token:
            return result


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "d0 d1 d2 d3 d4 d5 d6 d7 d8"),
        ("orderBy=name desc", "d8 d7 d6 d5 d4 d3 d2 d1 d0"),
        ("order_by=create_time desc", "d8 d7 d6 d5 d4 d3 d2 d1 d0"),
        ("orderBy=createTime", "d0 d1 d2 d3 d4 d5 d6 d7 d8"),
        ("orderBy=display_name desc,name", "d2 d5 d8 d1 d4 d7 d0 d3 d6"),
        ("orderBy=displayName, name desc", "d6 d3 d0 d7 d4 d1 d8 d5 d2"),
        ('filter=display_name="group 1"', "d1 d4 d7"),
        ('filter=display_name="group 1"&orderBy=name desc', "d7 d4 d1"),
        ('filter=display_name="group 1"&orderBy=state,create_time desc', "d7 d4 d1"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 4, 9, 200])
def test_pages_make_the_whole_list(shelf: Plane, query: str, ids: str, size: int) -> None:
    found = pages(shelf, f"page_size={size}&{query}")
    assert [item for page in found for item in page] == ids.split()
    assert all(len(page) == size for page in found[:-1])
    assert found[-1], "no empty last page"


def test_rows_that_come_and_go_shift_nothing(shelf: Plane) -> None:
    first = shelf.ok("GET", "datasets?pageSize=3")
    shelf.ok("DELETE", "datasets/d0")
    shelf.ok("POST", "datasets", {"datasetId": "a-new-one", "dataset": {"externalUrl": "gs://b/x.jsonl"}})
    second = shelf.ok("GET", f"datasets?pageSize=3&pageToken={first['nextPageToken']}")
    assert [item["name"][-2:] for item in second["datasets"]] == ["d3", "d4", "d5"]


def test_totals_count_what_passes_the_filter(shelf: Plane) -> None:
    reply = shelf.ok("GET", 'datasets?pageSize=1&filter=display_name="group 0"')
    assert (len(reply["datasets"]), reply["totalSize"]) == (1, 3)


def test_a_page_has_at_most_200(plane: Plane) -> None:
    fill(plane, 260)
    assert len(plane.ok("GET", "datasets")["datasets"]) == 50
    assert len(plane.ok("GET", "datasets?pageSize=0")["datasets"]) == 50
    assert len(plane.ok("GET", "datasets?pageSize=5000")["datasets"]) == 200


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("pageSize=-1", "cannot be negative"),
        ("pageSize=ten", "whole number"),
        ("pageSize=1&page_size=2", "given twice"),
        ("pageToken=invented", "not a token"),
        ("pageToken=e30.0000", "not a token"),
        ("orderBy=size", "'size' is not a field"),
        ("orderBy=name sideways", "is not a field, or a field and desc"),
        ("orderBy=splitted", "has no order"),
        ("orderBy=*", "names no field"),
        ("readMask=name,size", "'size' is not a field"),
        ("sort=name", "unknown query parameter"),
        ("showDeleted=true", "unknown query parameter"),
    ],
)
def test_bad_parameters_are_refused(shelf: Plane, query: str, complaint: str) -> None:
    assert complaint in shelf.refused("GET", f"datasets?{query}")


@pytest.mark.parametrize("query", ["filter=state=READY", "orderBy=name desc", "readMask=name", ""])
def test_a_token_binds_the_other_parameters(shelf: Plane, query: str) -> None:
    token = shelf.ok("GET", "datasets?pageSize=2&orderBy=create_time")["nextPageToken"]
    assert "other parameters" in shelf.refused("GET", f"datasets?{query}&pageToken={token}")
    assert shelf.ok("GET", f"datasets?orderBy=create_time&pageSize=5&pageToken={token}")["datasets"]


def test_a_token_of_another_list_is_refused(shelf: Plane) -> None:
    token = shelf.ok("GET", "datasets?pageSize=2")["nextPageToken"]
    assert "other parameters" in shelf.refused("GET", f"models?pageToken={token}")


def test_read_masks_select(shelf: Plane) -> None:
    reply = shelf.ok("GET", "datasets?readMask=name,display_name&pageSize=1")
    assert reply["datasets"] == [{"name": "accounts/local/datasets/d0", "displayName": "group 0"}]
    one = shelf.ok("GET", "/v1/accounts/fireworks/models/deepseek-v3?readMask=baseModelDetails.moe")
    assert one == {"baseModelDetails": {"moe": True}}
    assert len(shelf.ok("GET", "datasets/d0?readMask=*")) > 5


def test_accounts_ignore_order_by(plane: Plane) -> None:
    assert len(plane.ok("GET", "/v1/accounts?orderBy=create_time desc")["accounts"]) == 1


def test_a_hundred_thousand_rows_are_quick(plane: Plane) -> None:
    fill(plane, 100_000)
    first = timed(plane, "datasets?pageSize=200")
    deep = timed(plane, f"datasets?pageSize=200&pageToken={first['nextPageToken']}")
    assert (first["totalSize"], deep["totalSize"], len(deep["datasets"])) == (100_000, 100_000, 200)


def timed(plane: Plane, path: str) -> Any:
    """A reply that has to come within a second; a scan of every row takes longer by far."""
    begin = time.perf_counter()
    reply = plane.client.get(f"{HOME}/{path}").get_json()
    assert time.perf_counter() - begin < 1
    return reply


def fill(plane: Plane, count: int) -> None:
    """Put datasets into the store without the API."""
    with Store(plane.data_dir, seed.seed).write() as tx:
        for index in range(count):
            tx.insert(Row("datasets", "local", f"d{index:06}", 1e9 + index, {"state": "READY"}))
