"""The classes every command is made of: leaves, groups, and the options that go in any position.

Imports contract and errors; click.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from ..config.settings import OUTPUT_FORMATS
from ..errors import UsageProblem
from ..output.result import Result

Run = Callable[..., Result]

VERB_ALIASES = {"ls": "list", "rm": "delete", "remove": "delete"}


def _record(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that keeps a global option in the app; the innermost position wins."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if value not in (None, False):
            ctx.find_root().obj.flags[name] = "yes" if value is True else value
        return value

    return keep


def global_options() -> list[click.Parameter]:
    """The options design puts in any position: on the root, on every group and on every leaf."""

    def option(names: Sequence[str], key: str, help: str, **more: Any) -> click.Option:
        return click.Option([*names, f"global_{key}"], expose_value=False, callback=_record(key), help=help, **more)

    return [
        option(["-a", "--account-id"], "account_id", "Account to act on.", metavar="ACCOUNT"),
        option(["-p", "--profile"], "profile", "Profile to use; `local` needs no account.", metavar="NAME"),
        option(["--base-url"], "base_url", "Control plane to talk to.", metavar="URL"),
        option(
            ["--api-key"], "api_key", "API key, `-` reads it from stdin; others can see a typed one.", metavar="KEY"
        ),
        option(["-o", "--output"], "output", "Output format.", type=click.Choice(OUTPUT_FORMATS)),
        option(["--query"], "query", "Pick from the answer: a JMESPath for all of it.", metavar="JMESPATH"),
        option(["--columns"], "columns", "Columns of tables and csv: dotted paths.", metavar="PATH,..."),
        option(["--sort-by"], "sort_by", "Sort rows by a dotted path; -PATH turns it round.", metavar="PATH"),
        option(["--no-headers"], "no_headers", "Leave out the titles of tables and csv.", is_flag=True),
        option(
            ["--request-timeout"], "request_timeout", "Time for one API call with all attempts.", metavar="DURATION"
        ),
        option(["--cacert"], "cacert", "Certificate authorities to trust.", metavar="FILE"),
        option(["--insecure"], "insecure", "Allow http:// and unverified TLS.", is_flag=True),
        option(["-q", "--quiet"], "quiet", "Print the answer and errors only.", is_flag=True),
        option(["--debug"], "debug", "Show each request and reply on stderr.", is_flag=True),
        option(["--no-color"], "no_color", "No colours.", is_flag=True),
        option(["--jitter"], "jitter", "Start after a random while, this at most.", metavar="DURATION"),
        option(["--lock"], "lock", "Do nothing while another run holds this lock.", metavar="NAME"),
        option(["--lock-fail"], "lock_fail", "Exit 9 then, and not 0.", is_flag=True),
    ]


_BOOL_VALUE = re.compile(r"(--[a-z][a-z0-9-]*)=(true|false)", re.IGNORECASE)


class Leaf(click.Command):
    """A command that does something. `run(app, **params)` returns what is printed."""

    def __init__(
        self,
        name: str,
        run: Run,
        params: Sequence[click.Parameter] = (),
        *,
        help: str,
        examples: Sequence[str] = (),
    ) -> None:
        shared = global_options()
        self.shared_names = frozenset(param.name for param in shared)
        super().__init__(name, params=[*params, *shared], help=help)
        self.run, self.examples = run, tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`--flag=true` and `--flag=false`, as the official tool takes them, for flags that are on or off."""
        switches = {name for p in self.params if isinstance(p, click.Option) and p.is_flag for name in p.opts}
        inverse = {
            p.opts[0]: p.secondary_opts[0]
            for p in self.params
            if isinstance(p, click.Option) and p.is_flag and p.secondary_opts
        }
        plain: list[str] = []
        for index, arg in enumerate(args):
            if arg == "--":
                plain += args[index:]
                break
            match = _BOOL_VALUE.fullmatch(arg)
            if match is None or match[1] not in switches:
                plain.append(arg)
            elif match[2].lower() == "true":
                plain.append(match[1])
            elif match[1] in inverse:
                plain.append(inverse[match[1]])
        return super().parse_args(ctx, plain)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; the result goes up to the one place that prints."""
        app = ctx.find_root().obj
        app.prepare()
        return self.run(app, **ctx.params) if app.begin() else None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options first, then those every command has."""
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                (shared if param.name in self.shared_names or param.name == "help" else own).append(record)
        for title, rows in (("Options", own), ("Global options", shared)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))


class LazyGroup(click.Group):
    """A group whose commands are built when asked for. `build` maps a verb to the function that makes it."""

    def __init__(self, name: str, build: Mapping[str, Callable[[], click.Command]], *, help: str) -> None:
        super().__init__(name, params=global_options(), help=help, callback=demand_command, invoke_without_command=True)
        self.build = dict(build)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.build)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        builder = self.build.get(VERB_ALIASES.get(cmd_name, cmd_name))
        return builder() if builder is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            raise unknown(f"{ctx.command_path} has no command {args[0]!r}", args[0], self.list_commands(ctx))
        return command.name, command, args[1:]


def demand_command() -> None:
    """The callback of a group: a noun alone asks for nothing. Raises UsageProblem."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None and isinstance(ctx.command, click.Group):
        raise UsageProblem(
            f"{ctx.command_path} needs a command: {', '.join(ctx.command.list_commands(ctx))}",
            hint=f"{ctx.command_path} --help",
        )


def unknown(message: str, word: str, known: Sequence[str]) -> UsageProblem:
    """A usage error with the nearest known word."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    return UsageProblem(message, hint=f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}.")
