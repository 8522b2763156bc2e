"""Filters: which resources pass, and which filters are refused."""

from __future__ import annotations

import pytest

from firectl_py.contract import load
from firectl_py.local.http.errors import RpcError
from firectl_py.local.resources.filters import compile_filter

MODEL = {
    "name": "accounts/local/models/tiny-bot",
    "displayName": "Tiny Bot",
    "createTime": "2026-03-01T12:00:00.500000Z",
    "state": "READY",
    "kind": "HF_BASE_MODEL",
    "baseModelDetails": {"parameterCount": "3000000000", "moe": True},
    "contextLength": 4096,
    "supportedPrecisions": ["BF16", "FP8"],
    "public": True,
}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("state=READY", True),
        ("state = READY", True),
        ('state="UPLOADING"', False),
        ("state!=UPLOADING", True),
        ("context_length>=4096", True),
        ("contextLength<4096", False),
        ("context_length>4095 AND context_length<=4096", True),
        ("base_model_details.parameter_count>2999999999", True),
        ("base_model_details.parameter_count=3000000001", False),
        ("baseModelDetails.moe=true", True),
        ("public=false", False),
        ("supports_serverless=false", True),
        ("supports_serverless=true", False),
        ("supports_serverless!=true", True),
        ("kind:*", True),
        ("fine_tuning_job:*", False),
        ('display_name="Tiny Bot"', True),
        ("display_name='Tiny Bot'", True),
        ('display_name="Tiny*"', True),
        ('display_name="*Bot"', True),
        ('display_name="*ny B*"', True),
        ('display_name!="Tiny*"', False),
        ('display_name="tiny*"', False),
        ("display_name:tiny", True),
        ("name=*tiny-bot", True),
        ("description=''", True),
        ("supported_precisions:FP8", True),
        ("supported_precisions:FP4", False),
        ('create_time>"2026-03-01T12:00:00Z"', True),
        ('create_time<"2026-03-01T14:00:00.4+02:00"', False),
        ('create_time>=timestamp("2026-03-01T12:00:00.5Z")', True),
        ("create_time<2026-03-02", True),
        ('update_time>"2000-01-01T00:00:00Z"', False),
        ("NOT state=READY", False),
        ("-state=READY", False),
        ("NOT (state=UPLOADING OR public=false)", True),
        # OR binds tighter than AND: false AND (true OR true), and not (false AND true) OR true.
        ("state=UPLOADING AND public=true OR public=true", False),
        ("(state=UPLOADING AND public=true) OR public=true", True),
        ("state=READY public=false", False),
        ("state=READY public=true", True),
        ('display_name="a \\"quoted\\" one"', False),
    ],
)
def test_what_passes(text: str, passes: bool) -> None:
    assert compile_filter(text, load("models").fields)(MODEL) is passes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("stat=READY", "no field 'stat'"),
        ("state.x=READY", "no field 'state.x'"),
        ("state=RUNNING", "'RUNNING' is not one of UPLOADING, READY"),
        ("state>READY", "has no order"),
        ("context_length=many", "a number is expected"),
        ("context_length=inf", "a number is expected"),
        ("public=yes", "true or false"),
        ("create_time>yesterday", "RFC 3339"),
        ("base_model_details=1", "is a message"),
        ("supported_precisions=FP8", "only supported_precisions:VALUE"),
        ("state=", "cannot be read at column 6"),
        ("READY", "cannot be read"),
        ("state=READY AND", "cannot be read"),
        ("state=READY or public=true", "cannot be read"),
        ("(state=READY", "cannot be read"),
        ("state~READY", "cannot be read at column 6"),
        ("contains(name)", "cannot be read"),
        ("(" * 3000 + "state=READY" + ")" * 3000, "longer than"),
    ],
)
def test_what_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(RpcError) as refusal:
        compile_filter(text, load("models").fields)
    assert refusal.value.code == "INVALID_ARGUMENT"
    assert complaint in refusal.value.message


def test_deep_nesting_is_no_crash() -> None:
    text = "(" * 1900 + "state=READY" + ")" * 1900
    try:
        assert compile_filter(text, load("models").fields)(MODEL)
    except RpcError as refusal:
        assert refusal.code == "INVALID_ARGUMENT"


def test_job_states_have_their_long_names() -> None:
    test = compile_filter("state=JOB_STATE_RUNNING", load("sftj").fields)
    assert test({"state": "JOB_STATE_RUNNING"})
    assert not test({"state": "JOB_STATE_PENDING"})
