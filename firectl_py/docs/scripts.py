"""The completion scripts, one for each shell.

bash and fish get the same small machine: tables of what each word leads to, what may stand there, which options there
are and what they take; a few lines of shell walk along the words typed. zsh brings that machine, `_arguments`. All
is in the script: completing starts no process. Ids of resources can become one more kind of values in `tables.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from . import bash, fish, zsh
from .tables import Tables, tables
from .tree import Node

_MAKERS: dict[str, Callable[[Tables], str]] = {
    "completions/firectl.bash": bash.script,
    "completions/firectl.fish": fish.script,
}
# bash and fish look for a file named like the command; zsh's says itself which commands it is for.
_OTHER_NAME = {
    "completions/firectl-py.bash": '# firectl-py is firectl.\n. "${BASH_SOURCE[0]%/*}/firectl.bash"\n',
    "completions/firectl-py.fish": "# firectl-py is firectl.\nsource (status dirname)/firectl.fish\n",
}


def scripts(root: Node) -> dict[str, str]:
    """Each script's place in the checkout, and its text."""
    known = tables(root)
    made = {place: make(known) for place, make in _MAKERS.items()}
    return made | {"completions/_firectl": zsh.script(root)} | _OTHER_NAME
