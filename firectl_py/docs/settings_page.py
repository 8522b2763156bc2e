"""firectl-config(5): settings, profiles and keys."""

from __future__ import annotations

from collections.abc import Iterable

from ..config import credentials, settings, store
from ..config.paths import FolderKind
from . import page
from .page import CodeBlock, Definitions, ManualPage, Name, PageSection, References, Steps
from .tree import OptionDoc

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
It has its own endpoint and account, and ignores every `FIREWORKS_` variable.
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
The key comes from `--api-key`, else from `FIREWORKS_API_KEY`, else from the file that `FIREWORKS_API_KEY_FILE` names,
else from what `firectl login` kept, else from the official tool's `auth.ini`: its lines before the first section, else
its section `[default]`, else the only section it has.
`firectl login` keeps it in the system keyring where there is a usable one, else in a file that only its owner can
read; `--store` decides. A file that others can read is refused.
A kept key belongs to the endpoint it was proved against and is sent to no other. Cron jobs cannot read the keyring of
a desktop.
"""


def config(shared: Iterable[OptionDoc]) -> ManualPage:
    """The page. `shared` are the options that go in any position."""
    flags = {name for option in shared for name in option.names}
    decided = page.prose("`firectl config list` shows each setting's value and where it came from.")
    rows = tuple((Name("plain", spec.name), _setting(spec, flags)) for spec in settings.SPECS)
    examples = ("firectl config list", "firectl -p staging config set output json")
    sections = (
        PageSection(
            "DESCRIPTION", (page.prose("The first of these that gives a value decides:"), Steps(_PRECEDENCE), decided)
        ),
        PageSection("SETTINGS", (Definitions(rows),)),
        PageSection("PROFILES", (page.prose(_PROFILES), CodeBlock(tuple(_PROFILE_FILE.splitlines())))),
        PageSection("KEYS", (page.prose(_KEYS),)),
        PageSection("ENVIRONMENT", (_environment(),)),
        PageSection("FILES", (_files(),)),
        PageSection("EXAMPLES", (CodeBlock(examples),)),
        PageSection("SEE ALSO", (References((("firectl", 1), ("firectl-config", 1), ("firectl-login", 1))),)),
    )
    return ManualPage("firectl-config", 5, "settings, profiles and keys of firectl", sections)


def _setting(spec: settings.SettingSpec, flags: set[str]) -> str:
    flag = f"--{spec.name.replace('_', '-')}"
    sentences = [spec.help, f"The flag is `{flag}`." if flag in flags else "", f"The variable is `{spec.env}`."]
    sentences += [f"One of {', '.join(f'`{choice}`' for choice in spec.choices)}."] if spec.choices else []
    sentences += [f"The default is `{spec.default}`."] if spec.default else []
    return " ".join(filter(None, sentences))


def _environment() -> Definitions:
    rows = {
        "FIREWORKS_API_KEY": "The API key.",
        "FIREWORKS_API_KEY_FILE": "A file that holds the API key and nothing else.",
        "FIRECTL_PROFILE": "The profile to use.",
        "SSL_CERT_FILE": "Certificate authorities to trust, where neither `--cacert` nor REQUESTS_CA_BUNDLE names any.",
        "SSL_CERT_DIR": "A folder of them, named by their hashes, where SSL_CERT_FILE is not set.",
    }
    rows |= {spec.env: f"The setting `{spec.name}`." for spec in settings.SPECS}
    rows |= {f"FIRECTL_{kind.upper()}_DIR": text for kind, text in _FOLDERS.items()}
    return Definitions(tuple((Name("variable", name), text) for name, text in sorted(rows.items())))


def _files() -> Definitions:
    here, mac = "~/.config/firectl", "~/Library/Application Support/firectl"
    rows = (
        (f"{here}/{store.FILE}", f"The profile file; on macOS in `{mac}`."),
        (f"{here}/{credentials.FILE}", "Keys, and for keys in the system keyring the endpoint they are for."),
        ("~/.fireworks/auth.ini", "The official tool's key and account; read, never written."),
        ("~/.fireworks/settings.ini", "The official tool's account; read, never written."),
    )
    return Definitions(tuple((Name("path", path), text) for path, text in rows))
