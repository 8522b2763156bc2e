"""Everything is in setup.cfg but the files under share/, whose names only a glob knows."""

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

setup(data_files=[(folder, files) for folder, files in FOUND.items() if files])
