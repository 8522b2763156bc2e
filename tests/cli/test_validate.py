"""`datasets validate`, and the same check before an upload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..helpers import Firectl, Run

GOOD = '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n'
BAD = GOOD * 3 + GOOD.replace("user", "robot") + GOOD[:-2] + "\n"


def test_good_rows_are_counted_and_priced(run: Run, rows: Path) -> None:
    seen = run("datasets", "validate", rows).ok()
    assert "Format: sft (found out from the rows; --format names another)\nRows: 60 in" in seen.out
    assert "Tokens: about 18,198 (one for every 4 bytes of text)" in seen.out
    assert "at the prices of 2025-05 (at least USD 3.00 a job)" in seen.out
    assert "base model up to 16B: USD 3.00 (USD 0.50 for 1M tokens)" in seen.out
    assert seen.err == ""


def test_bad_rows_are_shown_and_the_exit_code_is_7(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(BAD)
    seen = run("validate", "dataset", path)
    assert seen.code == 7
    first, second = seen.out.splitlines()[:2]
    assert first == f'{path}:4: messages[0].role: found "robot"; allowed: system, user, assistant, tool'
    assert second == f"{path}:5:87: found broken JSON (Expecting ',' delimiter); allowed: one JSON object a line"
    assert seen.err == f"Error: 2 errors in {path}\n"
    assert "Cost" not in seen.out


def test_json_has_all_of_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(BAD)
    seen = run("datasets", "validate", path, "-o", "json", "--max-errors", "1")
    assert (seen.code, seen.error["code"], seen.error["exitCode"]) == (7, "InvalidData", 7)
    assert seen.json["files"] == [{"file": str(path), "rows": 5, "bytes": len(BAD)}]
    assert (seen.json["valid"], seen.json["errorCount"], seen.json["duplicateRows"]) == (False, 2, 2)
    (error,) = seen.json["errors"]
    assert (error["line"], error["field"], error["found"]) == (4, "messages[0].role", '"robot"')
    (warning,) = seen.json["warnings"]
    assert (warning["kind"], warning["line"], warning["count"]) == ("repeated", 2, 2)


def test_users_have_prices_of_their_own(run: Run, rows: Path, tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    tier = {"moe": False, "upToParameters": 8_000_000_000, "price": "1000"}
    table = {"minimumPerJob": "1", "perMillionTokens": [tier]}
    prices.write_text(json.dumps({"asOf": "2027-01", "currency": "EUR", "fineTuning": table}))
    run("config", "set", "prices_file", prices).ok()
    cost = run("datasets", "validate", rows, "-o", "json").ok().json["cost"]
    assert (cost["asOf"], cost["currency"]) == ("2027-01", "EUR")
    assert cost["perEpoch"] == [
        {"baseModels": "base model up to 8B", "pricePerMillionTokens": "1000", "amount": "18.20"}
    ]
    prices.write_text("{}")
    assert run("datasets", "validate", rows).code == 17


def test_files_that_cannot_be_rows(run: Run, tmp_path: Path) -> None:
    for name, code in (("rows.jsonl.gz", 7), ("rows.csv", 7)):
        (tmp_path / name).write_text("x")
        assert run("datasets", "validate", tmp_path / name).code == code
    assert run("datasets", "validate", tmp_path).code == 7
    assert run("datasets", "validate", tmp_path / "none.jsonl").code == 16


def test_nothing_is_sent_of_a_file_that_does_not_validate(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(BAD)
    refused = run("datasets", "create", "bad", path, "--api-key", "fw_x", "--base-url", "http://127.0.0.1:1")
    assert refused.code == 7
    assert f'{path} line 4: messages[0].role: found "robot"' in refused.err
    assert f"`firectl datasets validate {path}` shows what is wrong" in refused.err


def test_what_is_odd_is_said_and_sent(local: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(GOOD)
    made = local("datasets", "create", "small", path, "-o", "json").ok()
    assert made.json["exampleCount"] == "1"
    assert "1 of at least 3 rows, which is fewer than a job takes" in made.err


def test_a_format_given_to_the_dataset_is_that_of_its_rows(local: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "a"}], "answer": 1}\n' + GOOD)
    assert local("datasets", "create", "prompts", path).code == 7
    local("datasets", "create", "prompts", path, "--format", "rl").ok()


def test_a_large_file_is_judged_by_two_processes(firectl: Firectl, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w") as file:
        for number in range(60_000):
            file.write(GOOD.replace('"a"', f'"{number} {"x" * 800}"'))
    seen = firectl("datasets", "validate", path, "-o", "json").ok()
    assert (seen.json["rows"], seen.json["warnings"], seen.err) == (60_000, [], "")


def test_folders_and_standard_input_are_validated_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "a.jsonl").write_text(GOOD * 3)
    (folder / "README.md").write_text("about")
    assert "Rows: 3" in run("datasets", "validate", folder).ok().out
    piped = run("datasets", "validate", "-", stdin=GOOD * 3 + "{}\n")
    assert piped.code == 7
    assert "-:4: found an empty object" in piped.out


def test_rows_of_another_tool_are_named_with_what_converts_them(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "alpaca.jsonl"
    path.write_text('{"instruction": "a", "input": "", "output": "b"}\n' * 3)
    refused = run("datasets", "validate", path)
    assert refused.code == 7
    assert "assumed: the rows look like none" in refused.out
    assert 'such as {"messages"' in refused.out
    assert "Hint: The rows are Alpaca: jq -c '{messages: " in refused.err
    assert str(path) in refused.err


@pytest.mark.parametrize("word", ["dpo", "CHAT", "chat", "sft"])
def test_the_format_is_named_as_the_api_or_as_rows_do(run: Run, tmp_path: Path, word: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(GOOD * 3)
    assert run("datasets", "validate", path, "--format", word).code == (7 if word == "dpo" else 0)
