"""The man pages of the commands: one for each noun, verb and plain command. Imports cli."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from ..cli.root import COMMON
from . import man_cron, man_topics, mdoc
from .release import Release, newest
from .tree import Argument, Node, Option, verb_aliases, verbs

_WIDTH = 68
_TOPICS = (("firectl-config", 5), ("firectl-cron", 7), ("firectl-exit-codes", 7))


def pages(root: Node) -> dict[str, str]:
    """Each page's place in the checkout, and its text."""
    release = newest()
    made = {f"man/{title(node)}.1": _page(node, root, release) for node in root.walk()}
    made["man/firectl-config.5"] = man_topics.config(release, root.shared)
    made["man/firectl-cron.7"] = man_cron.cron(release)
    made["man/firectl-exit-codes.7"] = man_topics.exit_codes(release)
    return made


def title(node: Node) -> str:
    """The name of a command's page."""
    return "-".join(("firectl", *node.path))


def _page(node: Node, root: Node, release: Release) -> str:
    sections = (
        mdoc.section("SYNOPSIS", *_synopsis(node)),
        mdoc.section("DESCRIPTION", *_description(node, root)),
        mdoc.section("OPTIONS", *_options(node)),
        mdoc.section("EXIT STATUS", *_exit_status(node)),
        mdoc.section(
            "EXAMPLES", mdoc.literal(chain.from_iterable(map(_folded, node.examples or _examples_below(node))))
        ),
        mdoc.section("SEE ALSO", mdoc.see(_related(node, root))),
    )
    return mdoc.page(title(node), 1, node.help, release, sections)


def _synopsis(node: Node) -> Iterable[str]:
    orders = [()] if not node.is_group else [("command",)] if node.path else [("noun", "verb"), ("verb", "noun")]
    for order in orders:
        yield f".Nm {' '.join(('firectl', *node.path))}\n.Op Ar options\n"
        yield f".Ar {' '.join(order)}\n.Op Ar arguments\n" if order else ""
    yield from map(_shown, node.arguments)


def _shown(argument: Argument) -> str:
    dots = " ..." if argument.many else ""
    return f".{'Ar' if argument.required else 'Op Ar'} {mdoc.words(argument.metavar)}{dots}\n"


def _description(node: Node, root: Node) -> Iterable[str]:
    yield mdoc.prose(node.help)
    if node.aliases:
        yield ".Pp\n" + mdoc.prose(f"The same: {', '.join(f'`{alias}`' for alias in node.aliases)}.")
    if len(node.path) == 2 and any(noun.name == node.path[0] for noun in verbs(root).get(node.name, ())):
        yield ".Pp\n" + mdoc.prose(f"Also understood: `firectl {node.path[1]} {node.path[0]}`.")
    if not node.path:
        yield from _overview(node)
    elif node.is_group:
        yield ".Pp\nThe commands are:\n"
        yield mdoc.entries((f"Cm {mdoc.words(child.name)}", mdoc.prose(child.help)) for child in node.children)


def _overview(root: Node) -> Iterable[str]:
    common = _common(root)
    others = [child for child in root.children if child not in common]
    groups = (
        ("Most used", common),
        ("Other nouns", [child for child in others if child.is_group]),
        ("Commands", [child for child in others if not child.is_group]),
    )
    yield ".Pp\n" + mdoc.prose(
        "Nouns are plural; their singular, the official long names and the short ones mean the same. "
        "The verb may stand before the noun. "
        f"{_said_aliases(root)}"
    )
    for heading, nodes in groups:
        rows = ((f"Cm {mdoc.words(node.name)}", mdoc.prose(node.help)) for node in nodes)
        yield mdoc.subsection(heading, mdoc.entries(rows))


def _common(root: Node) -> list[Node]:
    """The nouns that the root help has on top, in its order."""
    return [child for name in COMMON if (child := root.child(name))]


def _said_aliases(root: Node) -> str:
    said = [(verb, verb_aliases(verb)) for verb in verbs(root) if verb_aliases(verb)]
    return " ".join(f"The verb `{verb}` is also {' and '.join(f'`{a}`' for a in others)}." for verb, others in said)


def _options(node: Node) -> Iterable[str]:
    yield mdoc.entries(map(_entry, node.own))
    yield mdoc.subsection("Global options", "In any position:\n" + mdoc.entries(map(_entry, node.shared)))


def _entry(option: Option) -> tuple[str, str]:
    value = f" Ns = Ns Ar {mdoc.words(option.metavar)}" if option.metavar else ""
    spaced = f" Ar {mdoc.words(option.metavar)}" if option.metavar else ""
    heads = (f"Fl {mdoc.words(name[1:])}{value if name.startswith('--') else spaced}" for name in option.spellings)
    return " , ".join(heads), mdoc.prose(_told(option))


def _told(option: Option) -> str:
    more = [f"One of {', '.join(f'`{word}`' for word in option.values.words)}."] if option.values.words else []
    more += ["Can be given more than once."] if option.repeatable else []
    more += ["Required."] if option.required else []
    more += [f"The default is `{option.default}`."] if option.default else []
    return " ".join((option.help, *more))


def _exit_status(node: Node) -> Iterable[str]:
    if not node.is_group or not node.path:
        yield "0 where it was done; every other code says what kind of failure it was:\n"
        yield "see\n.Xr firectl-exit-codes 7 .\n"


def _folded(example: str) -> list[str]:
    """An example on lines that fit a page, still one command to the shell; it is folded before options only."""
    lines = [""]
    for part in re.split(r" (?=--[a-z])", example):
        if lines[-1] and len(lines[-1]) + len(part) > _WIDTH:
            lines[-1] += " \\"
            lines.append(f"    {part}")
        else:
            lines[-1] += f" {part}" if lines[-1] else part
    return lines


def _examples_below(node: Node) -> tuple[str, ...]:
    """The first example of each command of a group; of firectl, of each noun people use most."""
    nodes = node.children if node.path else _common(node)
    found = [next((leaf.examples[0] for leaf in child.walk() if leaf.examples), "") for child in nodes]
    return tuple(filter(None, found))


def _related(node: Node, root: Node) -> list[tuple[str, int]]:
    parents = [n for n in root.walk() if n.is_group and n.path == node.path[:-1] and n is not node]
    return [*((title(n), 1) for n in (*parents, *node.children)), *_TOPICS]
