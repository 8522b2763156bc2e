"""Moves files: up to and down from signed URLs."""
