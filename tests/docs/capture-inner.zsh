# Sourced by the shell that capture.zsh runs: Tab completes, writes down what was offered, and clears the line.
fpath=($FIRECTL_COMPLETIONS $fpath)
autoload -Uz compinit
compinit -u -D

compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a hits
        builtin compadd -A hits "$@"
        print -rl -- $hits >>$FIRECTL_FOUND
    fi
    builtin compadd "$@"
}

_firectl_capture() {
    : >$FIRECTL_FOUND
    zle complete-word
    BUFFER=
    print -r -- DONE
}
zle -C complete-word .list-choices _main_complete
zle -N _firectl_capture
bindkey '^I' _firectl_capture
print -r -- READY
