"""`models`: what goes beyond the declaration."""
