"""What the shells offer, asked of real shells; one that is not installed is skipped, with the reason."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firectl_py.docs.tree import Node, OptionDoc, Values, verb_aliases, verbs

from ..helpers import Firectl
from .shells import ASK, COMPLETIONS, Offers, in_zsh, missing, typed_in_bash

Ask = Callable[[list[str]], Offers]

PACKAGE = Path("/usr/share/bash-completion/bash_completion")
PATHS = {"rows.jsonl", "sub"}


@pytest.fixture(params=sorted(ASK))
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Ask:
    """Asks one shell, in a folder with a file and a folder in it."""
    if reason := missing(request.param):
        pytest.skip(reason)
    folder = tmp_path / "shell"
    (folder / "sub").mkdir(parents=True)
    (folder / "rows.jsonl").touch()
    return lambda lines: ASK[request.param](lines, folder)


def expect(ask: Ask, wanted: dict[str, set[str]]) -> None:
    """Each line is offered exactly what is wanted."""
    found = dict(zip(wanted, map(_bare, ask(list(wanted)), wanted), strict=True))
    assert {line: offer for line, offer in found.items() if offer != wanted[line]} == {}


def _bare(offer: list[str], line: str) -> set[str]:
    """Without what a shell puts around: fish repeats `--flag=`, and a folder may end in a slash."""
    start = line.rpartition(" ")[2]
    before = f"{start.partition('=')[0]}=" if start.startswith("--") and "=" in start else ""
    return {hit.removeprefix(before).rstrip("/") for hit in offer}


def lines_to(node: Node, root: Node) -> Iterator[str]:
    """Each way to type a node: by every alias of its last word, and, for a noun's verb, the verb first."""
    before = " ".join(("firectl", *node.path[:-1]))
    yield from (f"{before} {word}" for word in (node.name, *node.aliases)) if node.path else ("firectl",)
    if len(node.path) == 2 and node.name in verbs(root):
        noun = root.child(node.path[0])
        assert noun is not None
        for verb in (node.name, *verb_aliases(node.name)):
            yield from (f"firectl {verb} {word}" for word in (noun.name, *noun.aliases))


def valued(options: tuple[OptionDoc, ...]) -> Iterator[tuple[str, Values]]:
    return ((name, option.values) for option in options if option.metavar for name in option.names)


def offered(values: Values) -> set[str]:
    return {"any": set[str](), "words": set(values.words), "file": PATHS, "dir": {"sub"}, "ids": set[str]()}[
        values.kind
    ]


def test_words_are_offered_where_they_are_valid(ask: Ask, root: Node) -> None:
    nodes = [node for node in root.walk() if node.is_group]
    expect(ask, {f"{way} ": {c.name for c in node.children} for node in nodes for way in lines_to(node, root)})


def test_behind_a_verb_its_nouns_are_offered(ask: Ask, root: Node) -> None:
    ways = {word: nouns for verb, nouns in verbs(root).items() for word in (verb, *verb_aliases(verb))}
    expect(ask, {f"firectl {word} ": {noun.name for noun in nouns} for word, nouns in ways.items()})


def test_options_are_offered_where_they_are_valid(ask: Ask, root: Node) -> None:
    wanted = {
        f"{way} --": {name for option in node.options for name in option.spellings if name.startswith("--")}
        for node in root.walk()
        for way in lines_to(node, root)
    }
    shared = {name for option in root.shared for name in option.spellings if name.startswith("--")}
    expect(ask, wanted | {f"firectl {verb} --": shared for verb in verbs(root)})


def test_values_of_options_are_offered(ask: Ask, root: Node) -> None:
    wanted: dict[str, set[str]] = {}
    for node in root.walk():
        start = " ".join(("firectl", *node.path))
        for name, values in valued(node.own or node.shared):
            wanted[f"{start} {name} "] = offered(values)
            if name.startswith("--"):
                wanted[f"{start} {name}="] = offered(values)
    expect(ask, wanted)


def test_arguments_are_offered(ask: Ask, root: Node) -> None:
    wanted: dict[str, set[str]] = {}
    for node in root.walk():
        before = ""
        for number, argument in enumerate(node.arguments):
            # What may be left out may have what comes after it in its place.
            places = node.arguments[number : number + 1 if argument.required else None]
            values = [other.values for other in places if other is argument or other.many]
            wanted[f"{' '.join(('firectl', *node.path))} {before}"] = set().union(*map(offered, values))
            before += "x " if not argument.values.words else f"{argument.values.words[0]} "
    expect(ask, wanted)


def test_global_options_stand_anywhere(ask: Ask, root: Node) -> None:
    verbs_of_models = {child.name for child in (root.child("models") or root).children}
    formats = next(set(option.values.words) for option in root.shared if "--output" in option.names)
    expect(
        ask,
        {
            "firectl -p local models ": verbs_of_models,
            "firectl --output=json models ": verbs_of_models,
            "firectl --base-url https://h:1/x models -a you ": verbs_of_models,
            "firectl list -q mod": {"models"},
            "firectl models -o ": formats,
            "firectl list -p local models --output ": formats,
            "firectl list --debug models --output=js": {"json", "jsonl"},
        },
    )


