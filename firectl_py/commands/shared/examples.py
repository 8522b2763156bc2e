"""Examples of a command, from the declaration of its resource."""

from __future__ import annotations

from ...contract import Resource


def examples(resource: Resource, verb: str, variation: str = "") -> list[str]:
    """The declared examples of `verb`; a single one is repeated with `variation` at its end."""
    declared = [line for name, line in resource.examples if name == verb]
    if len(declared) == 1 and variation:
        declared.append(f"{declared[0].removesuffix(' --yes')} {variation}")
    return declared
