"""The stand-in model: the same everywhere, models that agree often and not always, tokens counted as stated."""

from __future__ import annotations

from firectl_py.local.inference.stand_in import answer, text_of


def test_the_same_question_gets_the_same_answer_and_models_differ_now_and_then() -> None:
    rows = [[{"role": "user", "content": f"What is {n} + 5?"}] for n in range(200)]
    small, large = ([answer(f"accounts/a/models/{m}", row).text for row in rows] for m in ("small", "large"))
    assert small == [answer("accounts/a/models/small", row).text for row in rows]
    agreed = sum(a == b for a, b in zip(small, large, strict=True))
    assert 80 < agreed < 180
    right = sum(text == str(n + 5) for n, text in enumerate(small))
    assert 120 < right < 180


def test_tokens_are_counted_and_cut() -> None:
    said = answer("m", [{"role": "user", "content": [{"type": "text", "text": "one two three four five"}]}], 1)
    assert (said.completion_tokens, said.finish_reason, said.prompt_tokens) == (1, "length", 6)
    whole = answer("m", "one two three four five")
    assert whole.finish_reason == "stop" and "".join(whole.pieces) == whole.text
    assert text_of({"content": None}) == ""
