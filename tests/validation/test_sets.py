"""What only the rows together can break, and how they are counted: in one process, in two, in little memory."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firectl_py.contract.rows import DATA_FORMATS
from firectl_py.validation import duplicates, plain, source, validate, workers

from .write import BOT, GOOD, USER, alone, chat, errors, judged, warnings, write


def rows_of(count: int, *, seed: int = 7) -> list[Any]:
    """Rows of many kinds, good and bad, the same for a seed."""
    pick = random.Random(seed)
    makers: list[Callable[[int], Any]] = [
        lambda n: chat({**USER, "content": f"question {n} " + "wort " * pick.randrange(40)}, BOT),
        lambda n: chat(
            {"role": "system", "content": "Grüße 東京"}, {**USER, "content": str(n)}, {**BOT, "content": "😀\n"}
        ),
        lambda n: chat(USER, USER, {**BOT, "content": str(n)}),
        lambda n: chat({**USER, "content": str(n)}, {**BOT, "weight": n % 2}),
        lambda n: chat(USER, {**BOT, "weight": 0}, {**USER, "content": str(n)}, {**BOT, "weight": 1}),
        lambda n: chat(USER, {**BOT, "content": str(n)}, weight=n / 2),
        lambda n: chat(USER, {**BOT, "role": "robot"}),
        lambda n: "",
        lambda n: json.dumps(chat({**USER, "content": str(n)}, BOT), indent=pick.choice([0, 2])),
        lambda n: GOOD[: pick.randrange(1, len(GOOD))],
        lambda n: GOOD,
        lambda n: b'{"messages": "\xff"}',
    ]
    chosen = pick.choices(makers, weights=[50, 20, 5, 5, 5, 1, 1, 1, 1, 1, 1, 1], k=count)
    return [maker(number) for number, maker in enumerate(chosen)]


def test_two_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PART", 2_000)
    for seed in range(3):
        files = [
            write(tmp_path / f"{seed}-{part}.jsonl", *rows_of(600, seed=seed + part), GOOD, "", "") for part in (0, 9)
        ]
        one, two = (validate(files, processes=count, max_errors=50) for count in (1, 2))
        assert one == two
        assert len(one.problems) == 50 < one.problem_count
        monkeypatch.setattr(source, "PART", 1 << 30)
        assert validate(files, processes=1, max_errors=50) == one, "nor does it matter where the file is cut"
        monkeypatch.setattr(source, "PART", 2_000)


def test_a_helper_that_dies_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PART", 2_000)
    path = write(tmp_path / "rows.jsonl", *rows_of(300))
    send = workers._Helper.send

    def kill(self: workers._Helper, piece: Any) -> None:
        send(self, piece)
        self._process.kill()

    monkeypatch.setattr(workers._Helper, "send", kill)
    assert validate([path], processes=2) == validate([path], processes=1)


def test_the_short_way_and_the_long_way_count_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "rows.jsonl", *rows_of(1500))
    short = validate([path])
    monkeypatch.setattr(plain.Plain, "take", lambda *args: False)
    assert validate([path]) == short


def test_weights_are_on_all_rows_or_on_none(tmp_path: Path) -> None:
    heavy = chat({**USER, "content": "a"}, BOT, weight=0.5)
    report = judged(tmp_path, GOOD, chat({**USER, "content": "b"}, BOT, weight=1), heavy)
    (message,) = errors(report)
    assert message.startswith("2: weight: found a weight; allowed: weight on all rows or on none (")
    assert message.endswith("rows.jsonl:1 has no weight)")
    other = write(tmp_path / "other.jsonl", heavy)
    both = validate([write(tmp_path / "rows.jsonl", heavy, heavy), other, write(tmp_path / "plain.jsonl", GOOD)])
    assert [(Path(p.file).name, p.line, p.found) for p in both.problems] == [("plain.jsonl", 1, "no weight")]


def test_custom_ids_differ_in_all_files(tmp_path: Path) -> None:
    requests = [{"custom_id": str(number), "body": chat(USER)} for number in (1, 2, 3, 2)]
    files = [write(tmp_path / "a.jsonl", *requests), write(tmp_path / "b.jsonl", requests[0])]
    report = validate(files)
    assert [(Path(p.file).name, p.line, p.field) for p in report.problems] == [
        ("a.jsonl", 4, "custom_id"),
        ("b.jsonl", 1, "custom_id"),
    ]
    assert report.problems[1].found == f"the custom_id of {files[0]}:1"


def test_repeats_are_real_ones_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "crc32", lambda data: 1)
    report = judged(tmp_path, GOOD, GOOD.replace("hi", "ha"), GOOD, GOOD)
    assert report.repeated == 2
    assert report.warnings()[0].endswith("rows.jsonl:1 (2 times)")


def test_many_repeats_are_counted_and_the_first_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "MOST_LOOKED_UP", 100)
    report = judged(tmp_path, GOOD.replace("hi", "ha"), *[GOOD] * 5000)
    assert report.repeated == 4999
    assert warnings(report) == [f"3: the same row as {tmp_path}/rows.jsonl:2 (4999 times)"]
    monkeypatch.setattr(duplicates, "MOST_ROWS", 1000)
    assert judged(tmp_path, *[GOOD] * 5000, processes=1).repeated == 4999, "one part is taken as a whole"


@pytest.mark.parametrize(
    ("format", "count", "message"),
    [
        ("sft", 2, "found 2 rows; allowed: at least 3"),
        ("sft", 7, "found 7 rows; allowed: at most 6"),
        ("batch", 0, "found 0 rows; allowed: at least 1"),
    ],
)
def test_how_many_rows_there_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, count: int, message: str
) -> None:
    monkeypatch.setitem(DATA_FORMATS, "sft", DATA_FORMATS["sft"]._replace(most=6))
    rows = [GOOD] * count or [" "]
    assert errors(judged(tmp_path, *rows, format=format, enough=True))[0].endswith(message)


def test_an_evaluation_set_may_be_small(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD, GOOD.replace("hi", "ha"))
    assert errors(report) == []
    assert warnings(report) == ["2 of at least 3 rows, which is fewer than a job takes"]


def test_batch_input_has_a_limit_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DATA_FORMATS, "batch", DATA_FORMATS["batch"]._replace(most_bytes=10))
    (message,) = errors(judged(tmp_path, {"custom_id": "1", "body": chat(USER)}))
    assert message.endswith("bytes; allowed: at most 10")


def test_errors_behind_the_limit_are_counted(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD, *["[]"] * 30, max_errors=5)
    assert [problem.line for problem in report.problems] == [2, 3, 4, 5, 6]
    assert (report.problem_count, report.findings()[5]) == (30, "... and 25 more errors")


def test_the_figures_of_the_example(rows: Path) -> None:
    report = validate([rows])
    assert (report.problems, report.row_warnings, report.format) == ([], {}, "sft")
    texts = [m["content"] for line in rows.read_text("utf-8").splitlines() for m in json.loads(line)["messages"]]
    assert report.characters == sum(map(len, texts))
    assert report.text_bytes == sum(len(text.encode()) for text in texts)
    assert report.tokens == report.text_bytes // 4
    assert (report.rows, report.turns, report.roles["assistant"]) == (60, 70, 70)


@pytest.mark.parametrize("processes", [1, 2])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w") as file:
        for number in range(500_000):
            file.write(GOOD.replace("hi", f"question {number}" + " and so on" * 13) + "\n")
    assert path.stat().st_size > 100_000_000
    problems, peak = alone(path, processes)
    assert problems == []
    assert peak <= 60
