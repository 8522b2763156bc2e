"""What a declaration knows beyond its fields: effects of actions, meanings of states, ranges of numbers."""

from __future__ import annotations

import pytest

from firectl_py import contract
from firectl_py.contract import Effect, Field, Resource


@pytest.mark.parametrize(
    ("verb", "request_body", "found", "shown"),
    [
        ("scale", {"replicaCount": 2}, {"desiredReplicaCount": 2}, True),
        ("scale", {"replicaCount": 2}, {"desiredReplicaCount": 1}, False),
        ("scale", {"replicaCount": 0}, {"desiredReplicaCount": 0}, True),
        ("scale", {"replicaCount": 0}, {"state": "READY"}, False),
        ("undelete", {}, {"state": "CREATING"}, True),
        ("undelete", {}, {"state": "DELETED"}, False),
        ("undelete", {}, {}, False),
        ("setTags", {"tags": {"custom/a": "1"}}, {"annotations": {"custom/a": "1", "custom/b": "2"}}, True),
        ("setTags", {"tags": {"custom/a": "1"}}, {"annotations": {"custom/a": "0"}}, False),
        ("deleteTags", {"keys": ["custom/a"]}, {"annotations": {"custom/b": "2"}}, True),
        ("deleteTags", {"keys": ["custom/a"]}, {}, False),
    ],
)
def test_an_effect_is_shown_by_what_is_there_and_never_by_what_is_absent(
    verb: str, request_body: dict[str, object], found: dict[str, object], shown: bool
) -> None:
    effect = contract.load("deployments").action(verb).effect

    assert effect is not None and effect.shows(request_body, found) is shown


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        (Field("r", "", "int32", minimum=4, maximum=64), 3, "has to be 4 to 64"),
        (Field("r", "", "int32", minimum=4, maximum=64), 64, ""),
        (Field("r", "", "int32", minimum=4, maximum=64), 0, ""),
        (Field("epochs", "", "int32", minimum=1), -3, "has to be at least 1"),
        (Field("rank", "", "int32", numbers=(1, 2, 4)), 3, "has to be one of 1, 2, 4"),
        (Field("top", "", "float", maximum=1), 1.5, "has to be at most 1"),
        (Field("name", "", minimum=1), "text", ""),
    ],
)
def test_a_number_out_of_its_range_is_named_with_the_range_and_zero_means_not_set(
    field: Field, value: object, why: str
) -> None:
    assert field.out_of_range(value) == why


def every_resource() -> list[Resource]:
    return [contract.load(noun) for noun in contract.nouns()]


@pytest.mark.parametrize("resource", every_resource(), ids=lambda resource: str(resource.noun))
def test_the_states_of_a_declaration_are_those_of_its_state_field(resource: Resource) -> None:
    if resource.states is None:
        return
    states, declared = resource.states, set(resource.by_name["state"].values)

    assert {*states.goal, *states.failed, *states.busy, *states.gone} <= declared
    assert all(state.startswith(states.prefix) for state in declared)
    for action in resource.actions:
        assert set((action.effect or Effect()).states) <= declared
