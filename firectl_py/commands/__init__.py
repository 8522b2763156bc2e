"""The commands. A module whose name has no underscore in front is a noun or a command of its own.

It holds either `COMMAND` (a function that builds a command, with `SUMMARY` and `ALIASES` beside it) or `VERBS` (verb to
a function that builds it), which goes on top of what the declaration of that noun gives. Nothing lists them.
A command declares, decides and returns a result: it does not print, does not open sockets, does not exit.
"""
