"""Folders and files that are this user's alone, though others have accounts on the machine.

A folder counts if it is the user's own, no link, and nobody else may write in it or put another in
its place. Files in it are made anew and never through a link, so that what others may have laid
there is neither written nor believed.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from bot.core.errors import FootnoteError, because

FOLDER = 0o700
FILE = 0o600
PROTECTED = 0o400
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Windows has none of these: there a user's folders are closed to others by their place.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
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
    _prove_way(folder)


def _prove_way(folder: Path) -> None:
    """No folder around it lets others put another one in its place."""
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


def read_private(path: Path, limit: int, *, protected: bool = False) -> bytes:
    """The bytes of a file that is no link and not larger than the limit. Raises OSError.

    With `protected` it must be this user's, and one that `put_private` has protected.
    """
    handle = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BYTES)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            raise OSError(f"{path} is no file of ours")
        if protected and (found.st_mode & _FORBIDDEN or _user() not in (None, found.st_uid)):
            raise PermissionError(f"{path} is no file of ours")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(handle)
