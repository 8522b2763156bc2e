"""The one way this package locks and writes files of its own: held by the kernel, atomic, private."""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from .errors import LocalIOError

if TYPE_CHECKING:
    from pathlib import Path

LOCK_SECONDS = 60.0
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
"""What file systems without locks answer: Lustre without -o flock, NFS without lockd, a mounted bucket."""


class NoFileLocksWarning(UserWarning):
    """A lock could not be held by the system, because the file system has none. A lock file takes its place."""


def make_private_dir(path: Path) -> None:
    """Make `path` and its parents, born 0700. Raises LocalIOError."""
    try:
        for folder in [*reversed(path.parents), path]:
            with suppress(FileExistsError):
                os.mkdir(folder, 0o700)
    except OSError as error:
        raise io_error(path, error) from None


class HeldLock:
    """A lock file held by this process. Whatever ends the process frees it."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release: Callable[[], None] | None = release

    def release(self) -> None:
        """Free it. Calling this again does nothing."""
        release, self._release = self._release, None
        if release is not None:
            release()


def hold(path: Path, seconds: float = 0.0) -> HeldLock | None:
    """Hold the lock file `path`; None where somebody else still holds it after `seconds`. Raises LocalIOError.

    A file system without locks gets a lock made of a file: filelock takes it over from a process that is gone.
    """
    make_private_dir(path.parent)
    try:
        return _hold(path, seconds)
    except OSError as error:
        raise io_error(path, error) from None


def _hold(path: Path, seconds: float) -> HeldLock | None:
    """Waiting is done in the kernel, where everybody's turn comes: filelock, which Windows gets, asks again and again,
    and with 50 writers at once leaves now and then one out for a minute.
    """
    try:
        import fcntl
    except ImportError:
        return _file_lock(path, seconds, soft=False)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not seconds or not _within(seconds, lambda: fcntl.flock(descriptor, fcntl.LOCK_EX)):
                os.close(descriptor)
                return None
    except OSError as error:
        os.close(descriptor)
        _warn_of_no_locks(path, error)
        return _file_lock(path.with_name(f"{path.name}.soft"), seconds, soft=True)
    return HeldLock(lambda: os.close(descriptor))


def _file_lock(path: Path, seconds: float, *, soft: bool) -> HeldLock | None:
    from filelock import FileLock, SoftFileLock, Timeout

    lock = (SoftFileLock if soft else FileLock)(str(path), timeout=seconds)
    try:
        lock.acquire()
    except Timeout:
        return None
    return HeldLock(lock.release)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock beside `path`; a killed holder frees it. Raises LocalIOError after LOCK_SECONDS."""
    lock = hold(path.with_name(f"{path.name}.lock"), LOCK_SECONDS)
    if lock is None:
        raise LocalIOError(f"{path} is locked by another firectl", hint=f"Try again; the lock is {path}.lock.")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def try_locked(path: Path) -> Iterator[bool]:
    """Hold the lock file `path` unless somebody else does; whether this process holds it. Raises LocalIOError."""
    lock = hold(path)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            lock.release()


def missing_locks(folder: Path) -> str:
    """Why files in `folder`, which can be written to, cannot be locked; "" where they can. Raises OSError."""
    import tempfile

    try:
        import fcntl
    except ImportError:
        return ""
    with tempfile.TemporaryFile(dir=folder) as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _warn_of_no_locks(lock: Path | str, error: OSError) -> None:
    """Warn where the file system has no locks; raises any other error."""
    if error.errno not in _NO_LOCKS:
        raise error
    reason = f"files in {os.path.dirname(lock)} cannot be locked ({error.strerror})"
    text = f"{reason}, so lock files take their place; FIRECTL_STATE_DIR and FIRECTL_CONFIG_DIR name other folders"
    warnings.warn(text, NoFileLocksWarning, stacklevel=2)


def _within(seconds: float, work: Callable[[], None]) -> bool:
    """Do what may block for long, in a thread that is left behind after `seconds`; whether it was done in time."""
    import threading

    outcome: list[OSError | None] = []

    def body() -> None:
        try:
            work()
            outcome.append(None)
        except OSError as error:
            outcome.append(error)

    thread = threading.Thread(target=body, daemon=True, name="firectl-lock")
    thread.start()
    thread.join(seconds)
    if outcome and outcome[0] is not None:
        raise outcome[0]
    return bool(outcome)


def write_atomic(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, 0600 from birth, on disk when this returns. The caller holds the lock.

    A reader, also after a power cut, sees either the old content or the new. Raises LocalIOError.
    """
    target = path.resolve()
    if path.is_symlink() and hasattr(os, "geteuid") and path.lstat().st_uid not in (0, os.geteuid()):
        raise LocalIOError(f"{path} is a link that another user made; it is not written through")
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        for orphan in target.parent.glob(f".{target.name}.*.tmp"):
            orphan.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        sync_directory(target.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise io_error(path, error) from None


def update(path: Path, change: Callable[[bytes | None], bytes]) -> None:
    """Read, change and write `path` under one lock, so that no update of another process is lost."""
    with locked(path):
        write_atomic(path, change(read(path)))


def set_aside(path: Path) -> Path:
    """Move a file that cannot be used to the first free PATH.corrupt-N, and say where that is. Raises LocalIOError."""
    with locked(path):
        number = next(n for n in count(1) if not os.path.lexists(f"{path}.corrupt-{n}"))
        aside = path.with_name(f"{path.name}.corrupt-{number}")
        try:
            os.replace(path, aside)
        except OSError as error:
            raise io_error(path, error) from None
    return aside


def read(path: Path) -> bytes | None:
    """The content, or None where there is no file. Raises LocalIOError."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise io_error(path, error) from None


def io_error(path: Path | str, error: OSError) -> LocalIOError:
    """What the operating system said, about which file."""
    return LocalIOError(f"{path}: {error.strerror or error}")


def sync_directory(folder: Path) -> None:
    """Make a rename in `folder` durable; Windows has no such call and needs none."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
