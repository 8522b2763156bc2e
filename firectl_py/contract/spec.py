"""The vocabulary of a resource declaration: Field, Column, Action, Step, States, Resource.

A declaration is data: the command group, its flags, the table, the completion, the man page and the local control
plane's collection are all worked out from it. All that is known of one resource stands in its declaration.
Named tuples and not dataclasses, because every command pays for the declarations it loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

FieldType = Literal["string", "bool", "int32", "int64", "float", "double", "enum", "time", "duration", "message"]
"""How proto3 JSON spells the value: int64 as a string of digits, time as RFC 3339, duration as "300s"."""

Mode = Literal["rw", "create", "out"]
"""rw: set on create and update. create: fixed once made. out: only the server writes it."""

Section = Literal["", "Placement", "Logging", "External data", "Safety"]
"""The sections of a command's help that flags of declared fields and parameters stand in."""


_ZEROS: dict[str, Any] = {
    "string": "",
    "bool": False,
    "int32": 0,
    "int64": "0",
    "float": 0,
    "double": 0,
}


class Field(NamedTuple):
    """One field of a resource or of a message inside it."""

    name: str
    """lowerCamelCase, as in the API's JSON."""
    help: str
    type: FieldType = "string"
    mode: Mode = "rw"
    flags: tuple[str, ...] | None = None
    """Option names; None derives `--kebab-case` for plain top-level values, () leaves it to `-f/--file`."""
    values: tuple[str, ...] = ()
    """The members of an enum, the proto zero value left out."""
    zero: str = ""
    """The enum's proto zero value, accepted on the wire and treated as unset."""
    fields: tuple[Field, ...] = ()
    """The members of a message, or of each value of a map of messages."""
    repeated: bool = False
    map: bool = False
    """A JSON object with free keys whose values are of `type`."""
    required: bool = False
    ref: str = ""
    """Collection a bare id belongs to, e.g. "datasets"; a full resource name is taken as it is."""
    catalogue: bool = False
    """With ref="models": a bare id may also mean the public model of that name."""
    derived: bool = False
    """Worked out from data that is sent beside it: two descriptions of the same thing may differ in it."""
    secret: bool = False
    """Never printed whole, neither in --dry-run nor in --debug."""
    minimum: float | None = None
    """The lowest number the API takes; the zero value of the type means "not set" and is always taken."""
    maximum: float | None = None
    """The highest number the API takes."""
    numbers: tuple[int, ...] = ()
    """The only numbers the API takes, where it takes a few."""
    short_names: Mapping[str, str] = MappingProxyType({})
    """Words people type, each with the member of `values` it means."""
    creates: bool = False
    """The resource that `ref` names is made by this create: no id that exists is offered for it."""
    presence: bool = False
    """Proto3 explicit presence: its zero value counts as set, and answers leave it out where it is not set."""
    full_name: bool = False
    """The API takes no bare id here, only a full resource name."""
    versioned: bool = False
    """The server may answer with a version of what was asked for: `NAME/versions/ID`."""
    section: Section = ""
    """The section of the help for its flag, and for the flags of its members; "" is the first one."""

    @property
    def unset(self) -> Any:
        """What an answer shows where the field is not set. Messages, times and durations are null then."""
        if self.repeated:
            return []
        if self.map:
            return {}
        return self.zero if self.type == "enum" else _ZEROS.get(self.type)

    @property
    def unset_values(self) -> tuple[object, ...]:
        """What means "not set": by proto3 the zero value does, too, of a field without explicit presence."""
        plain_message = self.type == "message" and not (self.repeated or self.map)
        return (None,) if self.presence or plain_message else (None, self.unset)

    def out_of_range(self, value: object) -> str:
        """Why the API refuses a number, as "has to be 4 to 64"; "" where it takes it or `value` is not a number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return ""
        if not value and not self.presence:
            return ""
        if self.numbers and value not in self.numbers:
            return f"has to be one of {', '.join(map(str, self.numbers))}"
        low, high = self.minimum, self.maximum
        if (low is None or value >= low) and (high is None or value <= high):
            return ""
        if low is not None and high is not None:
            return f"has to be {low:g} to {high:g}"
        return f"has to be at least {low:g}" if low is not None else f"has to be at most {high:g}"


class Column(NamedTuple):
    """One column of the table of a list."""

    title: str
    path: str
    """Dotted path into the API object."""
    wide: bool = False
    """Shown by `-o wide` only."""


class Param(NamedTuple):
    """A query parameter of one call, beyond those every list and get has."""

    name: str
    help: str
    type: FieldType = "string"
    section: Section = ""
    """The section of the help for its flag; "" is the first one."""


class Effect(NamedTuple):
    """What a get shows of a resource once an action has taken effect. Each condition that is given has to hold."""

    states: tuple[str, ...] = ()
    """The state is one of these."""
    equal: tuple[tuple[str, str], ...] = ()
    """(member of the request, field of the resource): both are there with the same value."""
    includes: tuple[tuple[str, str], ...] = ()
    """(map in the request, map of the resource): every entry of the first is in the second."""
    lacks: tuple[tuple[str, str], ...] = ()
    """(list in the request, map of the resource): no entry of the first is a key of the second."""

    def shows(self, request: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
        """Whether `found` proves that `request` took effect. A field that is absent proves nothing."""
        if self.states and found.get("state") not in self.states:
            return False
        equal = (found.get(field) == request.get(member, 0) for member, field in self.equal if field in found)
        known = all(field in found for _, field in self.equal + self.includes + self.lacks)
        return (
            known
            and all(equal)
            and all(_map(request, m).items() <= _map(found, f).items() for m, f in self.includes)
            and not any(set(request.get(m) or ()) & set(_map(found, f)) for m, f in self.lacks)
        )


def _map(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


class Action(NamedTuple):
    """A call beyond the five standard ones: `POST {name}:{verb}` and the like."""

    verb: str
    method: Literal["GET", "POST", "PATCH"]
    help: str
    fields: tuple[Field, ...] = ()
    """Members of the JSON body."""
    params: tuple[Param, ...] = ()
    on_collection: bool = False
    """The path is `{collection}:{verb}` and not `{name}:{verb}`."""
    separator: Literal[":", "/"] = ":"
    returns: Literal["empty", "resource", "other"] = "empty"
    changes: bool | None = None
    """Whether it changes something; None: unless its method is GET."""
    effect: Effect | None = None
    """How its effect is seen where its answer was lost; None: it cannot be seen."""

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET" if self.changes is None else self.changes


class Step(NamedTuple):
    """A count that tells how far a resource is, shown in some of its states."""

    text: str
    """How it is said, with places for both numbers, e.g. "epoch {} of {}"."""
    done: str
    """Dotted path of the count so far."""
    total: str
    """Dotted path of the count at the end."""
    states: tuple[str, ...]
    """The states it is shown in."""
    offset: int = 0
    """What is added to the count so far: 1 where the API counts from 0."""


class States(NamedTuple):
    """What the values of `state` mean to somebody who waits."""

    goal: tuple[str, ...]
    failed: tuple[str, ...] = ()
    """Terminal without being the goal."""
    busy: tuple[str, ...] = ()
    """Still under way."""
    recurs: bool = False
    """Whether a goal state is left again by an update or a delete: it is then no end for who waits for another."""
    gone: tuple[str, ...] = ()
    """Shown of what is deleted or being deleted: it can still be read and is no longer there."""
    prefix: str = ""
    """What all states begin with and people leave out, e.g. "JOB_STATE_"."""
    end_time: str = ""
    """Dotted path of the time that is set once it ended, whatever its state is called."""
    progress: tuple[str, ...] = ()
    """Dotted paths of numbers, or of messages of numbers, that grow while it gets on and not with time alone."""
    percent: str = ""
    """Dotted path of how much of the work is done, 0 to 100."""
    steps: tuple[Step, ...] = ()
    """Counts that are shown beside the state."""
    total_parts: str = ""
    """Dotted path of the count of parts the work has, such as rows."""
    failed_parts: str = ""
    """Dotted path of the count of parts that failed although the whole reached its goal."""
    done_parts: str = ""
    """Dotted path of the count of parts that succeeded."""
    wait_timeout: str = "30m"
    """How long `--wait` waits where nothing else is said, as people type it."""

    @property
    def made(self) -> tuple[str, ...]:
        """States of what stands there as it was asked for: under way or at its goal, and neither failed nor gone."""
        return tuple(state for state in (*self.busy, *self.goal) if state not in self.gone)

    def short(self, state: str) -> str:
        """A state without the prefix."""
        return state.removeprefix(self.prefix)


class Resource(NamedTuple):
    """Everything both sides of the wire know about one kind of resource."""

    noun: str
    """The plural users type, `firectl NOUN VERB`."""
    title: str
    """The singular in prose, e.g. "supervised fine-tuning job"."""
    collection: str
    """The path segment, e.g. "supervisedFineTuningJobs"."""
    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    verbs: tuple[str, ...] = ("list", "get")
    """Standard verbs the API offers: create, list, get, update, delete."""
    commands: tuple[str, ...] | None = None
    """Standard verbs that become commands; None means all of `verbs`."""
    id_param: str = ""
    """Name of the client-chosen id on create; empty where the server names the resource."""
    wrapper: str = ""
    """Member of the create body that holds the resource, with the id beside it; empty: the body is the resource
    and the id travels as query parameter."""
    create_params: tuple[Param, ...] = ()
    create_fields: tuple[Field, ...] = ()
    """Members of the create body beside the wrapper."""
    list_params: tuple[Param, ...] = ()
    update_params: tuple[Param, ...] = ()
    delete_params: tuple[Param, ...] = ()
    actions: tuple[Action, ...] = ()
    states: States | None = None
    ordered: tuple[tuple[str, str], ...] = ()
    """Pairs of fields with counts, of which the first may not be above the second."""
    default_order: str = "name"
    order_by: bool = True
    """False where the API ignores orderBy."""
    public: bool = False
    """Whether everybody may read those of the platform's own account."""
    top_level: bool = False
    """Whether it belongs to no account: its names are `{collection}/{id}`."""
    ids_change: bool = False
    """Whether ids come and go by the hour, so that completion asks for them often."""
    examples: tuple[tuple[str, str], ...] = ()
    """(verb, command line) pairs for help and man pages."""

    @property
    def by_name(self) -> dict[str, Field]:
        """The top-level fields by their JSON name."""
        return {field.name: field for field in self.fields}

    def owner(self, account: str) -> str:
        """The account that resources of this kind belong to when `account` is asked: "" for those of the top level."""
        return "" if self.top_level else account

    def is_ready(self, item: Mapping[str, Any]) -> bool:
        """Whether a resource of this kind has reached its goal and stays there for now."""
        return self.states is not None and item.get("state") in self.states.goal

    def is_gone(self, item: Mapping[str, Any]) -> bool:
        """Whether it can still be read and is deleted or being deleted."""
        return self.states is not None and item.get("state") in self.states.gone

    def short_state(self, state: str) -> str:
        """A state as people say it: without the prefix that all states of the resource have."""
        return self.states.short(state) if self.states else state

    def action(self, verb: str) -> Action:
        """The declared action `verb`. Raises KeyError where there is none."""
        for action in self.actions:
            if action.verb == verb:
                return action
        raise KeyError(f"{self.collection} has no action {verb!r}")
