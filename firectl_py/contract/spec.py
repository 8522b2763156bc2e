"""The vocabulary of a resource declaration: Field, Column, Action, Resource.

Standard library only, imports nothing of ours. A declaration is data: the command group, its flags, the table,
the completion, the man page and the local control plane's collection are all worked out from it.
Named tuples and not dataclasses, because `firectl --help` pays for every declaration it loads.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

FieldType = Literal["string", "bool", "int32", "int64", "float", "double", "enum", "time", "duration", "message"]
"""How proto3 JSON spells the value: int64 as a string of digits, time as RFC 3339, duration as "300s"."""

Mode = Literal["rw", "create", "out"]
"""rw: set on create and update. create: fixed once made. out: only the server writes it."""


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


class States(NamedTuple):
    """What the values of `state` mean to somebody who waits."""

    goal: tuple[str, ...]
    failed: tuple[str, ...] = ()
    """Terminal without being the goal."""
    busy: tuple[str, ...] = ()
    """Still under way."""
    recurs: bool = False
    """Whether a goal state is left again by an update or a delete: it is then no end for who waits for another."""


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
    default_order: str = "name"
    order_by: bool = True
    """False where the API ignores orderBy."""
    examples: tuple[tuple[str, str], ...] = ()
    """(verb, command line) pairs for help and man pages."""

    @property
    def by_name(self) -> dict[str, Field]:
        """The top-level fields by their JSON name."""
        return {field.name: field for field in self.fields}

    def action(self, verb: str) -> Action:
        """The declared action `verb`. Raises KeyError where there is none."""
        for action in self.actions:
            if action.verb == verb:
                return action
        raise KeyError(f"{self.collection} has no action {verb!r}")
