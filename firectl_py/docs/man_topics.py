"""The pages that belong to no single command."""

from __future__ import annotations

from collections.abc import Iterable

from ..config import credentials, settings, store
from ..config.paths import FolderKind
from ..exits import MEANING
from . import mdoc
from .release import Release
from .tree import Option

_FOLDERS: dict[FolderKind, str] = {
    "config": "Folder of the profile file and of the keys.",
    "state": "Folder of what must survive a run that was cut off: creates whose outcome is not known.",
    "cache": "Folder of what can be fetched again.",
    "data": "Folder of the local control plane, in `local` below it.",
}

_PRECEDENCE = (
    "A flag, such as `--base-url`.",
    "An environment variable, such as `FIREWORKS_BASE_URL`.",
    "The profile in use: `-p NAME`, else `FIRECTL_PROFILE`, else the one named `current` in the profile file.",
    "For the account and the key, in the profile `default` and at the official endpoint only: its tool's files.",
    "The default.",
)

_PROFILES = """\
`firectl -p NAME login` and `firectl -p NAME config set KEY VALUE` make a profile. A name nobody made is an error.
The profile `local` is built in: a control plane inside the process, which needs no account and no key.
It has its own endpoint and account, and ignores `FIREWORKS_API_KEY`, `FIREWORKS_ACCOUNT_ID` and `FIREWORKS_BASE_URL`.
The profile file is YAML; `firectl config path` shows where it is:
"""

_PROFILE_FILE = """\
version: 1
current: default
profiles:
  default:
    account_id: my-account
  staging:
    account_id: my-other-account
    output: json"""

_KEYS = """\
The key comes from `--api-key`, else from `FIREWORKS_API_KEY`, else from what `firectl login` kept, else from the
official tool's `auth.ini`.
`firectl login` keeps it in the system keyring where there is a usable one, else in a file that only its owner can
read; `--store` decides. A file that others can read is refused.
A kept key belongs to the endpoint it was proved against and is sent to no other. Cron jobs cannot read the keyring of
a desktop.
"""


def exit_codes(release: Release) -> str:
    """firectl-exit-codes(7)."""
    rows = ((mdoc.words(str(int(code))), mdoc.prose(meaning)) for code, meaning in MEANING.items())
    said = (
        "Each kind of failure has a code of its own, the same for every command, so that a script can tell them apart."
    )
    example = ('firectl sftj wait my-job --timeout 2h; [ $? -eq 124 ] && echo "still training"',)
    sections = (
        mdoc.section("DESCRIPTION", mdoc.prose(said), mdoc.entries(rows, "124")),
        mdoc.section("EXAMPLES", mdoc.literal(example)),
        mdoc.section("SEE ALSO", mdoc.see([("firectl", 1), ("firectl-config", 5)])),
    )
    return mdoc.page("firectl-exit-codes", 7, "what the exit status of firectl says", release, sections)


def config(release: Release, shared: Iterable[Option]) -> str:
    """firectl-config(5). `shared` are the options that go in any position."""
    flags = {name for option in shared for name in option.names}
    sections = (
        mdoc.section("DESCRIPTION", *_precedence()),
        mdoc.section("SETTINGS", mdoc.entries((mdoc.words(s.name), _setting(s, flags)) for s in settings.SPECS)),
        mdoc.section("PROFILES", mdoc.prose(_PROFILES), mdoc.literal(_PROFILE_FILE.splitlines())),
        mdoc.section("KEYS", mdoc.prose(_KEYS)),
        mdoc.section("ENVIRONMENT", mdoc.entries(_environment())),
        mdoc.section("FILES", mdoc.entries(_files())),
        mdoc.section(
            "EXAMPLES",
            mdoc.literal(("firectl config list", "firectl -p staging config set output json")),
        ),
        mdoc.section("SEE ALSO", mdoc.see([("firectl", 1), ("firectl-config", 1), ("firectl-login", 1)])),
    )
    return mdoc.page("firectl-config", 5, "settings, profiles and keys of firectl", release, sections)


def _precedence() -> Iterable[str]:
    yield "The first of these that gives a value decides:\n"
    yield ".Bl -enum\n" + "".join(f".It\n{mdoc.prose(line)}" for line in _PRECEDENCE) + ".El\n"
    yield ".Pp\n" + mdoc.prose("`firectl config list` shows each setting's value and where it came from.")


def _setting(spec: settings.SettingSpec, flags: set[str]) -> str:
    flag = f"--{spec.name.replace('_', '-')}"
    told = [spec.help, f"The flag is `{flag}`." if flag in flags else "", f"The variable is `{spec.env}`."]
    told += [f"One of {', '.join(f'`{choice}`' for choice in spec.choices)}."] if spec.choices else []
    told += [f"The default is `{spec.default}`."] if spec.default else []
    return mdoc.prose(" ".join(filter(None, told)))


def _environment() -> Iterable[tuple[str, str]]:
    rows = {"FIREWORKS_API_KEY": "The API key.", "FIRECTL_PROFILE": "The profile to use."}
    rows |= {spec.env: f"The setting `{spec.name}`." for spec in settings.SPECS}
    rows |= {f"FIRECTL_{kind.upper()}_DIR": text for kind, text in _FOLDERS.items()}
    return ((f"Ev {name}", mdoc.prose(text)) for name, text in sorted(rows.items()))


def _files() -> Iterable[tuple[str, str]]:
    here, mac = "~/.config/firectl", "~/Library/Application Support/firectl"
    rows = (
        (f"{here}/{store.FILE}", f"The profile file; on macOS in `{mac}`."),
        (f"{here}/{credentials.FILE}", "Keys, and for keys in the system keyring the endpoint they are for."),
        ("~/.fireworks/auth.ini", "The official tool's key and account; read, never written."),
        ("~/.fireworks/settings.ini", "The official tool's account; read, never written."),
    )
    return ((f"Pa {mdoc.words(path)}", mdoc.prose(text)) for path, text in rows)
