"""What may not be loaded before it is needed. On modules and not on milliseconds, so that it cannot flake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firectl_py.validation.validate import HELPED_FROM

from .helpers import ROOT

HEAVY = {
    "requests",
    "urllib3",
    "yaml",
    "flask",
    "wcwidth",
    "jmespath",
    "tqdm",
    "keyring",
    "platformdirs",
    "lark",
    "sqlite3",
}
HEAVY |= {"msgspec", "google_crc32c"}
OURS = {"firectl_py.api", "firectl_py.http", "firectl_py.local", "firectl_py.transfer", "firectl_py.validation"}


def loaded(*argv: str) -> set[str]:
    """The modules that a command line has loaded when it ends."""
    code = (
        "import sys\nfrom firectl_py.__main__ import main\n"
        "sys.argv[1:] = sys.argv[1:]\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, timeout=60)
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    "argv",
    [
        ("--help",),
        ("sftj", "create", "--help"),
        ("create", "deployment", "--help"),
        ("costs", "running", "--help"),
        ("experiments", "results", "--help"),
        ("sftj", "create", "--no-such-flag"),
        ("modles", "list"),
        ("help-me",),
    ],
    ids=" ".join,
)
def test_help_and_usage_errors_load_nothing_heavy(argv: tuple[str, ...]) -> None:
    modules = loaded(*argv)
    assert not (HEAVY | OURS) & modules


def test_version_loads_nothing_but_the_entry_point() -> None:
    # Without site, which in an editable install imports half of this itself.
    look = "import sys, atexit; atexit.register(lambda: print(*sys.modules)); "
    code = f"{look}from firectl_py.__main__ import main; main()"
    plain = look
    lines = [
        subprocess.run(
            [sys.executable, "-S", "-c", text, "--version"],
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(ROOT)},
        ).stdout.splitlines()
        for text in (code, plain)
    ]
    assert lines[0][0].startswith("firectl-py ")
    assert set(lines[0][-1].split()) - set(lines[1][-1].split()) == {
        "firectl_py",
        "firectl_py.__main__",
        "firectl_py.version",
    }


def test_a_list_loads_neither_yaml_nor_the_local_control_plane_nor_what_makes_and_watches() -> None:
    endpoint = ("--base-url", "http://127.0.0.1:1", "--api-key", "fw_of_nobody", "-a", "x")
    modules = loaded("models", "list", *endpoint, "--request-timeout", "1")
    assert "firectl_py.http.send" in modules
    assert not {"yaml", "flask", "firectl_py.local", "keyring", "tqdm", "subprocess", "configparser"} & modules
    assert (
        not {"firectl_py.api.creates", "firectl_py.commands.shared.watch", "firectl_py.commands.models.get"} & modules
    )


def test_the_installed_program_judges_rows_with_two_processes(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("firectl")
    line = '{"messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "b"}]}\n' % ("a" * 900)
    rows = tmp_path / "rows.jsonl"
    rows.write_text(line * (HELPED_FROM // len(line) + 1000))
    environ = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    argv = [str(tool), "datasets", "validate", str(rows), "-o", "json", "-q"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, env=environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["duplicateRows"] > 1000
