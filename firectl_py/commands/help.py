"""`help`: the man page of a command or a topic, on this terminal."""

from __future__ import annotations

import click

from ..cli.app import App
from ..cli.command import VERB_ALIASES, Command, LazyGroup, unknown
from ..errors import UsageError
from ..output.options import terminal_width
from ..output.result import TextResult

_TOPICS = {"exit-codes": 7, "cron": 7, "config": 5}
"""Pages that belong to no command, and their sections; `config` alone is both, and shows the command first."""


def COMMAND() -> Command:
    """The command."""
    params = [
        click.Argument(["command"], type=_Word(), required=False, metavar="COMMAND"),
        click.Argument(["verbs"], nargs=-1, metavar="VERB..."),
    ]
    examples = ["firectl help", "firectl help sftj create", "firectl help exit-codes"]
    return Command("help", _run, params, help="Show the manual of a command or a topic.", examples=examples)


class _Word(click.ParamType[str]):
    """The first word of a command, or a topic; judged by what looks for it."""

    name = "command"

    @property
    def choices(self) -> tuple[str, ...]:
        """What completion offers."""
        from ..cli import registry

        return tuple(dict.fromkeys((*registry.names(), *_TOPICS)))


def _run(app: App, command: str | None, verbs: tuple[str, ...]) -> TextResult:
    from ..docs import man, terminal, tree

    root = tree.read()
    path = _path([command, *verbs] if command else [])
    topics = man.topics(root)
    pages = [topics[path[0]]] if len(path) == 1 and path[0] in topics else []
    if node := root.at(path):
        pages.insert(0, man.page_of(node, root))
    width = min(100, terminal_width(app.console.out, app.environ) or 80)
    text = "\n\n".join(terminal.shown(page, width) for page in pages)
    return TextResult(text.splitlines(), {"command": " ".join(path), "text": text})


def _path(words: list[str]) -> tuple[str, ...]:
    """The canonical words of a command, whichever way round and by whatever alias it was named."""
    from ..cli import registry

    if not words or (len(words) == 1 and words[0] in _TOPICS):
        return tuple(words)
    command = registry.find(words[0])
    if command is None and len(words) > 1:
        command, words = registry.find(words[1]), [words[1], words[0], *words[2:]]
    if command is None:
        known = dict.fromkeys((*registry.names(), *_TOPICS))
        raise unknown(f"there is no manual of {' '.join(words)!r}", words[0], list(known))
    path = [str(command.name)]
    for word in words[1:]:
        context = click.Context(command)
        verb = VERB_ALIASES.get(word, word)
        inner = command.get_command(context, verb) if isinstance(command, LazyGroup) else None
        if inner is None:
            verbs = command.list_commands(context) if isinstance(command, LazyGroup) else []
            raise (
                unknown(f"{' '.join(path)} has no command {word!r}", verb, verbs)
                if verbs
                else UsageError(f"{' '.join(path)} has no commands", hint=f"firectl help {' '.join(path)}")
            )
        command = inner
        path.append(str(inner.name))
    return tuple(path)
