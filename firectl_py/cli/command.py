"""The classes every command is made of: commands and groups, and flags spelled as the official tool takes them.

The official tool is written in Go. No library serves: click takes `-o json` and `-ojson`, and knows no value for a
switch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from ..output.result import Result
from ..suggestions import did_you_mean
from .global_options import global_options
from .help_sections import exits_of, in_sections
from .options import OptionsT, typed

if TYPE_CHECKING:
    from .app import App

VERB_ALIASES = {"ls": "list", "rm": "delete", "remove": "delete"}

_WORDS = {"1", "t", "true", "0", "f", "false"}
_TRUE = {"1", "t", "true"}
"""What Go's strconv.ParseBool takes, in lower case."""


class GoFlags(click.Command):
    """A command or group that takes `-o=json`, `--wait=false` and `-h` beside what click takes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args` as click does, once they are spelled its way."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        return super().parse_args(ctx, list(as_click_takes(options, args, stop=not ctx.allow_interspersed_args)))

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """`-h` and `--help`."""
        return ["-h", "--help"]


class Command(GoFlags):
    """A command that does something. `run(app, options)` returns what is printed; `options` is a dataclass."""

    def __init__(
        self,
        name: str,
        run: Callable[[App, OptionsT], Result],
        params: Sequence[click.Parameter] = (),
        *,
        options: type[OptionsT],
        help: str,
        examples: Sequence[str] = (),
        calls: Sequence[str] = (),
        exits: Sequence[int] = (),
    ) -> None:
        """`calls` are the calls of the API, `exits` the codes that neither every command nor an option of it has."""
        shared = global_options()
        self.shared_names = frozenset(param.name for param in shared)
        super().__init__(name, params=[*params, *shared], help=help)
        self.run: Callable[[App, Any], Result] = run
        self.options: type[Any] = options
        self.examples, self.calls = tuple(examples), tuple(calls)
        self.exits = exits_of(self.params, bool(calls), exits)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; the result goes up to the one place that prints."""
        app = ctx.find_root().obj
        app.prepare()
        if not _goes_on(app):
            return None
        return self.run(app, typed(self.options, self.params, ctx.params))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """With brackets around arguments that may be left out: click puts none around a metavar that is given."""
        optional = {p.metavar for p in self.params if isinstance(p, click.Argument) and not p.required}
        return [
            f"[{piece.removesuffix('...')}]{'...' if piece.endswith('...') else ''}" if piece in optional else piece
            for piece in super().collect_usage_pieces(ctx)
        ]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options by section; those every command has are named in a line."""
        for title, params in in_sections(self._own()).items():
            rows = [_with_choices(param, record) for param in params if (record := param.get_help_record(ctx))]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def _own(self) -> list[click.Option]:
        return [p for p in self.params if isinstance(p, click.Option) and p.name not in self.shared_names]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, what is called, the exit codes, and where the rest is said."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write("".join(f"  {part}\n" for part in folded(line, formatter.width - 2)))
        with formatter.section("Calls"):
            formatter.write("".join(f"  {call}\n" for call in self.calls or ("nothing of the API",)))
        with formatter.section("Exit codes"):
            formatter.write_text(", ".join(map(str, self.exits)) + " (`firectl help exit-codes`)")
        formatter.write_paragraph()
        formatter.write_text("Options that go with every command: `firectl help`. More: `firectl help COMMAND`.")


def _with_choices(param: click.Option, record: tuple[str, str]) -> tuple[str, str]:
    """What an option may be, where its metavar does not say; a long list is left to completion and the man page."""
    known = () if isinstance(param.type, click.Choice) else getattr(param.type, "choices", ())
    return (record[0], f"{record[1]} One of {', '.join(known)}.") if 0 < len(known) <= 8 else record


def folded(example: str, width: int) -> list[str]:
    """An example on lines of at most `width` where it can be, still one command to a shell."""
    lines = [""]
    for part in re.split(r" (?=--[a-z])", example):
        if lines[-1] and len(lines[-1]) + len(part) + 3 > width:
            lines[-1] += " \\"
            lines.append(f"    {part}")
        else:
            lines[-1] += f" {part}" if lines[-1] else part
    return lines


class LazyGroup(GoFlags, click.Group):
    """A group whose commands are built when asked for. `build` maps a verb to the function that makes it."""

    def __init__(
        self,
        name: str,
        build: Mapping[str, Callable[[], click.Command]],
        *,
        help: str,
    ) -> None:
        super().__init__(
            name, params=global_options(), help=help, callback=help_without_command, invoke_without_command=True
        )
        self.build = dict(build)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.build)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        build = self.build.get(VERB_ALIASES.get(cmd_name, cmd_name))
        return build() if build is not None else None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands. The options that go in any position are told once, by `firectl help`."""
        self.format_commands(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(
            f"More: `{ctx.command_path} COMMAND --help`, `firectl help {ctx.command_path.partition(' ')[2]}`."
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command and its whole sentence."""
        with formatter.section("Commands"):
            commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
            formatter.write_dl([(name, c.help or "") for name, c in commands if c is not None and not c.hidden])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            raise unknown(f"{ctx.command_path} has no command {args[0]!r}", args[0], self.list_commands(ctx))
        return command.name, command, args[1:]


def _goes_on(app: App) -> bool:
    """Take the lock and wait where --lock and --jitter say so; False where --lock-ok ends this run."""
    if not {"lock", "lock_ok", "jitter"} & set(app.flags):
        return True
    from . import run_lock

    return run_lock.begin(app, app.held)


def help_without_command() -> None:
    """The callback of a group: a noun alone shows its help."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def unknown(message: str, word: str, known: Sequence[str]) -> UsageError:
    """A usage error with the nearest known word."""
    return UsageError(message, hint=did_you_mean(word, known, f"Known: {', '.join(known)}."))


def as_click_takes(options: Sequence[click.Option], args: Sequence[str], stop: bool) -> Iterator[str]:
    """`args` with switches and short options spelled for click.

    `stop` says that options end at the first word that is not one, as they do before a subcommand.
    """
    known = {name: option for option in options for name in (*option.opts, *option.secondary_opts)}
    left = iter(args)
    for arg in left:
        name, equals, value = arg.partition("=")
        option = known.get(name)
        if arg == "--" or (stop and not arg.startswith("-")):
            yield arg
            yield from left
        elif option is None:
            yield arg
        elif not equals:
            yield arg
            if not option.is_flag:
                yield from _value(left)
        elif option.is_flag and value.lower() in _WORDS:
            yield from _switch(option, name, value.lower() in _TRUE)
        elif not option.is_flag and not name.startswith("--"):
            yield name
            yield value
        else:
            yield arg


def _value(left: Iterator[str]) -> Iterator[str]:
    """The value of an option, whatever it looks like."""
    value = next(left, None)
    if value is not None:
        yield value


def _switch(option: click.Option, name: str, on: bool) -> Iterator[str]:
    """A switch that is turned on or off; one that has no name for off is left out."""
    if on:
        yield name
    else:
        other = option.opts if name in option.secondary_opts else option.secondary_opts
        yield from other[:1]
