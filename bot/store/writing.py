"""Writing a file that others read: beside it and renamed over, never half, never over a change.

A reader sees the old bytes or the new ones. Whoever changed the file in the meantime is not
overruled: the writer is told instead.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.core.errors import FootnoteError


class ChangedMeanwhile(FootnoteError):
    """The file no longer holds what the change was made from."""


class Unwritable(FootnoteError):
    """The file can't be written; the message says why and how to mend it."""


def replace_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Put `after` in the place of `before`, whole; None says that there must be no file yet.

    A link stays a link, permissions stay. Raises ChangedMeanwhile if the file holds other bytes,
    Unwritable if the system refuses; then nothing is changed.
    """
    real = Path(os.path.realpath(path))
    try:
        with _alone_in(real.parent):
            if _held(real) != before:
                raise ChangedMeanwhile(_words(path, before))
            _put(real, after)
    except OSError as error:
        raise Unwritable(
            f"{path} can't be written: {error.strerror}. Check the permissions of its folder."
        ) from error


def _words(path: Path, before: bytes | None) -> str:
    if before is None:
        return f"{path} is there already. Nothing was written; choose another name."
    return f"{path} was changed meanwhile. Nothing was written; look at it and do it again."


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _put(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _like(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _like(path: Path, beside: Path) -> None:
    """Give the new file the old one's permissions and, where allowed, its owner."""
    try:
        old = path.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        return
    with suppress(OSError, AttributeError):
        os.chown(beside, old.st_uid, old.st_gid)
    beside.chmod(stat.S_IMODE(old.st_mode))


def _settle(folder: Path) -> None:
    """Make the rename last through a power cut, where a folder can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other writers of this program out of the folder, in every process."""
    if sys.platform == "win32":  # there the comparison of bytes alone guards against two writers
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
