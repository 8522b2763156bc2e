"""`help`: the man page of a command or a topic, on this terminal.

Imports errors and output; docs, which reads the whole tree.
"""

from __future__ import annotations

import click

from ..errors import UsageProblem
from ..output.look import terminal_width
from ..output.result import Lines
from ._app import App
from ._base import VERB_ALIASES, LazyGroup, Leaf, unknown

SUMMARY = "Show the manual of a command or a topic."
ALIASES: tuple[str, ...] = ()
_TOPICS = {"exit-codes": 7, "cron": 7, "config": 5}
"""Pages that belong to no command, and their sections; `config` alone is both, and shows the command first."""


def COMMAND() -> Leaf:
    """The command."""
    params = [
        click.Argument(["command"], type=_Word(), required=False, metavar="COMMAND"),
        click.Argument(["verbs"], nargs=-1, metavar="VERB..."),
    ]
    examples = ["firectl help", "firectl help sftj create", "firectl help exit-codes"]
    return Leaf("help", _run, params, help=SUMMARY, examples=examples)


class _Word(click.ParamType[str]):
    """The first word of a command, or a topic; judged by what looks for it."""

    name = "command"

    @property
    def choices(self) -> tuple[str, ...]:
        """What completion offers."""
        from . import _find

        return tuple(dict.fromkeys((*_find.names(), *_TOPICS)))


def _run(app: App, command: str | None, verbs: tuple[str, ...]) -> Lines:
    from ..docs import man, terminal, tree

    root = tree.read()
    path = _path([command, *verbs] if command else [])
    topics = man.topics(root)
    pages = [topics[path[0]]] if len(path) == 1 and path[0] in topics else []
    if node := root.at(path):
        pages.insert(0, man.page_of(node, root))
    width = min(100, terminal_width(app.console.out, app.environ) or 80)
    text = "\n\n".join(terminal.shown(page, width) for page in pages)
    return Lines(text.splitlines(), {"command": " ".join(path), "text": text})


def _path(words: list[str]) -> tuple[str, ...]:
    """The canonical words of a command, whichever way round and by whatever alias it was named."""
    from . import _find

    if not words or (len(words) == 1 and words[0] in _TOPICS):
        return tuple(words)
    command = _find.find(words[0])
    if command is None and len(words) > 1:
        command, words = _find.find(words[1]), [words[1], words[0], *words[2:]]
    if command is None:
        known = dict.fromkeys((*_find.names(), *_TOPICS))
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
                else UsageProblem(f"{' '.join(path)} has no commands", hint=f"firectl help {' '.join(path)}")
            )
        command = inner
        path.append(str(inner.name))
    return tuple(path)
