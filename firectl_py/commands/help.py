"""`help`: the manual page of a command or a topic, on this terminal."""

from __future__ import annotations

from dataclasses import dataclass

import click

from ..cli.app import App
from ..cli.command import VERB_ALIASES, Command, LazyGroup, unknown
from ..errors import UsageError
from ..output.options import terminal_width
from ..output.result import TextResult

_WIDEST = 100
"""Columns beyond which text is hard to read."""


@dataclass(frozen=True)
class HelpOptions:
    """What was typed."""

    command: str | None
    verbs: tuple[str, ...]


class _Word(click.ParamType[str]):
    """The first word of a command, or a topic. Whatever looks for it refuses what is unknown."""

    name = "command"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that completion offers."""
        return _known()


def run(app: App, options: HelpOptions) -> TextResult:
    """The page. `config` is a command and a topic: both pages are shown."""
    from ..docs import command_pages, page_text, topic_pages, tree

    root = tree.read()
    path = _path([options.command, *options.verbs] if options.command else [])
    pages = [command_pages.page_of(node, root)] if (node := root.at(path)) else []
    if len(path) == 1 and path[0] in topic_pages.TOPICS:
        pages.append(topic_pages.pages(root.shared)[path[0]])
    width = min(_WIDEST, terminal_width(app.console.out, app.environ) or 80)
    text = "\n\n".join(page_text.written(manual, width) for manual in pages)
    return TextResult(text.splitlines(), {"command": " ".join(path), "text": text})


def _path(words: list[str]) -> tuple[str, ...]:
    """The canonical words of a command, whichever way round and by whatever alias it was named."""
    from ..cli import registry
    from ..docs.topic_pages import TOPICS

    if not words or (len(words) == 1 and words[0] in TOPICS):
        return tuple(words)
    command = registry.find(words[0])
    if command is None and len(words) > 1:
        command, words = registry.find(words[1]), [words[1], words[0], *words[2:]]
    if command is None:
        raise unknown(f"there is no manual page of {' '.join(words)!r}", words[0], list(_known()))
    path = [str(command.name)]
    for word in words[1:]:
        command = _inner(command, path, word)
        path.append(str(command.name))
    return tuple(path)


def _inner(command: click.Command, path: list[str], word: str) -> click.Command:
    """The command that `word` names in a group. Raises UsageError where there is none."""
    context = click.Context(command)
    verb = VERB_ALIASES.get(word, word)
    if not isinstance(command, LazyGroup):
        raise UsageError(f"{' '.join(path)} has no commands", hint=f"firectl help {' '.join(path)}")
    inner = command.get_command(context, verb)
    if inner is None:
        raise unknown(f"{' '.join(path)} has no command {word!r}", verb, command.list_commands(context))
    return inner


def _known() -> tuple[str, ...]:
    """Every word that has a page."""
    from ..cli import registry
    from ..docs.topic_pages import TOPICS

    return tuple(dict.fromkeys((*registry.names(), *TOPICS)))


def COMMAND() -> Command:
    """The command."""
    params = [
        click.Argument(["command"], type=_Word(), required=False, metavar="COMMAND"),
        click.Argument(["verbs"], nargs=-1, metavar="VERB..."),
    ]
    examples = ["firectl help", "firectl help sftj create", "firectl help exit-codes"]
    summary = "Show the manual page of a command or a topic."
    return Command("help", run, params, options=HelpOptions, help=summary, examples=examples)
