"""The commands: one module a noun or command, a folder where one module is not enough. `cli/registry.py` lists them.

A module holds either `COMMAND` (a function that builds a command) or `VERBS` (verb to a function that builds it),
which goes on top of what the declaration of that noun gives. `shared/` holds what follows from declarations.
A command declares, decides and returns a result: it does not print, does not open sockets, does not exit.
"""
