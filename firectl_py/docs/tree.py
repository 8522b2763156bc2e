"""The command tree as plain data: what the pages and the completions are made of.

Read off the real click commands, so that it cannot say anything else than they do. Hidden commands and options are
left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import click

from .. import contract
from ..cli import registry
from ..cli.command import VERB_ALIASES, Command, LazyGroup
from ..cli.help_sections import section_of
from ..cli.refresh import EXPERIMENTS, PROFILES, PUBLIC
from ..cli.root import Root
from ..contract import enums

ValueKind = Literal["any", "words", "file", "dir", "ids"]
"""What a shell can offer as a value: nothing, the words given, paths, or the ids of the kinds given."""


_READS = ("get", "download")
"""The verbs that take the bare id of a public resource, too."""


class Values(NamedTuple):
    """What an option or an argument takes."""

    kind: ValueKind = "any"
    words: tuple[str, ...] = ()


class OptionDoc(NamedTuple):
    """One option; a switch, which takes no value, has no metavar."""

    names: tuple[str, ...]
    """Every spelling, in the order of the declaration."""
    off: tuple[str, ...]
    """The spellings that switch it off, such as --no-turbo."""
    metavar: str
    values: Values
    help: str
    default: str
    required: bool
    repeatable: bool
    shared: bool
    """Whether it is one of those that go in any position."""
    section: str
    """The part of the help it stands in."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that can be typed."""
        return self.names + self.off


class ArgumentDoc(NamedTuple):
    """One positional argument."""

    metavar: str
    values: Values
    required: bool
    many: bool


class Node(NamedTuple):
    """One command, or a group of them."""

    path: tuple[str, ...]
    """The words behind `firectl`, e.g. ("sftj", "create"); () for firectl itself."""
    aliases: tuple[str, ...]
    """Other words for the last one."""
    help: str
    options: tuple[OptionDoc, ...]
    arguments: tuple[ArgumentDoc, ...]
    examples: tuple[str, ...]
    children: tuple[Node, ...]
    is_group: bool
    calls: tuple[str, ...] = ()
    """What it calls, e.g. "GET /v1/accounts"."""
    exits: tuple[int, ...] = ()
    """The exit codes it can end with."""

    @property
    def name(self) -> str:
        """The last word."""
        return self.path[-1] if self.path else "firectl"

    @property
    def own(self) -> tuple[OptionDoc, ...]:
        """The options that are not shared."""
        return tuple(option for option in self.options if not option.shared)

    @property
    def shared(self) -> tuple[OptionDoc, ...]:
        """The options that go in any position."""
        return tuple(option for option in self.options if option.shared)

    def child(self, name: str) -> Node | None:
        """The child of that very name."""
        return next((child for child in self.children if child.name == name), None)

    def at(self, path: tuple[str, ...]) -> Node | None:
        """The node that these words lead to from here."""
        if not path:
            return self
        child = self.child(path[0])
        return child.at(path[1:]) if child is not None else None

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def read() -> Node:
    """The whole tree, from `firectl` down."""
    return _node(Root(), (), ())


def verbs(root: Node) -> dict[str, tuple[Node, ...]]:
    """Each verb to its nouns: what `firectl VERB NOUN` can be."""
    found: dict[str, list[Node]] = {}
    for noun in root.children:
        for verb in noun.children:
            found.setdefault(verb.name, []).append(noun)
    # The root looks for nouns and commands first: a verb of the same name can only be typed behind its noun.
    taken = {word for child in root.children for word in (child.name, *child.aliases)}
    return {verb: tuple(nouns) for verb, nouns in sorted(found.items()) if verb not in taken}


def verb_aliases(verb: str) -> tuple[str, ...]:
    """The other words for a verb."""
    return tuple(alias for alias, meant in VERB_ALIASES.items() if meant == verb)


def _node(command: click.Command, path: tuple[str, ...], aliases: tuple[str, ...]) -> Node:
    context = click.Context(command, info_name=path[-1] if path else "firectl")
    params = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    return Node(
        path=path,
        aliases=aliases,
        help=command.help or "",
        options=tuple(_option(p, context) for p in params if isinstance(p, click.Option)),
        arguments=tuple(_argument(p, path) for p in params if isinstance(p, click.Argument)),
        examples=command.examples if isinstance(command, Command) else (),
        children=tuple(_children(command, context, path)),
        is_group=isinstance(command, click.Group),
        calls=command.calls if isinstance(command, Command) else (),
        exits=command.exits if isinstance(command, Command) else (),
    )


def _children(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[Node]:
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None and not child.hidden:
            aliases = verb_aliases(name) if isinstance(command, LazyGroup) else registry.aliases(name)
            yield _node(child, (*path, name), aliases)


def _option(param: click.Option, context: click.Context) -> OptionDoc:
    default = param.default if param.show_default else None
    metavar = "" if param.is_flag else (param.metavar or _metavar(param.type))
    return OptionDoc(
        names=tuple(param.opts),
        off=tuple(param.secondary_opts),
        metavar=metavar,
        values=_values(metavar, param.type) if metavar else Values(),
        help=param.help or "",
        default="" if default is None else str(default),
        required=param.required,
        repeatable=param.multiple,
        shared=_is_shared(param, context),
        section=section_of(param),
    )


def _is_shared(param: click.Option, context: click.Context) -> bool:
    # What every position takes carries a name of its own; --help is click's.
    return str(param.name).startswith("global_") or param is context.command.get_help_option(context)


def _argument(param: click.Argument, path: tuple[str, ...]) -> ArgumentDoc:
    metavar = (param.metavar or str(param.name).upper()).removesuffix("...")
    values = _values(metavar, param.type)
    if values.kind == "ids" and path[-1] in _READS:
        values = Values("ids", tuple(kind for noun in values.words for kind in _with_public(noun)))
    return ArgumentDoc(metavar, values, param.required, param.nargs == -1)


def _metavar(type: click.ParamType[object]) -> str:
    if getattr(type, "choices", None):
        return "VALUE"
    return {"text": "TEXT", "boolean": "true|false"}.get(type.name, type.name.removesuffix(" range").upper())


def _values(metavar: str, type: click.ParamType[object]) -> Values:
    if choices := getattr(type, "choices", None):
        return Values("words", tuple(str(choice) for choice in choices))
    if isinstance(type, click.types.BoolParamType):
        return Values("words", ("true", "false"))
    paths: dict[str, ValueKind] = {"FILE": "file", "DIR": "dir"}
    if metavar in paths:
        return Values(paths[metavar])
    if metavar == "REGION":
        return Values("words", (*enums.MULTI_REGIONS, *enums.REGIONS))
    kinds = _resources().get(metavar)
    return Values("ids", kinds) if kinds else Values()


@functools.cache
def _resources() -> dict[str, tuple[str, ...]]:
    """What a metavar names: a resource by its title, as arguments do, or by its collection, as references do."""
    found: dict[str, tuple[str, ...]] = {"PROFILE": (PROFILES,), "EXPERIMENT": (EXPERIMENTS,)}
    for resource in map(contract.load, contract.nouns()):
        if "list" in resource.verbs:
            title = re.sub("[ -]", "_", resource.title)
            found |= {name.upper(): (resource.noun,) for name in (title, resource.collection.removesuffix("s"))}
        if resource.public:
            found[f"BASE_{resource.title.upper()}"] = _with_public(resource.noun)
    return found


def _with_public(kind: str) -> tuple[str, ...]:
    """A kind of ids, and those of the platform's own account where everybody may read them."""
    public = kind in contract.nouns() and contract.load(kind).public
    return (kind, f"{PUBLIC}{kind}") if public else (kind,)
