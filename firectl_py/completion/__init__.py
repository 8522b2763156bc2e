"""Ids of resources for Tab: a cache, the fast entry that answers from it, and who fills it. See `offer`."""
