"""Command lines as the official tool takes them: it is written in Go, whose flags are spelled a little differently.

No library serves: click takes `-o json` and `-ojson`, and knows no value for a switch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

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
