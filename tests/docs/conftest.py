"""The command tree, read once in each process."""

from __future__ import annotations

import functools

import pytest

from firectl_py.docs import tree


@functools.cache
def read() -> tree.Node:
    """The whole tree."""
    return tree.read()


@pytest.fixture
def root() -> tree.Node:
    """The whole tree."""
    return read()
