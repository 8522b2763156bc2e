"""What holds for every command, read off the tree itself. Leave out a help text or an example and this fails."""

from __future__ import annotations

import re
import shlex

import pytest

from firectl_py.docs.tree import Node
from firectl_py.exits import MEANING, ExitCode

from ..helpers import ROOT, Run
from .conftest import read

NODES = list(read().walk())
LEAVES = [node for node in NODES if not node.is_group]
KEBAB = re.compile(r"--[a-z][a-z0-9]*(-[a-z0-9]+)*|-[A-Za-z]")


def words(node: Node) -> str:
    """How the node is typed; the id of a test."""
    return " ".join(("firectl", *node.path))


each_node = pytest.mark.parametrize("node", NODES, ids=words)
each_leaf = pytest.mark.parametrize("node", LEAVES, ids=words)


@each_node
def test_help_says_one_thing_and_ends(node: Node) -> None:
    assert node.help[:1].isupper()
    assert node.help.endswith("."), "help is a sentence"


@each_leaf
def test_there_is_an_example_and_it_is_of_this_command(node: Node) -> None:
    assert node.examples
    for example in node.examples:
        typed = shlex.split(example.rpartition(" | ")[2])
        assert typed[0] == "firectl"
        assert [word for word in typed[1:] if word in node.path][: len(node.path)] == list(node.path)


@each_node
def test_options_have_help_and_kebab_case(node: Node) -> None:
    for option in node.options:
        assert option.help.endswith("."), option.names
        assert [name for name in option.spellings if not KEBAB.fullmatch(name)] == []


@each_node
def test_no_spelling_is_used_twice(node: Node) -> None:
    spellings = [name for option in node.options for name in option.spellings]
    assert len(spellings) == len(set(spellings))


@each_node
def test_global_options_are_the_same_everywhere(node: Node, root: Node) -> None:
    assert node.shared == root.shared


@each_node
def test_help_is_shown(node: Node, run: Run) -> None:
    shown = run(*node.path, "--help").ok()
    told = node.options if not node.path else node.own
    assert all(name in shown.out for option in told for name in option.names)


@each_leaf
def test_an_alias_is_the_same_command(node: Node, run: Run) -> None:
    said = run(*node.path, "--help").ok().out
    for alias in node.aliases:
        assert run(*node.path[:-1], alias, "--help").ok().out.splitlines()[2:] == said.splitlines()[2:]


def test_every_exit_code_has_a_meaning_and_is_in_the_page() -> None:
    page = (ROOT / "man" / "firectl-exit-codes.7").read_text()
    assert set(MEANING) == set(ExitCode)
    assert [code for code in ExitCode if f'.It "\\&{int(code)}"\n' not in page] == []
