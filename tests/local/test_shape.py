"""The shape of the package: what it imports, and that a new resource works by its declaration alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from unittest.mock import ANY

import pytest

import firectl_py.local
from firectl_py.contract import registry, resources
from firectl_py.local.resources.registry import BEHAVIOURS, behaviour_of

from .conformance import departures
from .plane import Plane

ROOT = Path(firectl_py.local.__file__).parent
ALLOWED = {"flask", "werkzeug", "cheroot", "lark", "google_crc32c", "trustme"}

GADGETS = """
from firectl_py.contract.common import CREATE_TIME, DISPLAY_NAME, NAME, UPDATE_TIME
from firectl_py.contract.spec import Action, Column, Field, Resource

RESOURCE = Resource(
    noun="test-gadgets", title="gadget", collection="testGadgets", id_param="gadgetId",
    fields=(
        NAME, DISPLAY_NAME, CREATE_TIME, UPDATE_TIME,
        Field("state", "", "enum", "out", values=("CREATING", "READY"), zero="STATE_UNSPECIFIED"),
        Field("size", "", "int64", required=True),
        Field("colour", "", "enum", "create", values=("RED", "BLUE"), zero="COLOUR_UNSPECIFIED"),
        Field("password", "", secret=True),
    ),
    columns=(Column("NAME", "name"),),
    verbs=("create", "list", "get", "update", "delete"),
    actions=(Action("polish", "POST", ""),),
)
"""


def test_imports() -> None:
    """Standard library, four packages, the contract, and the package itself."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                depth = len(path.relative_to(ROOT).parts)
                assert node.level <= depth, f"{path} reaches out of the package"
            for name in imported(node):
                top = name.split(".")[0]
                inside = name.startswith(("firectl_py.contract", "firectl_py.local"))
                assert top in sys.stdlib_module_names or top in ALLOWED or inside, f"{path} imports {name}"


def imported(node: ast.AST) -> list[str]:
    """The absolute modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and not node.level and node.module else []


def test_what_costs_is_imported_when_it_is_used() -> None:
    script = (
        "import sys, firectl_py.local, firectl_py.local.admin\n"
        "assert not {'flask', 'werkzeug', 'lark', 'cheroot'} & set(sys.modules)\n"
        "import firectl_py.local.http.app\n"
        "assert not {'lark', 'cheroot'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@pytest.mark.parametrize("collection", BEHAVIOURS)
def test_every_behaviour_in_the_table_has_a_declaration_and_a_class(collection: str) -> None:
    assert behaviour_of(collection).resource.collection == collection


def test_a_new_resource_is_one_file_and_one_line(plane: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_gadgets.py").write_text(GADGETS)
    monkeypatch.setattr(resources, "__path__", [*resources.__path__, str(tmp_path)])
    monkeypatch.setitem(registry.RESOURCES, "test-gadgets", registry.ResourceEntry("testGadgets", "", ()))
    behaviour_of.cache_clear()
    made = plane.ok("POST", "testGadgets?gadgetId=one", {"size": 3, "colour": "RED", "password": "hidden"})
    assert {**made, "createTime": ANY, "updateTime": ANY} == plane.ok("GET", "testGadgets/one")
    assert (made["size"], made["colour"], made["state"]) == ("3", "RED", "READY")
    assert "password" not in made
    assert departures(made) == []
    plane.ok("POST", "testGadgets?gadget_id=two", {"size": "1", "displayName": "Two"})
    assert "size: is required" in plane.refused("POST", "testGadgets", {})
    assert "unknown field" in plane.refused("POST", "testGadgets", {"size": 1, "weight": 2})
    found = plane.ok("GET", "testGadgets?filter=size>1&orderBy=size desc")
    assert [gadget["name"] for gadget in found["testGadgets"]] == ["accounts/local/testGadgets/one"]
    assert plane.ok("PATCH", "testGadgets/one?updateMask=size", {"size": 9})["size"] == "9"
    assert "cannot change" in plane.refused("PATCH", "testGadgets/one", {"colour": "BLUE"})
    plane.refused("POST", "testGadgets/one:polish", {}, code="UNIMPLEMENTED")
    assert plane.ok("DELETE", "testGadgets/one") == {}
    plane.refused("GET", "testGadgets/one", code="NOT_FOUND")
    assert plane.ok("GET", "testGadgets")["totalSize"] == 1


def test_the_catalogue_conforms(plane: Plane) -> None:
    found = plane.ok("GET", "/v1/accounts/fireworks/models?pageSize=200")["models"]
    ids = {model["name"].rsplit("/", 1)[-1] for model in found}
    named = {"llama-v3p1-8b-instruct", "llama-v3p1-70b-instruct", "deepseek-v3", "llama-v4-scout", "custom-model"}
    named |= {"llama-v4-maverick", "qwen3-235b", "qwen3-30b", "deepseek-r1-0528", "deepseek-r1", "deepseek-r1-basic"}
    assert named <= ids
    assert any(not model.get("supportsServerless") for model in found)
    for model in found:
        urls = plane.ok("GET", f"/v1/{model['name']}:getDownloadEndpoint")["filenameToSignedUrls"]
        assert b"Simulated" in plane.fetch(urls["config.json"])
