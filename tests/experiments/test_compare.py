"""Answers held side by side, against figures worked out by hand; and output files as nobody wants them."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from firectl_py.api.experiments import names, rows, split
from firectl_py.api.experiments.comparison import Comparison
from firectl_py.commands.experiments import side_by_side
from firectl_py.contract.names import is_new_id
from firectl_py.errors import InvalidDataError, UsageError


def chat(question: str, answer: str | None = None) -> dict[str, Any]:
    said = [{"role": "user", "content": question}]
    return {"messages": said + ([{"role": "assistant", "content": answer, "weight": 1}] if answer else [])}


def asked(*data: Any) -> list[rows.Question]:
    return list(rows.questions([io.BytesIO("".join(f"{json.dumps(row)}\n" for row in data).encode())]))


def answer(row_id: str, text: str, read: int = 10, written: int = 2) -> str:
    usage = {"prompt_tokens": read, "completion_tokens": written}
    choices = [{"message": {"role": "assistant", "content": text}}]
    return json.dumps({"custom_id": row_id, "response": {"choices": choices, "usage": usage}})


def lines(*found: str) -> io.BytesIO:
    return io.BytesIO("".join(f"{line}\n" for line in found).encode())


def test_the_figures_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    one, two, three = asked(chat("1 + 1?", "two"), chat("2 + 2?", "four"), chat("3 + 3?"))
    comparison = Comparison(tmp_path)
    comparison.ask([one, two, three])
    failed = json.dumps({"custom_id": three.id, "error": {"code": 400, "message": "too long"}})
    assert comparison.take(1, lines(answer(two.id, " four\n"), answer(one.id, "two", 11, 3))) == 0
    assert comparison.take(1, lines(failed)) == 0
    assert comparison.take(2, lines(answer(one.id, "TWO"), answer(two.id, "four"), answer(three.id, "six"))) == 0

    first, second = comparison.sums(1), comparison.sums(2)
    assert (first.answered, first.failed, first.tokens_in, first.tokens_out) == (2, 1, 21, 5)
    assert (first.with_reference, first.agreeing, first.characters) == (2, 2, 9)
    assert (second.answered, second.failed, second.with_reference, second.agreeing) == (3, 0, 2, 1)
    (differing,) = comparison.differing()
    assert (differing["row"], differing["question"], differing["reference"]) == (1, "1 + 1?", "two")
    assert differing["answers"] == [{"arm": 1, "text": "two"}, {"arm": 2, "text": "TWO"}]
    assert [row["row"] for row in comparison.rows()] == [1, 2, 3]


def test_rows_of_a_split_have_nothing_to_differ_from(tmp_path: Path) -> None:
    one, two = asked(chat("a", "yes"), chat("b", "yes"))
    comparison = Comparison(tmp_path)
    comparison.ask([one, two])
    comparison.take(1, lines(answer(one.id, "yes")))
    comparison.take(2, lines(answer(two.id, "no")))
    assert list(comparison.differing()) == []
    assert not comparison.shares_rows()
    comparison.take(2, lines(answer(one.id, "no")))
    assert comparison.shares_rows()


def test_cells_show_where_answers_differ() -> None:
    start = "Question 501: how does the account of a customer who moved to another country"
    answers = [f"{start} change?", f"{start} close again?", ""]
    assert side_by_side.excerpts(answers, "Yes.", 30) == ["...country change?", "...country close again?", "", "Yes."]
    assert side_by_side.excerpts(answers, f"{start} end?", 30)[-1] == "...country end?"
    assert side_by_side.excerpts(["yes", "no"], "", 30) == ["yes", "no", ""]
    assert side_by_side.excerpts(["a long answer without any other", ""], "x", 16) == ["a long answer...", "", "x"]
    alike = ["the same long beginning of two answers, and 1", "the same long beginning of two answers, and 2"]
    assert all(len(cell) <= 24 for cell in side_by_side.excerpts(alike, "", 24))


def test_rows_of_several_files_are_counted_through(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(json.dumps(chat(name)) + "\n")
    found = list(rows.questions_of([tmp_path / "one", tmp_path / "two"]))
    assert [question.number for question in found] == [1, 2]


def test_what_comes_twice_from_nowhere_or_broken_is_counted_and_breaks_nothing(tmp_path: Path) -> None:
    (one,) = asked(chat("a", "yes"))
    comparison = Comparison(tmp_path)
    comparison.ask([one])
    hostile = [
        answer(one.id, "first"),
        answer(one.id, "second"),
        answer("row-9-of-somebody-else", "x"),
        "not json",
        "[1]",
        '{"custom_id": 7, "response": {}}',
        json.dumps({"custom_id": "c", "response": {"choices": []}}),
        '{"custom_id": "d", "response": ' + "[" * 100_000,
        answer("\ud800", "\ud800 half", -1, 10**30),
        json.dumps({"custom_id": "e", "error": ["odd"]}),
    ]
    assert comparison.take(1, lines(*hostile)) == 5
    sums = comparison.sums(1)
    assert (sums.answered, sums.failed, sums.repeated, sums.unknown) == (3, 1, 1, 3)
    told = {row["id"]: row["answers"] for row in comparison.rows()}
    assert told[one.id] == [{"arm": 1, "text": "first"}]


def test_a_row_is_asked_without_its_answer() -> None:
    tools = [{"type": "function", "function": {"name": "f"}}]
    long, plain, bare = asked(
        {"messages": [{"role": "system", "content": "s"}, *chat("q", "a")["messages"]], "tools": tools, "weight": 0.5},
        {"prompt": "p", "completion": "c"},
        chat("only a question"),
    )
    assert long.reference == "a"
    assert long.asked == {"messages": [{"role": "system", "content": "s"}, chat("q")["messages"][0]], "tools": tools}
    assert (plain.asked["messages"][0]["content"], plain.reference) == ("p", "c")
    assert bare.reference is None
    assert json.loads(bare.line({"max_tokens": 5})) == {
        "custom_id": bare.id,
        "body": {"max_tokens": 5, "messages": [{"content": "only a question", "role": "user"}]},
    }
    with pytest.raises(InvalidDataError, match="row 2 asks nothing"):
        asked(chat("q"), {"messages": [{"role": "assistant", "content": "a"}]})


def test_a_split_is_by_weight_stable_and_of_the_row_alone() -> None:
    data = [chat(f"question {n}", "answer") for n in range(4000)]
    parts = split.weights("90/10", ["a", "b"])
    arms = {q.digest: split.share(q.digest, parts) for q in asked(*data)}
    assert 330 < sum(arms.values()) < 470
    again = {q.digest: split.share(q.digest, parts) for q in asked(*reversed(data), chat("one more"))}
    assert {digest: again[digest] for digest in arms} == arms
    assert split.share("7fffffffffffffff" + "0" * 48, [Fraction(1), Fraction(1)]) == 0
    assert split.share("8000000000000000" + "0" * 48, [Fraction(1), Fraction(1)]) == 1


@pytest.mark.parametrize("typed", ["50/50", "1/2/3/4", "", "a/b/c", "50/0/50", "-1/1/1", "1e3/1/1"])
def test_weights_that_do_not_fit_the_arms_name_them(typed: str) -> None:
    with pytest.raises(UsageError, match="llama, qwen, deepseek"):
        split.weights(typed, ["llama", "qwen", "deepseek"])


def test_names_are_ids_and_say_what_they_belong_to() -> None:
    for experiment in ("a", "a-r1-a1", "x" * 40, "x" * 63, "x" * 62 + "y"):
        made = [
            names.marker(experiment),
            names.job(experiment, 999, 99),
            names.output(experiment, 999, 99),
            names.requests(experiment, 999, "abcdef", 99),
            names.requests(experiment, 1, "abcdef"),
        ]
        assert all(is_new_id(name) for name in made)
        assert len({*made}) == 5
        assert [found and found[0] for found in map(names.part, made)] == [None, *[names.stem(experiment)] * 4]
    assert names.stem("x" * 63) != names.stem("x" * 62 + "y")
