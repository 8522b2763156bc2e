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

# A long list would be asked about, and eat the next line: nothing is shown and nothing inserted.
_firectl_complete() {
    _main_complete
    compstate[list]= compstate[insert]=
}
_firectl_capture() {
    : >$FIRECTL_FOUND
    zle _firectl_complete
    BUFFER=
    print -r -- DONE
}
zle -C _firectl_complete complete-word _firectl_complete
zle -N _firectl_capture
bindkey '^I' _firectl_capture
setopt ${(s: :)FIRECTL_SETOPT-}
print -r -- READY
