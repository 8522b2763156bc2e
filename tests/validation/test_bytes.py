"""What a file is made of: encodings, ends of lines, broken JSON, and rows that are no single line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from firectl_py.errors import InvalidDataError
from firectl_py.validation import lines, validate

from .write import BOT, GOOD, USER, alone, chat, errors, judged, warnings

OBJECT = "allowed: one JSON object a line"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1, 2]", f"2: found an array of 2; {OBJECT}"),
        ('"row"', f'2: found "row"; {OBJECT}'),
        (GOOD[:-1], f"2:{len(GOOD)}: found broken JSON (Expecting ',' delimiter); {OBJECT}"),
        (GOOD[:36], f"2:32: found broken JSON (Unterminated string starting at); {OBJECT}"),
        ("{'messages': 1}", f"2:2: found broken JSON (Expecting property name enclosed in double quotes); {OBJECT}"),
        (GOOD + GOOD, f"2:{len(GOOD) + 1}: found broken JSON (Extra data); {OBJECT}"),
        ('{"messages": NaN}', "2:14: found NaN, which is not a JSON value; allowed: null or a number"),
        ('{"a": -Infinity}', "2:7: found -Infinity, which is not a JSON value; allowed: null or a number"),
        ('{"a": 1e999}', "2: found a number out of range; allowed: numbers a 64-bit float can hold"),
        ('{"a": %s}' % ("9" * 5000), "2: found a number out of range; allowed: numbers a 64-bit float can hold"),
        ('{"a": "x\\\\\\ud800"}', "2:11: found \\ud800, half of a character; allowed: pairs of surrogates"),
        ("[" * 200_000, "2: found JSON nested too deeply; allowed: a few levels"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "2: found JSON nested too deeply; allowed: a few levels"),
        (b'{"a": "sch\xf6n"}', "2: byte 11: found byte 0xf6, which is not UTF-8; allowed: UTF-8"),
        ("", f"2: found a blank line; {OBJECT}"),
        (" \t ", f"2: found a blank line; {OBJECT}"),
    ],
)
def test_lines_that_are_no_row(tmp_path: Path, line: str | bytes, message: str) -> None:
    assert errors(judged(tmp_path, GOOD, line, GOOD)) == [message]


@pytest.mark.parametrize(
    "line",
    ['{"messages": [], "messages": 1}', GOOD[:-1] + ', "seed": %s}' % ("9" * 40), GOOD.replace("hi", "\\ud83d\\ude00")],
)
def test_equal_keys_big_numbers_and_pairs_of_surrogates_are_json(tmp_path: Path, line: str) -> None:
    assert not any("JSON" in message for message in errors(judged(tmp_path, GOOD, line)))


def test_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    report = judged(tmp_path, b"\xef\xbb\xbf" + GOOD.encode(), GOOD)
    assert errors(report) == ["1: byte 1: found a byte order mark; allowed: UTF-8 without one"]


def test_crlf_is_legal_and_said(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD + "\r", GOOD.replace("hi", "ha") + "\r", GOOD.replace("hi", "hu") + "\r")
    assert (errors(report), report.rows) == ([], 3)
    assert list(report.row_warnings) == ["crlf"]


def test_blank_lines_at_the_end_are_no_rows(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD, "", " ", "")
    assert (errors(report), report.rows) == ([], 1)


def test_the_last_line_may_lack_its_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{GOOD}\n{GOOD}")
    report = validate([path], enough=False)
    assert (errors(report), report.rows, report.repeated) == ([], 2, 1)


def test_an_object_over_several_lines_is_one_error_at_its_first_line(tmp_path: Path) -> None:
    pretty = json.dumps(chat(USER, BOT), indent=2)
    count = pretty.count("\n") + 1
    wanted = f"found an object that goes over {count} lines; allowed: one JSON object on one line"
    report = judged(tmp_path, GOOD, pretty, pretty, GOOD)
    assert errors(report) == [f"2: {wanted}", f"{2 + count}: {wanted}"]
    assert report.rows == 4


def test_a_line_cut_short_does_not_swallow_those_behind_it(tmp_path: Path) -> None:
    report = judged(tmp_path, GOOD[:-2], GOOD, '{"messages": 1}', GOOD)
    assert errors(report) == [
        f"1:{len(GOOD) - 1}: found broken JSON (Expecting ',' delimiter); {OBJECT}",
        "3: messages: found 1; allowed: an array of messages",
    ]


def test_nothing_but_opening_brackets_ends_soon(tmp_path: Path) -> None:
    report = judged(tmp_path, *["{"] * 30_000)
    assert report.problem_count == 30_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (json.dumps([chat(USER, BOT)] * 3, indent=1).encode(), "one JSON array over many lines"),
        (b"\x1f\x8b\x08\x00", "is gzip, not JSON lines"),
        (GOOD.encode("utf-16"), "is UTF-16, not JSON lines"),
        (b"PAR1\x00", "is Parquet, not JSON lines"),
        (b"", "is empty"),
    ],
)
def test_files_that_are_no_json_lines(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidDataError, match=message):
        validate([path])


def test_compressed_files_are_to_be_unpacked_first(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(b"\x1f\x8b")
    with pytest.raises(InvalidDataError, match="is compressed") as refused:
        validate([path])
    assert refused.value.hint == "`gunzip` unpacks it."


def test_a_row_of_200_mb_is_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(GOOD.encode() + b'\n{"messages": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n[]\n')
    told, peak = alone(path, processes=1)
    first, second = [line.rpartition("rows.jsonl:")[2] for line in told][-2:]
    assert first == "2: found a row of 200000017 bytes; allowed: rows of up to 67108864 bytes"
    assert second.startswith("3: found an empty array")
    assert peak < 60


def test_a_row_longer_than_a_block_is_a_row_like_any_other(tmp_path: Path) -> None:
    long = chat({**USER, "content": "x" * (3 * lines._BLOCK)}, BOT)
    report = judged(tmp_path, GOOD, long, GOOD.replace("hi", "ha"))
    assert (errors(report), report.longest[1]) == ([], 2)
    assert report.characters == 3 * lines._BLOCK + 2 + 4 + 4
    assert [w for w in warnings(report) if w] == []
