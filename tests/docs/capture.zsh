# What zsh offers for each command line read from stdin: the matches, one a line, then a line `--`.
# zsh completes in its line editor only, so one is run behind a pseudo-terminal, with compadd made to tell.
# Arguments: the folder with _firectl, a folder to write to, the path of zsh.
zmodload zsh/zpty
zpty shell $3 -f -i
zpty -w shell "PS1= PS2= RPS1= FIRECTL_COMPLETIONS=${(q)1} FIRECTL_FOUND=${(q)2}/found HISTFILE="
zpty -w shell 'unsetopt zle_bracketed_paste 2>/dev/null; setopt no_list_beep no_beep; stty -echo'
zpty -w shell 'source '${(q)0:A:h}/capture-inner.zsh
zpty -r shell line '*READY*'
while IFS= read -r query; do
    zpty -w -n shell "$query"$'\t'
    zpty -r shell line '*DONE*'
    print -r -- "$(<$2/found)"
    print -r -- --
done
zpty -d shell
