"""All is in setup.cfg but what hangs on folders and machines: the files under share/, and how `firectl` is started."""

import os
import sys
from glob import glob

from setuptools import setup

SHARED = {
    "share/man/man1": "man/*.1",
    "share/man/man5": "man/*.5",
    "share/man/man7": "man/*.7",
    "share/bash-completion/completions": "completions/*.bash",
    "share/zsh/site-functions": "completions/_firectl",
    "share/fish/vendor_completions.d": "completions/*.fish",
}
FOUND = {folder: sorted(glob(pattern)) for folder, pattern in SHARED.items()}

# bin/firectl starts twice as fast as what pip writes for an entry point, but is no program on Windows, and the kernel
# finds no interpreter whose path has a space in it or is very long.
SCRIPT_RUNS = os.name == "posix" and " " not in sys.executable and len(sys.executable) < 120
ENTRIES = ["firectl-py = firectl_py.__main__:main"] + ([] if SCRIPT_RUNS else ["firectl = firectl_py.__main__:main"])

setup(
    data_files=[(folder, files) for folder, files in FOUND.items() if files],
    entry_points={"console_scripts": ENTRIES},
    scripts=["bin/firectl"] if SCRIPT_RUNS else [],
)
