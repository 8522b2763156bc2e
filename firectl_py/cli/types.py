"""Types of flag values.

A value of the wrong type is a usage error (2); a value that breaks the API's rules is invalid data (7).
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any, ClassVar

import click

from ..contract import Field, durations
from ..contract.enums import ACCELERATOR_SHORT
from ..errors import InvalidDataError, UsageError
from ..suggestions import did_you_mean


def seconds(text: str) -> float:
    """Seconds of a typed duration. Raises InvalidDataError."""
    try:
        return durations.parse_duration(text)
    except ValueError as error:
        raise InvalidDataError(str(error), hint=durations.EXAMPLES) from None


class Choice(click.Choice[str]):
    """One of a few words; what is mistyped is answered with the nearest of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            known = [str(choice) for choice in self.choices]
            what = param.opts[0] if param is not None else "this"
            raise UsageError(
                f"{str(value)!r} is not a value of {what}; allowed: {', '.join(known)}",
                hint=did_you_mean(str(value), known, f"{ctx.command_path} --help" if ctx is not None else None),
            ) from None


class Duration(click.ParamType[float]):
    """`10m` as seconds, not below `least`."""

    name = "duration"

    def __init__(self, least: float = 0.0) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = value if isinstance(value, float) else seconds(str(value))
        if found < self._least:
            raise InvalidDataError(f"{value} is too short: {self._least:g} s at least")
        return found


class ByteSize(click.ParamType[int]):
    """`32MiB` as bytes, not below `least`."""

    name = "size"
    _UNITS: ClassVar = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}

    def __init__(self, least: int) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"(\d{1,15})\s*([kmg]i?)?b?", str(value).strip(), re.ASCII | re.IGNORECASE)
        if match is None:
            self.fail(f"{value!r} is not a size; examples: 32MiB, 100MB", param, ctx)
        size = int(match[1]) * self._UNITS[(match[2] or "").lower()]
        if size < self._least:
            raise InvalidDataError(f"{value} is too small: {self._least} bytes at least")
        return size


class Speed(click.ParamType[float]):
    """How many times as fast time runs, 0 to 1,000,000; 0 stops it."""

    name = "factor"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            factor = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not 0 <= factor <= 1e6:  # also false for nan
            self.fail(f"{value} is not between 0 and 1000000", param, ctx)
        return factor


class WireDuration(click.ParamType[str]):
    """`10m` as the API's `600s`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return durations.to_wire(seconds(str(value)))


class EnumValue(click.ParamType[str]):
    """A member of an API enumeration, in any case and with hyphens, or by a short name such as h100."""

    name = "value"

    def __init__(self, field: Field) -> None:
        self.field = field
        self._short = ACCELERATOR_SHORT if field.name == "acceleratorType" else {}

    @property
    def choices(self) -> tuple[str, ...]:
        """What completion offers."""
        return self.field.values + tuple(self._short)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        known = {member: member for member in self.field.values} | {k.upper(): v for k, v in self._short.items()}
        found = known.get(text.upper().replace("-", "_"))
        if found is None:
            name = param.opts[0] if param is not None else self.field.name
            meant = did_you_mean(text, self.choices)
            raise InvalidDataError(
                f"{text!r} is not a value of {name}",
                hint=(f"{meant} " if meant else "") + f"Known: {', '.join(self.choices)}.",
            )
        return found


class Timestamp(click.ParamType[str]):
    """`2026-01-31`, `2026-01-31 08:00:00` (UTC) or RFC 3339, as RFC 3339 in UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        except ValueError:
            raise InvalidDataError(
                f"{value!r} is not a time", hint="Examples: 2026-01-31, 2026-01-31T08:00:00Z."
            ) from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Pair(click.ParamType[tuple[str, str]]):
    """`key=value`."""

    name = "key=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, equals, rest = str(value).partition("=")
        if not key or not equals:
            self.fail(f"{value!r} is not KEY=VALUE", param, ctx)
        return key, rest


class Int64(click.ParamType[str]):
    """An int64, which travels as a string of digits."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(int(str(value)))
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)


def type_of(field: Field) -> click.ParamType[Any]:
    """The click type of a field's flag."""
    if field.map:
        return Pair()
    if field.type == "enum":
        return EnumValue(field)
    plain: dict[str, click.ParamType[Any]] = {
        "int32": click.INT,
        "int64": Int64(),
        "float": click.FLOAT,
        "double": click.FLOAT,
        "bool": click.BOOL,
        "time": Timestamp(),
        "duration": WireDuration(),
    }
    return plain.get(field.type, click.STRING)