def test_nothing_is_offered_where_nothing_is_known(ask: Ask) -> None:
    nowhere = ("nonsense ", "nonsense --", "models nonsense ", "create nonsense ", "sftj get -- -", "sftj get ")
    expect(ask, {f"firectl {line}": set[str]() for line in nowhere})


def test_hidden_options_are_not_offered(ask: Ask) -> None:
    (offer,) = ask(["firectl deployments update --reg"])
    assert "--region" not in offer  # fish also offers what is only alike


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("whoa\t", "whoami"),
        ("datas\tcrea\tx ro\t", "datasets create x rows.jsonl"),
        ("nonse\tnse", "nonsense"),
        ("create sf\t--base-m\tm", "create sftj --base-model m"),
        ("sftj list --output=jsonl\t-q", "sftj list --output=jsonl -q"),
        ("sftj create --file=ro\t-q", "sftj create --file=rows.jsonl -q"),
        ("--base-url http://h:1 mod\tdow\tx su\t", "--base-url http://h:1 models download x sub/"),
        ("sftj create -f 'with sp\t", "sftj create -f with space"),
    ],
)
@pytest.mark.parametrize("package", ["", "source", "load"])
def test_tab_in_a_real_bash(keys: str, words: str, package: str, tmp_path: Path) -> None:
    """Without the bash-completion package, beside it, and found by it."""
    if package and not PACKAGE.exists():
        pytest.skip("the bash-completion package is not installed: apt install bash-completion")
    for name in ("rows.jsonl", "with space"):
        (tmp_path / name).touch()
    (tmp_path / "sub").mkdir()
    setup = f"source {COMPLETIONS / 'firectl.bash'}"
    if package == "source":
        setup = f"source {PACKAGE}; {setup}"
    elif package == "load":
        place = tmp_path / "share" / "bash-completion" / "completions"
        place.mkdir(parents=True)
        (place / "firectl.bash").symlink_to(COMPLETIONS / "firectl.bash")
        setup = f"export XDG_DATA_HOME={tmp_path / 'share'}; source {PACKAGE}"
    assert typed_in_bash(keys, tmp_path, setup) == "".join(f"<{word}>" for word in _split(words))


@pytest.mark.parametrize(
    "options",
    [
        "set -e",
        "set -u",
        "set -f",
        "set -eEu; trap 'echo an error' ERR",
        "set -o pipefail",
        "set -o noclobber",
        "IFS=:",
        "IFS=",
        "unset IFS",
        "set -u; unset HOME",
        "shopt -s nullglob failglob extglob dotglob",
        "shopt -s nocasematch",
        "shopt -s localvar_inherit",
    ],
)
def test_tab_leaves_bash_as_it_is_whatever_is_set(tmp_path: Path, options: str) -> None:
    setup = f"source {COMPLETIONS / 'firectl.bash'}; {options}"
    assert typed_in_bash("model\tget --base-u\t", tmp_path, setup) == "<models><get><--base-url>"


@pytest.mark.skipif(missing("zsh") is not None, reason="zsh is not installed: apt install zsh")
@pytest.mark.parametrize(
    "options",
    [
        "ksh_arrays",
        "sh_word_split",
        "no_nomatch",
        "extended_glob",
        "no_unset",
        "err_exit",
        "glob_subst",
        "no_glob",
    ],
)
def test_tab_works_in_zsh_whatever_is_set(tmp_path: Path, options: str) -> None:
    folder = tmp_path / "cwd"
    (folder / "empty").mkdir(parents=True)
    offers = in_zsh(["firectl model", "firectl models get --base-u"], folder, options)
    assert offers == [["models"], ["--base-url"]]


def test_the_other_name_is_completed_where_firectl_never_was(tmp_path: Path, firectl: Firectl) -> None:
    """bash-completion and fish look for a file with the name of the command."""
    home = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    for shell in ("bash", "fish"):
        firectl("completion", shell, "--install", **home).ok()
    if PACKAGE.exists():
        setup = f"export XDG_DATA_HOME={tmp_path / 'share'}; source {PACKAGE}"
        assert typed_in_bash("whoa\t", tmp_path, setup, "firectl-py") == "<whoami>"
    if shutil.which("fish"):
        asked = ["fish", "-c", "complete -C 'firectl-py whoa'"]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # fish completes only what it could run
        done = subprocess.run(asked, env={**os.environ, **home, "PATH": path}, capture_output=True, text=True)
        assert (done.returncode, done.stdout[:7], done.stderr) == (0, "whoami\t", "")


def _split(words: str) -> list[str]:
    """At spaces, but for the file whose name has one."""
    return [word.replace("\0", " ") for word in words.replace("with space", "with\0space").split(" ")]


@pytest.mark.parametrize("shell", ["fish", "zsh"])
def test_words_come_with_what_they_mean(shell: str, root: Node) -> None:
    text = (COMPLETIONS / {"fish": "firectl.fish", "zsh": "_firectl"}[shell]).read_text()
    quoted = {"fish": "\\'", "zsh": "'\"'\"'"}[shell]
    missed = [n.path for n in root.walk() if n.path and n.help.replace("'", quoted) not in text.replace("\\:", ":")]
    assert missed == []
