"""What the commands of `local` share: the folder that is meant, and the way to the local package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...cli.app import App
from ...cli.options import Option
from ...errors import LocalIOError


@dataclass(frozen=True)
class DataDirOptions:
    """What was typed: the folder of the local control plane, None for the usual one."""

    data_dir: str | None


def data_dir_option() -> Option:
    """--data-dir."""
    return Option(["--data-dir"], metavar="DIR", help="Folder with its state, instead of the usual one.")


def folder_of(app: App, data_dir: str | None) -> Path:
    """The folder that is meant."""
    return Path(data_dir).absolute() if data_dir else app.settings.local_data_dir()


def use(work: Callable[[Any], Any]) -> Any:
    """What `work` returns for the local package.

    Raises ConfigError where the extra is not installed or the store cannot be used, LocalIOError for an OSError.
    """
    from ... import local

    try:
        return work(local)
    except ModuleNotFoundError as error:  # its modules are imported when they are used
        from ...api.connect import missing_local

        raise missing_local(error) from None
    except local.LocalStoreError as error:
        from ...api.connect import local_store_error

        raise local_store_error(error) from None
    except OSError as error:
        raise LocalIOError(f"the local control plane: {error.strerror or error}") from None
