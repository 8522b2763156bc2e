"""`completions/_firectl`: one function for each command, on zsh's own `_arguments`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from shlex import quote

from .tables import CompletionStep, described, key, tables, verb_key
from .tree import ArgumentDoc, Node, OptionDoc, Values, verbs

_HEAD = """\
#compdef firectl firectl-py
# zsh completion for firectl. Made by `python -m firectl_py.docs --write`; do not edit.
# Starts no process but for the ids of resources: those `firectl __ids` has in a cache.
"""

_GROUP = """\

@NAME@() {
    local curcontext=$curcontext ret=1
    local -a state line words_here
    local -A opt_args
    words_here=(
@WORDS@
    )
    _arguments -C -s -S -A '-*' $firectl_shared @OWN@'1: :->word' '*:: :->next' && ret=0
    case $state in
    word) _describe -t commands command words_here && ret=0 ;;
    next)
        case $words[1] in
@STEPS@
        esac
        ;;
    esac
    return ret
}
"""

_LEAF = """\

@NAME@() {
    _arguments -s -S $firectl_shared@SPECS@
}
"""

_TAIL = """\

# The ids of kinds, and the state of each; the words typed go by the environment, which others cannot see.
_firectl_ids() {
    local -a found ids
    local FIRECTL_COMPLETE_WORDS=${(F)firectl_words[2,-1]} line program=firectl
    [[ $firectl_words[1] == (*/*|firectl-py) ]] && program=${firectl_words[1]/#\\~/$HOME}
    export FIRECTL_COMPLETE_WORDS
    found=("${(@f)$($program __ids $1 "$PREFIX" 2>/dev/null </dev/null)}")
    for line in $found; do
        [[ -n $line ]] && ids+=("${line/$'\\t'/:}")
    done
    _describe -t ids id ids
}

_firectl() {
    # Seen by every function called from here.
    local -a firectl_shared firectl_words
    firectl_words=("${(@)words[1,CURRENT-1]}")
    firectl_shared=(
@SHARED@
    )
    _firectl_
}

if [[ $funcstack[1] == _firectl ]]; then
    _firectl "$@"
else
    compdef _firectl firectl firectl-py
fi
"""


def script(root: Node) -> str:
    """The script."""
    known = tables(root)
    steps: dict[str, list[CompletionStep]] = {}
    for step in known.steps:
        steps.setdefault(step.start, []).append(step)
    lines = [_HEAD]
    for node in root.walk():
        if node.is_group:
            lines.append(_group(key(node), known.words[key(node)], node.own, steps[key(node)]))
        else:
            lines.append(_leaf(node))
    for place in map(verb_key, verbs(root)):
        lines.append(_group(place, known.words[place], (), steps[place]))
    shared = "\n".join(f"        {spec}" for spec in _specs(root.shared))
    lines.append(_TAIL.replace("@SHARED@", shared))
    return "".join(lines)


def _group(
    place: str, words: Iterable[tuple[str, str]], own: Iterable[OptionDoc], steps: Iterable[CompletionStep]
) -> str:
    shown = "\n".join("        " + quote(f"{word}:{_escape(text, ':')}") for word, text in words)
    arms = "\n".join(f"        {'|'.join(s.words)}) {_function(s.end)} && ret=0 ;;" for s in steps)
    filled = _GROUP.replace("@NAME@", _function(place)).replace("@WORDS@", shown).replace("@STEPS@", arms)
    return filled.replace("@OWN@", "".join(f"{spec} " for spec in _specs(own)))


def _leaf(node: Node) -> str:
    arguments = [_positional(number, argument) for number, argument in enumerate(node.arguments, 1)]
    specs = "".join(f" \\\n        {spec}" for spec in (*_specs(node.own), *arguments))
    return _LEAF.replace("@NAME@", _function(key(node))).replace("@SPECS@", specs)


def _function(place: str) -> str:
    return "_firectl_" + re.sub(r"[^a-z0-9]+", "_", place.replace("+", "_verb "))


def _specs(options: Iterable[OptionDoc]) -> list[str]:
    """An `_arguments` specification for each spelling; using one takes the others from the list."""
    found: list[str] = []
    for option in options:
        others = f"({' '.join(option.spellings)})" if len(option.spellings) > 1 else ""
        before = "*" if option.repeatable else others
        for name, text in described(option):
            joined = "" if not option.metavar else "=" if name.startswith("--") else "+"
            value = f":{_escape(option.metavar, ':')}:{_action(option.values)}" if option.metavar else ""
            found.append(quote(f"{before}{name}{joined}[{_escape(text, '[]')}]{value}"))
    return found


def _positional(number: int, argument: ArgumentDoc) -> str:
    place = "*" if argument.many else f"{number}" if argument.required else f"{number}:"
    return quote(f"{place}:{_escape(argument.metavar, ':')}:{_action(argument.values)}")


def _action(values: Values) -> str:
    if values.kind == "words":
        return f"({' '.join(values.words)})"
    if values.kind == "ids":
        return f"{{_firectl_ids {','.join(values.words)}}}"
    return {"file": "_files", "dir": "_files -/"}.get(values.kind, "")


def _escape(text: str, special: str) -> str:
    # Inside a specification zsh has rules of its own, which come before shlex.quote's.
    return re.sub(rf"([\\{re.escape(special)}])", r"\\\1", text)
