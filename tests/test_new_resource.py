"""A plain resource is one file and a line of the registry: then it works from shell, library and server."""

from __future__ import annotations

from pathlib import Path

import pytest

from firectl_py.contract import registry, resources

from .helpers import Run

GADGETS = """
from firectl_py.contract import Column, Field, Resource

RESOURCE = Resource(
    noun="gadgets",
    title="gadget",
    collection="gadgets",
    id_param="gadgetId",
    fields=(
        Field("name", "Full name.", mode="out"),
        Field("displayName", "Name for people."),
        Field("size", "How big.", "int32"),
        Field("kind", "What it is.", "enum", values=("ROUND", "FLAT"), zero="KIND_UNSPECIFIED"),
    ),
    columns=(Column("NAME", "name"), Column("SIZE", "size")),
    verbs=("create", "list", "get", "update", "delete"),
)
"""


@pytest.fixture
def gadgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "gadgets.py").write_text(GADGETS)
    monkeypatch.setattr(resources, "__path__", [*resources.__path__, str(folder)])
    entry = registry.ResourceEntry("gadgets", "Look after gadgets.", ("gadget",))
    monkeypatch.setitem(registry.RESOURCES, "gadgets", entry)


@pytest.mark.usefixtures("gadgets")
def test_one_file_gives_commands_and_a_collection(local: Run) -> None:
    assert "gadgets" in local("--help").ok().out
    local("gadgets", "create", "--name", "g1", "--size", "3", "--kind", "flat").ok()
    local("create", "gadget", "--id", "g2", "--display-name", "Second").ok()
    listed = local("gadgets", "list", "-o", "json").ok().json
    assert [item["name"] for item in listed] == ["accounts/local/gadgets/g1", "accounts/local/gadgets/g2"]
    assert local("gadgets", "list", "--filter", "size>2", "-o", "name").ok().out == "accounts/local/gadgets/g1\n"
    assert local("gadgets", "update", "g1", "--size", "7", "-o", "json").ok().json["size"] == 7
    assert local("gadgets", "get", "g1", "-o", "json").ok().json["kind"] == "FLAT"
    assert local("gadgets", "update", "g1", "--kind", "flt").code == 7
    local("gadgets", "delete", "g1", "g2", "--yes").ok()
    assert local("gadgets", "list", "-o", "json").ok().json == []
