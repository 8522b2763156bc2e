"""The man pages of the commands: one for each noun, verb and plain command."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from ..cli.command import folded
from ..cli.help_sections import FIRST, LAST
from ..cli.root import COMMON
from ..exits import MEANING, ExitCode
from . import man_cron, man_topics, mdoc
from .release import UNDATED, Release, newest
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


def page_of(node: Node, root: Node) -> str:
    """The page of one command, without the date of a release: what `firectl help` shows."""
    return _page(node, root, UNDATED)


def topics(root: Node) -> dict[str, str]:
    """The pages that belong to no command, by the word `firectl help` knows them by, without a date."""
    return {
        "config": man_topics.config(UNDATED, root.shared),
        "cron": man_cron.cron(UNDATED),
        "exit-codes": man_topics.exit_codes(UNDATED),
    }


def _page(node: Node, root: Node, release: Release) -> str:
    sections = (
        mdoc.section("SYNOPSIS", *_synopsis(node)),
        mdoc.section("DESCRIPTION", *_description(node, root)),
        mdoc.section("OPTIONS", *_options(node)),
        mdoc.section("EXIT STATUS", *_exit_status(node)),
        mdoc.section("CALLS", *_calls(node)),
        mdoc.section("EXAMPLES", mdoc.literal(_examples(node))),
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
    sections: dict[str, list[Option]] = {FIRST: []}
    for option in node.own:
        sections.setdefault(option.section, []).append(option)
    last = sections.pop(LAST, [])
    for title, options in {**sections, LAST: last}.items():
        listed = mdoc.entries(map(_entry, options))
        yield listed if title == FIRST and node.path else mdoc.subsection(title, listed) if options else ""
    if node.path:
        names = ", ".join(f"`{option.names[0]}`" for option in node.shared)
        said = mdoc.prose(f"{names} go in any position.") + "They are told in\n.Xr firectl 1 .\n"
    else:
        said = "In any position:\n" + mdoc.entries(map(_entry, node.shared))
    yield mdoc.subsection("Global options", said)


def _calls(node: Node) -> Iterable[str]:
    yield mdoc.literal(node.calls)
    if not node.is_group and not node.calls:
        yield "It calls nothing of the API.\n"


def _entry(option: Option) -> tuple[str, str]:
    value = f" Ns = Ns Ar {mdoc.words(option.metavar)}" if option.metavar else ""
    spaced = f" Ar {mdoc.words(option.metavar)}" if option.metavar else ""
    heads = (f"Fl {mdoc.words(name[1:])}{value if name.startswith('--') else spaced}" for name in option.spellings)
    return " , ".join(heads), mdoc.prose(_told(option))


def _told(option: Option) -> str:
    more = (
        [f"One of {', '.join(f'`{word}`' for word in option.values.words)}."] if option.values.kind == "words" else []
    )
    more += ["Can be given more than once."] if option.repeatable else []
    more += ["Required."] if option.required else []
    more += [f"The default is `{option.default}`."] if option.default else []
    return " ".join((option.help, *more))


def _exit_status(node: Node) -> Iterable[str]:
    if node.exits:
        yield mdoc.entries(((str(code), mdoc.prose(MEANING[ExitCode(code)])) for code in node.exits), "124")
    if not node.is_group or not node.path:
        yield "All codes stand in\n.Xr firectl-exit-codes 7 .\n"


def _examples(node: Node) -> Iterable[str]:
    return chain.from_iterable(folded(line, _WIDTH) for line in node.examples or _examples_below(node))


def _examples_below(node: Node) -> tuple[str, ...]:
    """The first example of each command of a group; of firectl, of each noun people use most."""
    nodes = node.children if node.path else _common(node)
    found = [next((leaf.examples[0] for leaf in child.walk() if leaf.examples), "") for child in nodes]
    return tuple(filter(None, found))


def _related(node: Node, root: Node) -> list[tuple[str, int]]:
    parents = [n for n in root.walk() if n.is_group and n.path == node.path[:-1] and n is not node]
    return [*((title(n), 1) for n in (*parents, *node.children)), *_TOPICS]
