"""The arrows between the folders, and who may print and exit. Plant an import against an arrow and this fails."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "firectl_py"

ALLOWED = {
    "contract": {"contract"},
    "errors": set(),
    "exits": {"errors"},
    "files": {"errors"},
    "suggestions": set(),
    "http": {"http", "contract", "errors"},
    "transfer": {"transfer", "http", "contract", "files", "errors"},
    "validation": {"validation", "contract", "files", "errors"},
    "config": {"config", "contract", "files", "errors", "suggestions"},
    "api": {
        "api",
        "transfer",
        "validation",
        "http",
        "config",
        "contract",
        "files",
        "errors",
        "suggestions",
        "version",
    },
    "output": {"output", "contract", "errors", "exits", "suggestions"},
    "completion": {"completion", "files", "errors"},
    "cli": {
        "cli",
        "version",
        "completion",
        "output",
        "config",
        "api",
        "contract",
        "files",
        "errors",
        "exits",
        "suggestions",
    },
    "commands": {
        "commands",
        "cli",
        "api",
        "output",
        "config",
        "contract",
        "files",
        "errors",
        "exits",
        "suggestions",
        "version",
        "__init__",
    },
    "docs": {"docs", "version", "cli", "config", "contract", "exits"},
    "local": {"local", "contract"},
    "__init__": {"api", "version"},
    "version": set(),
    "__main__": {"cli", "completion", "exits", "version"},
}
"""`cli` loads the commands by the names in its registry, so `commands` may import `cli` and not the other way."""
EXCEPTIONS = {
    "api/connect.py": {"local"},
    "commands/local/options.py": {"local"},
    "commands/completion.py": {"docs"},
    "commands/help.py": {"docs"},
}
"""Who puts a client together, who looks after the local control plane, and who shows what is made from the tree."""

FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def layer_of(file: str) -> str:
    """The folder below the package, or the module itself at its top."""
    return file.split("/")[0].removesuffix(".py")


def imports(file: str) -> Iterator[str]:
    """The layers of ours that a file imports, wherever in it the import stands."""
    folder = ["firectl_py", *file.split("/")[:-1]]
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else []
            module = [*base, *(node.module or "").split(".")] if node.module else base
            names = [[*module, alias.name] for alias in node.names] if len(module) == 1 else [module]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        else:
            continue
        for name in names:
            if name[0] == "firectl_py":
                known = len(name) > 1 and ((PACKAGE / name[1]).is_dir() or (PACKAGE / f"{name[1]}.py").exists())
                yield name[1] if known else "__init__"


@pytest.mark.parametrize("file", FILES)
def test_imports_follow_the_arrows(file: str) -> None:
    allowed = ALLOWED[layer_of(file)] | EXCEPTIONS.get(file, set())
    assert set(imports(file)) <= allowed


def module_of(file: str) -> str:
    """The dotted name of a file."""
    return "firectl_py." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file): file for file in FILES}


def imported_modules(file: str) -> set[str]:
    """The modules of ours that a file imports, wherever in it the import stands."""
    folder = ["firectl_py", *file.split("/")[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).rstrip(".")
            found |= {name if (name := f"{module}.{alias.name}") in MODULES else module for alias in node.names}
    return found & set(MODULES) - {module_of(file)}


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {module: imported_modules(file) for module, file in MODULES.items()}
    list(TopologicalSorter(graph).static_order())


def test_no_folders_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for file in FILES:
        graph.setdefault(layer_of(file), set()).update(set(imports(file)) - {layer_of(file)})
    list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "file", [file for file in FILES if layer_of(file) in ("api", "transfer", "validation", "http")]
)
def test_the_library_needs_no_command_line(file: str) -> None:
    assert not {"click", "tqdm", "tabulate"} & foreign(file)


def foreign(file: str) -> set[str]:
    """The modules a file imports that are neither ours nor of the standard library, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            found |= {name.split(".")[0] for name in names}
    return found - set(sys.stdlib_module_names) - {"firectl_py"}


@pytest.mark.parametrize("file", [file for file in FILES if layer_of(file) == "contract"])
def test_the_contract_is_standard_library_only(file: str) -> None:
    assert foreign(file) == set()


def installed_with(extra: str) -> set[str]:
    """The distributions that `pip install firectl-py[extra]` brings, with what those need; "" is no extra."""
    setup = configparser.ConfigParser()
    setup.read(PACKAGE.parent / "setup.cfg")
    left = setup["options"]["install_requires"].split() + (
        setup["options.extras_require"][extra].split() if extra else []
    )
    found: set[str] = set()
    while left:
        name = re.split(r"[^\w.-]", left.pop())[0].lower().replace("_", "-")
        if name not in found:
            found.add(name)
            with suppress(metadata.PackageNotFoundError):  # of another platform
                left += [line for line in metadata.requires(name) or () if "extra ==" not in line]
    return found


def test_what_is_imported_is_installed() -> None:
    """A library that only the tests bring would be missed on a user's machine."""
    provided = metadata.packages_distributions()
    plain, local = installed_with(""), installed_with("local")
    missing = [
        f"{file}: {module}"
        for file in FILES
        for module in foreign(file)
        if not {name.lower().replace("_", "-") for name in provided[module]}
        & (local if layer_of(file) == "local" or file == "commands/local/serve.py" else plain)
    ]
    assert missing == []


def calls(file: str) -> Iterator[str]:
    """The names of the functions a file calls, dotted where they are."""
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("file", [f for f in FILES if f != "__main__.py" and layer_of(f) != "docs"])
def test_nobody_else_prints_or_exits(file: str) -> None:
    edge = {"cli/command.py"}  # its help goes through click.echo, as every --help does
    printing = {"print", "click.echo", "sys.stdout.write", "sys.stderr.write"} if file not in edge else {"print"}
    assert not (printing | {"sys.exit", "exit", "os._exit", "quit"}) & set(calls(file))


def functions(file: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


@pytest.mark.parametrize("file", FILES)
def test_files_and_functions_stay_readable(file: str) -> None:
    assert len((PACKAGE / file).read_text().splitlines()) <= 500
    assert [f"{name}: {size} lines" for name, size in functions(file) if size > 60] == []
    assert ast.get_docstring(ast.parse((PACKAGE / file).read_text())), "the first lines say what the file is for"


def test_no_class_name_stands_twice() -> None:
    """Whoever searches for a name finds one thing."""
    places: dict[str, list[str]] = {}
    for file in FILES:
        for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize("file", FILES)
def test_options_travel_in_a_dataclass(file: str) -> None:
    assert "values[" not in (PACKAGE / file).read_text()


HEADER = re.compile(r"(?:^|[.;] )(?:imports (?:only|nothing|standard|the standard|its|errors)|touches )", re.I | re.M)


@pytest.mark.parametrize("file", FILES)
def test_no_header_says_what_a_file_imports(file: str) -> None:
    """The arrows above hold that; a sentence would only grow old."""
    assert not HEADER.search(ast.get_docstring(ast.parse((PACKAGE / file).read_text())) or "")
