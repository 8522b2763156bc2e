"""Bytes up and down: the pure decisions as tables, and the whole way against a storage that misbehaves when told to."""
