"""The command tree as tables: which word leads where, and what may stand there.

A place in the command line has a key: the words of a node (`sftj create`, empty for the root), or `+create` once a
verb has been typed and its noun has not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .tree import Node, OptionDoc, Values, verb_aliases, verbs

_PLAIN = re.compile(r"[A-Za-z0-9_.+-]+")


class CompletionStep(NamedTuple):
    """From a place, any of these words leads to another."""

    start: str
    words: tuple[str, ...]
    end: str


class Tables(NamedTuple):
    """All a completion has to know."""

    steps: tuple[CompletionStep, ...]
    words: dict[str, tuple[tuple[str, str], ...]]
    """A place that wants a noun or a verb, to those words and what each is."""
    shared: tuple[OptionDoc, ...]
    own: dict[str, tuple[OptionDoc, ...]]
    """A place, to the options it has beside the shared ones."""
    values: dict[Values, tuple[tuple[str, str], ...]]
    """What can be offered, to the (place, option or number of the argument) that take it. The place is `*` for the
    shared options. A number has a `#` before it, so that no option is taken for one; `#*` is any."""


def tables(root: Node) -> Tables:
    """The tables of a tree. Raises ValueError for a word that would need quoting in a shell."""
    nodes = list(root.walk())
    found = Tables(
        steps=(*_noun_steps(nodes), *_verb_steps(root)),
        words={key(n): tuple((c.name, c.help) for c in n.children) for n in nodes if n.is_group} | _verb_words(root),
        shared=root.shared,
        own={key(node): node.own for node in nodes if node.own},
        values=_values(root, nodes),
    )
    _demand_plain(found)
    return found


def key(node: Node) -> str:
    """The place behind the words of a node."""
    return " ".join(node.path)


def verb_key(verb: str) -> str:
    """The place behind a verb that came first."""
    return f"+{verb}"


def described(option: OptionDoc) -> list[tuple[str, str]]:
    """Each spelling of an option and what it does."""
    return [(n, option.help) for n in option.names] + [(n, f"The opposite of {option.names[0]}.") for n in option.off]


def _noun_steps(nodes: list[Node]) -> list[CompletionStep]:
    return [
        CompletionStep(key(node), (child.name, *child.aliases), key(child)) for node in nodes for child in node.children
    ]


def _verb_steps(root: Node) -> list[CompletionStep]:
    steps: list[CompletionStep] = []
    for verb, nouns in verbs(root).items():
        steps.append(CompletionStep("", (verb, *verb_aliases(verb)), verb_key(verb)))
        steps += [CompletionStep(verb_key(verb), (noun.name, *noun.aliases), f"{noun.name} {verb}") for noun in nouns]
    return steps


def _verb_words(root: Node) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        verb_key(verb): tuple((noun.name, leaf.help) for noun in nouns if (leaf := noun.child(verb)))
        for verb, nouns in verbs(root).items()
    }


def _values(root: Node, nodes: list[Node]) -> dict[Values, tuple[tuple[str, str], ...]]:
    found: dict[Values, list[tuple[str, str]]] = {}
    for node in nodes:
        for option in node.own:
            found.setdefault(option.values, []).extend((key(node), name) for name in option.names)
        for number, argument in enumerate(node.arguments):
            found.setdefault(argument.values, []).append((key(node), "#*" if argument.many else f"#{number}"))
    for option in root.shared:
        found.setdefault(option.values, []).extend(("*", name) for name in option.names)
    return {values: tuple(places) for values, places in found.items() if values.kind != "any"}


def _demand_plain(found: Tables) -> None:
    words = {word for step in found.steps for word in step.words}
    words |= {name for options in (found.shared, *found.own.values()) for o in options for name in o.spellings}
    words |= {word for values in found.values for word in values.words}
    for word in sorted(words):
        if not _PLAIN.fullmatch(word):
            raise ValueError(f"{word!r} would need quoting in a completion script")
