"""`completions/firectl.fish`."""

from __future__ import annotations

from collections.abc import Iterable

from .tables import Tables, described
from .tree import OptionDoc, Values

_HEAD = """\
# fish completion for firectl. Made by `python -m firectl_py.docs --write`; do not edit.
# Starts no process but for the ids of resources: those `firectl __ids` has in a cache.

# Where a word leads from a place; fails where it leads nowhere.
function __firectl_step -a place word
    switch "$place:$word"
"""

_WORDS = """\
        case '*'
            return 1
    end
end

# The nouns or verbs that may stand at a place, and what each is.
function __firectl_words -a place
    switch $place
"""

_OPTIONS = """\
    end
end

# The options at a place, and what each is; a = behind those that take a value.
function __firectl_options -a place
    test "$place" = -; and return
    switch $place
"""

_VALUES = """\
    end
@SHARED@
end

# What an option takes, or the argument of a number.
function __firectl_values -a place what cur
    switch "$place:$what"
"""

_MACHINE = """\
    end
end

# The ids of kinds, and the state of each; the words typed go by the environment, which others cannot see.
function __firectl_ids -a kinds cur
    set -l words (commandline -opc)
    set -l program firectl
    string match -q -r -- '/|^firectl-py$' $words[1]; and set program (string replace -r '^~' $HOME -- $words[1])
    type -q $program; or return
    set -lx FIRECTL_COMPLETE_WORDS (string join \\n -- $words[2..] | string collect)
    $program __ids $kinds "$cur" 2>/dev/null </dev/null
end

function __firectl_complete
    set -l typed (commandline -opc)
    set -l cur (commandline -ct)
    set -l place ''
    set -l option ''
    set -l only_arguments ''
    set -l arguments 0
    for word in $typed[2..]
        if test -n "$option"
            set option ''
        else if test -z "$only_arguments"; and test "$word" = --
            set only_arguments 1
        else if test -z "$only_arguments"; and string match -q -r -- '^-.' "$word"
            contains -- "$word=" (__firectl_options $place | string replace -r '\\t.*' '')
            and set option $word
        else if set -l next (__firectl_step "$place" "$word")
            set place $next
        else
            set -l words (__firectl_words "$place")
            set -q words[1]; and set place -
            set arguments (math $arguments + 1)
        end
    end
    if test -n "$option"
        test "$place" = -; or __firectl_values "$place" $option "$cur"
    else if test -z "$only_arguments"; and string match -q -- '--*=*' "$cur"
        set option (string replace -r '=.*' '' -- $cur)
        test "$place" = -; and return
        for value in (__firectl_values "$place" $option (string replace -r '^[^=]*=' '' -- $cur))
            echo "$option=$value"
        end
    else if test -z "$only_arguments"; and string match -q -- '-*' "$cur"
        __firectl_options "$place" | string replace -r '=\\t' '\\t'
    else
        set -l words (__firectl_words "$place")
        if set -q words[1]
            printf '%s\\n' $words
        else
            __firectl_values "$place" "#$arguments" "$cur"
        end
    end
end

complete -c firectl -f -a '(__firectl_complete)'
complete -c firectl-py -w firectl
"""


def script(known: Tables) -> str:
    """The script."""
    lines = [_HEAD]
    for step in known.steps:
        lines.append(_case((step.start, word) for word in step.words) + f"            echo {_quoted(step.end)}\n")
    lines.append(_WORDS)
    for place, words in known.words.items():
        lines.append(f"        case {_quoted(place)}\n" + _printed(words, 12))
    lines.append(_OPTIONS)
    for place, options in known.own.items():
        lines.append(f"        case {_quoted(place)}\n" + _printed(_marked(options), 12))
    lines.append(_VALUES.replace("@SHARED@\n", _printed(_marked(known.shared), 4)))
    for values, places in known.values.items():
        lines.append(_case(places) + f"            {_offered(values)}\n")
    lines.append(_MACHINE)
    return "".join(lines)


def _case(places: Iterable[tuple[str, str]]) -> str:
    return "        case " + " ".join(_quoted(f"{place}:{what}") for place, what in places) + "\n"


def _printed(rows: Iterable[tuple[str, str]], indent: int) -> str:
    """`printf` of a word and its description on each line."""
    space = " " * indent
    pairs = "".join(f" \\\n{space}    {word} {_quoted(text)}" for word, text in rows)
    return f"{space}printf '%s\\t%s\\n'{pairs}\n"


def _marked(options: Iterable[OptionDoc]) -> list[tuple[str, str]]:
    return [(f"{n}=" if option.metavar else n, text) for option in options for n, text in described(option)]


def _offered(values: Values) -> str:
    if values.kind == "words":
        return f"printf '%s\\n' {' '.join(values.words)}"
    if values.kind == "ids":
        return f"__firectl_ids {','.join(values.words)} $cur"
    # What fish offers for a command it knows nothing of: paths. Its own __fish_complete_path starts ls.
    return "complete -C \"'' $cur\"" if values.kind == "file" else "__fish_complete_directories $cur ''"


def _quoted(text: str) -> str:
    # shlex.quote is for POSIX shells: between fish's single quotes a backslash is no ordinary character.
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
