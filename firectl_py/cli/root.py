"""The root group: `firectl NOUN VERB`, and by one rule `firectl VERB NOUN`."""

from __future__ import annotations

import click

from ..errors import UsageError
from . import registry
from .command import VERB_ALIASES, GoFlags, LazyGroup, help_without_command, unknown
from .global_options import global_options

COMMON = ("models", "datasets", "sftj", "deployments", "regions", "quotas")
"""The nouns people use most, on top of the root help."""


class Root(GoFlags, click.Group):
    """Finds nouns and commands by name; a word that is none, before a noun, is a verb."""

    def __init__(self) -> None:
        super().__init__(
            "firectl",
            params=[
                *global_options(),
                click.Option(["--version", "-V"], is_flag=True, expose_value=False, help="Show the version."),
            ],
            help="The control plane of Fireworks AI from a shell: firectl NOUN VERB [ARGS].",
            callback=help_without_command,
            invoke_without_command=True,
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(registry.names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return registry.find(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if registry.is_known(word):
            command = registry.find(word)
        elif word in registry.OFFICIAL_VERBS and not _has_noun(args[1:]):
            command = registry.official_verb(word)
        elif word in _all_verbs() or _has_noun(args[1:]):
            command = VerbGroup(word)
        else:
            raise self._unknown(word, _next_word(args[1:]))
        return (command.name if command is not None else None), command, args[1:]

    def _unknown(self, word: str, verb: str) -> UsageError:
        if (noun := registry.unbuilt_noun(word)) is not None:
            return _unbuilt(noun, VERB_ALIASES.get(verb, verb))
        return unknown(
            f"there is no command {word!r}", word, [*registry.names(), *_all_verbs(), *registry.OFFICIAL_VERBS]
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, and the spellings of what goes with each of them; `firectl help` tells what they mean."""
        self.format_commands(ctx, formatter)
        with formatter.section("Options, in any position"):
            options = (p for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.hidden)
            formatter.write_text("  ".join(_spelled(option) for option in options))
        formatter.write_paragraph()
        formatter.write_text("`firectl help` says what they do, `firectl NOUN VERB --help` the rest.")

    def get_help(self, ctx: click.Context) -> str:
        """The help, with plain spaces and hyphens where others kept an option and its value on one line."""
        return super().get_help(ctx).replace("\u00a0", " ").replace("\u2011", "-")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The nouns most used, the other nouns, and the rest."""
        names = registry.names()
        others = [name for name in names if name not in COMMON and registry.is_noun(name)]
        plain = [name for name in names if name not in COMMON and name not in others]
        for title, group in (("Most used", COMMON), ("Other nouns", others), ("Commands", plain)):
            with formatter.section(title):
                formatter.write_dl([(name, registry.summary(name)) for name in group])


class VerbGroup(GoFlags, click.Group):
    """`firectl VERB NOUN`: the same leaf as `firectl NOUN VERB`, found from the other end."""

    def __init__(self, word: str) -> None:
        verb = VERB_ALIASES.get(word, word)
        super().__init__(
            verb,
            params=global_options(),
            help=f"The same as firectl NOUN {verb}.",
            callback=_require_noun,
            invoke_without_command=True,
        )
        self.verb = verb

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in registry.names() if self._leaf(name, ctx) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._leaf(cmd_name, ctx)

    def _leaf(self, noun: str, ctx: click.Context) -> click.Command | None:
        group = registry.find(noun)
        return group.get_command(ctx, self.verb) if isinstance(group, LazyGroup) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        noun = args[0]
        group, leaf = registry.find(noun), self._leaf(noun, ctx)
        if group is not None and leaf is not None:
            return group.name, leaf, args[1:]
        if (missing := registry.unbuilt_noun(noun)) is not None:
            raise _unbuilt(missing, self.verb)
        if isinstance(group, click.Group):
            raise unknown(f"{noun} has no command {self.verb!r}", self.verb, group.list_commands(ctx))
        raise unknown(f"{self.verb} goes with a noun, and {noun!r} is not one", noun, self.list_commands(ctx))


def _require_noun() -> None:
    """The callback of a verb: alone it says nothing. Raises UsageError."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None and isinstance(ctx.command, click.Group):
        nouns = ", ".join(ctx.command.list_commands(ctx))
        raise UsageError(f"{ctx.command_path} needs a noun: {nouns}", hint=f"{ctx.command_path} --help")


_METHODS = {"create": "POST", "update": "PATCH", "delete": "DELETE"}


def _unbuilt(noun: str, verb: str) -> UsageError:
    """A noun of the official tool that is not here yet, with the call that does the same."""
    collection = registry.OFFICIAL_NOUNS[noun]
    path = f"/v1/accounts/{{account}}/{collection}" if collection else "PATH"
    target = f"{path}/ID" if collection and verb in ("get", "update", "delete") else path
    data = " -d @FILE" if verb in ("create", "update") else ""
    return UsageError(
        f"{noun} is not built yet",
        hint=f"firectl api reaches it: firectl api {_METHODS.get(verb, 'GET')} '{target}'{data}",
    )


def _all_verbs() -> list[str]:
    """Every verb of every noun, and the short ways to say some."""
    return sorted(registry.all_verbs() | set(VERB_ALIASES))


def _has_noun(args: list[str]) -> bool:
    """Whether the next plain word names a noun, built or not."""
    word = _next_word(args)
    return bool(word) and (registry.is_noun(word) or registry.unbuilt_noun(word) is not None)


def _next_word(args: list[str]) -> str:
    return next((arg for arg in args if not arg.startswith("-")), "")


def _spelled(option: click.Option) -> str:
    """`-o/--output FORMAT`, kept together when the line is broken."""
    value = "" if option.is_flag else "\u00a0" + (option.metavar or "FORMAT")
    return ("/".join(option.opts) + value).replace("-", "\u2011")
