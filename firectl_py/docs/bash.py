"""`completions/firectl.bash`: for bash 3.2 (macOS) and newer, with or without the bash-completion package.

The words in the tables are plain (`tables` sees to that) and need no quoting.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from .tables import Tables
from .tree import OptionDoc, Values

_HEAD = """\
# bash completion for firectl. Made by `python -m firectl_py.docs --write`; do not edit.
# Needs no other package, and starts no process but for the ids of resources: those `firectl __ids` has in a cache.

# Where `word` leads from `place`; false where it leads nowhere.
__firectl_step() {
    case $place:$word in
"""

_WORDS = """\
    *) return 1 ;;
    esac
}

# The nouns or verbs that may stand at `place`.
__firectl_words() {
    offer=
    case $place in
"""

_OPTIONS = """\
    esac
}

# The options at `place`; a = behind those that take a value.
__firectl_options() {
    case $place in
    -) offer= && return ;;
"""

_VALUES = """\
    *) offer= ;;
    esac
    offer="$offer @SHARED@"
}

# What an option takes, or the argument of a number: words, @file or @dir.
__firectl_values() {
    offer=
    case $place:$1 in
"""

_MACHINE = """\
    esac
}

# COMPREPLY from `offer`, for what is typed of the word.
__firectl_reply() {
    local word
    case $offer in
    @file) __firectl_paths default -f ;;
    @dir) __firectl_paths dirnames -d ;;
    @ids*) __firectl_ids ;;
    *)
        for word in $offer; do
            [[ $word == "$cur"* ]] && COMPREPLY[${#COMPREPLY[@]}]=$before$word
        done
        ;;
    esac
}

# The ids of a kind; the words typed go by the environment, which others cannot see.
__firectl_ids() {
    local id words program=firectl
    printf -v words '%s\\n' "${typed[@]}"
    [[ ${COMP_WORDS[0]} == */* || ${COMP_WORDS[0]} == firectl-py ]] && program=${COMP_WORDS[0]/#\\~/${HOME-}}
    while IFS=$'\\t' read -r id _; do
        [[ $id == "$cur"* ]] && COMPREPLY[${#COMPREPLY[@]}]=$before$id
    done < <(FIRECTL_COMPLETE_WORDS=$words "$program" __ids "${offer#@ids }" "$cur" 2>/dev/null </dev/null)
}

# Readline knows best how to complete and quote paths; compgen where it cannot be asked.
__firectl_paths() {
    local path
    [[ -z $before ]] && compopt -o "$1" 2>/dev/null && return
    while IFS= read -r path; do
        COMPREPLY[${#COMPREPLY[@]}]=$before$path
    done < <(compgen "$2" -- "$cur")
}

# Bash splits words at = and :, which --flag=value and URLs have in them: put them together again, up to the cursor.
__firectl_typed() {
    local part joint= last=-1 number
    for ((number = 1; number <= COMP_CWORD; number++)); do
        part=${COMP_WORDS[number]}
        if [[ -n $part && $last -ge 0 && ( -n $joint || -z ${part//[=:]/} ) ]]; then
            typed[last]=${typed[last]}$part
        else
            typed[++last]=$part
        fi
        joint=
        [[ -n $part && -z ${part//[=:]/} ]] && joint=1
    done
}

# What complete calls. Behind || a failing command ends no shell that has `set -e`; no error of ours is printed.
_firectl() {
    COMPREPLY=()
    __firectl_complete 2>/dev/null || :
}

__firectl_complete() {
    local IFS=$' \\t\\n' place= option= only_arguments= before= offer= cur word
    local arguments=0 number
    local -a typed
    typed=()
    [[ $COMP_CWORD -gt 0 ]] || return 0
    __firectl_typed
    for ((number = 0; number < ${#typed[@]} - 1; number++)); do
        word=${typed[number]}
        if [[ -n $option ]]; then
            option=
        elif [[ -z $only_arguments && $word == -- ]]; then
            only_arguments=1
        elif [[ -z $only_arguments && $word == -?* ]]; then
            __firectl_options
            [[ " $offer " == *" $word= "* ]] && option=$word
        elif ! __firectl_step; then
            __firectl_words
            [[ -n $offer ]] && place=-
            arguments=$((arguments + 1))
        fi
    done
    cur=${typed[${#typed[@]} - 1]}
    if [[ -z $option && -z $only_arguments && $cur == --*=* ]]; then
        option=${cur%%=*} cur=${cur#*=}
        [[ $COMP_WORDBREAKS == *=* ]] || before=$option=
    fi
    if [[ -n $option ]]; then
        [[ $place == - ]] || __firectl_values "$option"
    elif [[ -z $only_arguments && $cur == -* ]]; then
        __firectl_options
        offer=${offer//=/}
    else
        __firectl_words
        [[ -n $offer ]] || __firectl_values "#$arguments"
    fi
    __firectl_reply
}

complete -F _firectl firectl firectl-py
"""


def script(known: Tables) -> str:
    """The script."""
    lines = [_HEAD]
    lines += (
        f"    {_pattern((step.start, word) for word in step.words)}) place='{step.end}' ;;\n" for step in known.steps
    )
    lines.append(_WORDS)
    lines += (f"    '{place}') offer='{' '.join(w for w, _ in words)}' ;;\n" for place, words in known.words.items())
    lines.append(_OPTIONS)
    lines += (f"    '{place}') offer='{_spellings(options)}' ;;\n" for place, options in known.own.items())
    lines.append(_VALUES.replace("@SHARED@", _spellings(known.shared)))
    lines += (f"    {_pattern(places)}) offer='{_offered(values)}' ;;\n" for values, places in known.values.items())
    lines.append(_MACHINE)
    return "".join(lines)


def _spellings(options: Iterable[OptionDoc]) -> str:
    named = ((f"{name}=" if option.metavar else name for name in option.spellings) for option in options)
    return " ".join(chain.from_iterable(named))


def _offered(values: Values) -> str:
    if values.kind == "ids":
        return f"@ids {','.join(values.words)}"
    return " ".join(values.words) if values.kind == "words" else f"@{values.kind}"


def _pattern(places: Iterable[tuple[str, str]]) -> str:
    # A `*` is any place or any number, and stands outside the quotes.
    return "|".join(f"{f'{place!r}' if place != '*' else '*'}:{what}" for place, what in places)
