"""`deployments`: what goes beyond the declaration."""
