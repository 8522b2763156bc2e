"""The pages of the commands: one for each noun, verb and plain command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ..cli.command import folded
from ..cli.options import GENERAL, SAFETY
from ..cli.root import COMMON
from ..exits import MEANING, ExitCode
from . import page, roff, topic_pages
from .page import Block, CodeBlock, Definitions, ManualPage, Name, OptionHead, PageSection, References, Subsection
from .release import newest
from .tree import Node, OptionDoc, verb_aliases, verbs

_WIDTH = 68
"""Columns of an example, so that it fits a terminal of 80 with its indentation."""


def man_pages(root: Node) -> dict[str, str]:
    """The place in the checkout of every page for man, and its text."""
    release = newest()
    commands = [page_of(node, root) for node in root.walk()]
    manuals = [*commands, *topic_pages.pages(root.shared).values()]
    return {f"man/{manual.name}.{manual.section}": roff.written(manual, release) for manual in manuals}


def page_of(node: Node, root: Node) -> ManualPage:
    """The page of one command."""
    sections = (
        PageSection("SYNOPSIS", tuple(_usages(node))),
        PageSection("DESCRIPTION", tuple(_description(node, root))),
        PageSection("OPTIONS", tuple(_options(node))),
        PageSection("EXIT STATUS", tuple(_exit_status(node))),
        PageSection("CALLS", _calls(node)),
        PageSection("EXAMPLES", _code(_examples(node))),
        PageSection("SEE ALSO", (References(_related(node, root)),)),
    )
    return ManualPage(_title(node), 1, node.help, sections)


def _title(node: Node) -> str:
    return "-".join(("firectl", *node.path))


def _usages(node: Node) -> Iterator[page.Usage]:
    orders = [()] if not node.is_group else [("command",)] if node.path else [("noun", "verb"), ("verb", "noun")]
    arguments = tuple((argument.metavar, argument.required, argument.many) for argument in node.arguments)
    for order in orders:
        yield page.Usage(("firectl", *node.path), order, arguments)


def _description(node: Node, root: Node) -> Iterator[Block]:
    paragraphs = [node.help]
    if node.aliases:
        paragraphs.append(f"The same: {', '.join(f'`{alias}`' for alias in node.aliases)}.")
    if len(node.path) == 2 and any(noun.name == node.path[0] for noun in verbs(root).get(node.name, ())):
        paragraphs.append(f"The verb may stand first: `firectl {node.path[1]} {node.path[0]}`.")
    if not node.path:
        paragraphs.append(
            "Nouns are plural; their singular, the official long names and the short ones mean the same. "
            f"The verb may stand before the noun. {_verb_aliases(root)}"
        )
    elif node.is_group:
        paragraphs.append("The commands are:")
    yield page.Prose(tuple(paragraphs))
    if not node.path:
        yield from _overview(node)
    elif node.is_group:
        yield _commands(node.children)


def _overview(root: Node) -> Iterator[Block]:
    common = _common(root)
    others = [child for child in root.children if child not in common]
    yield Subsection("Most used", (_commands(common),))
    yield Subsection("Other nouns", (_commands(child for child in others if child.is_group),))
    yield Subsection("Commands", (_commands(child for child in others if not child.is_group),))


def _commands(nodes: Iterable[Node]) -> Definitions:
    return Definitions(tuple((Name("command", node.name), node.help) for node in nodes))


def _common(root: Node) -> list[Node]:
    """The nouns that the root help has on top, in its order."""
    return [child for name in COMMON if (child := root.child(name))]


def _verb_aliases(root: Node) -> str:
    spellings = [(verb, verb_aliases(verb)) for verb in verbs(root) if verb_aliases(verb)]
    return " ".join(
        f"The verb `{verb}` is also {' and '.join(f'`{a}`' for a in others)}." for verb, others in spellings
    )


def _options(node: Node) -> Iterator[Block]:
    sections: dict[str, list[OptionDoc]] = {GENERAL: []}
    for option in node.own:
        sections.setdefault(option.section, []).append(option)
    last = sections.pop(SAFETY, [])
    for title, options in {**sections, SAFETY: last}.items():
        if options:
            listed = _definitions(options)
            yield listed if title == GENERAL and node.path else Subsection(title, (listed,))
    if node.path:
        names = ", ".join(f"`{option.names[0]}`" for option in node.shared)
        text = page.prose(f"{names} go in any position. They are explained in firectl(1).")
        yield Subsection("Global options", (text,))
    else:
        yield Subsection("Global options", (page.prose("In any position:"), _definitions(node.shared)))


def _definitions(options: Iterable[OptionDoc]) -> Definitions:
    return Definitions(tuple((OptionHead(option.spellings, option.metavar), _about(option)) for option in options))


def _about(option: OptionDoc) -> str:
    sentences = [option.help]
    if option.values.kind == "words":
        sentences.append(f"One of {', '.join(f'`{word}`' for word in option.values.words)}.")
    sentences += ["Can be given more than once."] if option.repeatable else []
    sentences += ["Required."] if option.required else []
    sentences += [f"The default is `{option.default}`."] if option.default else []
    return " ".join(sentences)


def _exit_status(node: Node) -> Iterator[Block]:
    if node.exits:
        yield Definitions(tuple((Name("plain", str(code)), MEANING[ExitCode(code)]) for code in node.exits))
    if not node.is_group or not node.path:
        yield page.prose("All codes stand in firectl-exit-codes(7).")


def _calls(node: Node) -> tuple[Block, ...]:
    if node.is_group or node.calls:
        return _code(node.calls)
    return (page.prose("It calls nothing of the API."),)


def _code(lines: Iterable[str]) -> tuple[Block, ...]:
    block = CodeBlock(tuple(lines))
    return (block,) if block.lines else ()


def _examples(node: Node) -> Iterator[str]:
    return chain.from_iterable(folded(line, _WIDTH) for line in node.examples or _examples_below(node))


def _examples_below(node: Node) -> tuple[str, ...]:
    """The first example of each command of a group; of firectl, of each noun people use most."""
    nodes = node.children if node.path else _common(node)
    examples = [next((leaf.examples[0] for leaf in child.walk() if leaf.examples), "") for child in nodes]
    return tuple(filter(None, examples))


def _related(node: Node, root: Node) -> tuple[tuple[str, int], ...]:
    parents = [n for n in root.walk() if n.is_group and n.path == node.path[:-1] and n is not node]
    return (*((_title(n), 1) for n in (*parents, *node.children)), *topic_pages.references())
