"""`datasets`: what goes beyond the declaration."""
