"""Ids of resources for Tab: `cache` holds the files, `offer` answers from them, `cli.refresh` fills them."""
