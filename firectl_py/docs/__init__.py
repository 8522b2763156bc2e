"""Man pages, help texts and shell completions, made from the command tree: `python -m firectl_py.docs --write|--check`.

`page` holds a page as data, `roff` and `page_text` write it, `tree` reads the commands. `topic_pages` lists the topics.
"""
