"""Man pages and shell completions, derived from the command tree: `python -m firectl_py.docs --write|--check`.

May import cli, commands, config, contract and exits; nothing of http, api or local. At run time only `completion` and
`help` import it, when they are asked for.
"""
