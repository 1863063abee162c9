"""Files on disk: those that make up a FAQ, read within bounds, and those of this user alone.

What may come from others is read without waiting for it, without following links out of the root,
and never beyond a limit.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bot.errors import FootnoteError, because

JOURNAL = ".footnote-journal"
SUFFIXES = (".yaml", ".yml")
_NOT_REGULAR = "It is not a regular file. Put the text itself there."
# Some systems have not all of these: Windows needs O_BINARY, and has no pipes among its files.
_READING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)


class NoFaq(FootnoteError):
    """There is no FAQ at the path that was named."""


class Unreadable(FootnoteError):
    """A file can't be read; the message says why and how to mend it, without its name."""


def faq_files(path: Path) -> tuple[Path, ...]:
    """The FAQ files at a path: the file itself, or the YAML files directly in the folder.

    Hidden names are skipped. Raises NoFaq if there are none.
    """
    try:
        if path.is_dir():
            inside = (child for child in path.iterdir() if child.suffix in SUFFIXES)
            if found := sorted(child for child in inside if not child.name.startswith(".")):
                return tuple(found)
            raise NoFaq(
                f"No FAQ in {path}: it holds no .yaml file. Add one, or name another folder."
            )
        if path.exists():
            return (path,)
    except OSError as error:
        raise NoFaq(f"No FAQ at {path}: {because(error)}") from None
    raise NoFaq(
        f"No FAQ at {path}. Name a file or folder with --faq, "
        "or set FAQ_PATH in the environment or .env."
    )


def read_bytes(path: Path, limit: int, root: Path | None = None) -> bytes:
    """The bytes of a regular file.

    What was opened is what is examined and read: nothing that is put in its place meanwhile is
    waited for or read.

    Args:
        path: The file; a real path if there is a root.
        limit: How many bytes it may have.
        root: A real folder that the path lies under: a file elsewhere is never read, whatever is
            swapped for a link on the way from there.

    Raises:
        Unreadable: for anything else than a regular file, or for one beyond the limit.
    """
    try:
        with _regular(_opened(path, root)) as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable("The file is not there. Check its name, or put it there.") from None
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise Unreadable(_NOT_REGULAR) from None
        raise Unreadable(f"It can't be read: {because(error)}") from None
    except ValueError:
        raise Unreadable("No file can have this name. Check it for odd characters.") from None
    if len(data) > limit:
        raise Unreadable(f"It is larger than {limit:,} bytes. Split it.")
    return data


def _regular(handle: int) -> BinaryIO:
    """The open file of a descriptor. Raises OSError (ENXIO, as opening a socket does)."""
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))


def _opened(path: Path, root: Path | None) -> int:
    """A descriptor of the file at a path, opened without waiting. Raises OSError.

    What was opened must be what lies there, under the root, without any link: else it is not read.
    """
    handle = os.open(path, _READING)
    try:
        if root is None:
            return handle
        proven = path.is_relative_to(root) and path.resolve(strict=True) == path
        if proven and os.path.samestat(os.fstat(handle), path.lstat()):
            return handle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    except BaseException:
        os.close(handle)
        raise


# Folders and files that are this user's alone, though others have accounts on the machine.
#
# A folder counts if it is the user's own, no link, and nobody else may write in it or put another
# in its place. Files in it are made anew and never through a link, so that what others may have
# laid there is neither written nor believed.

FOLDER = 0o700
FILE = 0o600
PROTECTED = 0o400
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Windows has none of these: there a user's folders are closed to others by their place.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BYTES = getattr(os, "O_BINARY", 0)
_FORBIDDEN = 0o277 if os.name == "posix" else stat.S_IWUSR
"""Permissions that no file has which `put_private` has protected."""


class NotOurs(FootnoteError):
    """A folder that is not this user's alone, or can't be; the message says why."""


def make_private(folder: Path) -> None:
    """Make a folder for this user alone, or accept one that is. Raises NotOurs."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=FOLDER)
    except OSError as error:
        raise NotOurs(f"{folder} can't be made: {because(error)}") from None
    prove_private(folder)


def prove_private(folder: Path, *, root_may: bool = False) -> None:
    """Accept a folder that is this user's alone. Raises NotOurs for any other that is there.

    With `root_may` the system's administrator may look into anybody's.
    """
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotOurs(f"{folder} can't be used: {because(error)}") from None
    user = _user()
    if not stat.S_ISDIR(found.st_mode):
        raise NotOurs(f"{folder} is no folder of its own, but a link or a file.")
    if user is None:
        return
    if found.st_uid != user and not (root_may and user == 0):
        raise NotOurs(f"{folder} belongs to another user of this machine.")
    if found.st_mode & _OTHERS_WRITE:
        raise NotOurs(f"Other users may write in {folder}. Close it: chmod go-w {folder}")
    for around in folder.absolute().resolve().parents:
        mode = around.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise NotOurs(f"Other users may write in {around}, and so put another folder there.")


def _user() -> int | None:
    """The number of this user; None where users have none."""
    return os.geteuid() if hasattr(os, "geteuid") else None


def put_private(path: Path, data: bytes, *, protected: bool = False) -> None:
    """Write a file for this user alone: beside it, anew, and renamed over. Raises OSError.

    A `protected` one may be read and not written, which tells it from what git or an editor makes.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)  # of an earlier process of this number that was killed
    mode = PROTECTED if protected else FILE
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BYTES, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_private(
    path: Path, limit: int, *, protected: bool = False, root_may: bool = False
) -> bytes:
    """The bytes of a file that is this user's, that nobody else may write, and that is no link.

    Args:
        path: The file.
        limit: How many bytes it may have.
        protected: It must be one that `put_private` has protected.
        root_may: The system's administrator may read anybody's.

    Raises:
        FileNotFoundError: if it is not there, or belongs to others or lets them write.
        OSError: if it can't be read, or is no such file.
    """
    with _private(path, limit, protected=protected, root_may=root_may) as file:
        return file.read(limit)


def map_private(path: Path, limit: int) -> memoryview:
    """The bytes of such a file, mapped: processes that read the same one share them.

    Raises:
        OSError: As `read_private` does.
        ValueError: if it is empty.
    """
    with _private(path, limit) as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


@contextlib.contextmanager
def _private(
    path: Path, limit: int, *, protected: bool = False, root_may: bool = False
) -> Iterator[BinaryIO]:
    with _regular(os.open(path, _READING | _NO_LINK)) as file:
        found, user = os.fstat(file.fileno()), _user()
        theirs = found.st_uid != user and not (root_may and user == 0)
        if user is not None and (theirs or found.st_mode & _OTHERS_WRITE):
            raise FileNotFoundError(f"{path} is no file of ours")
        if found.st_size > limit:
            raise OSError(f"{path} is no file of ours")
        if protected and found.st_mode & _FORBIDDEN:
            raise PermissionError(f"{path} is no file of ours")
        yield file
