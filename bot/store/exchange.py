"""Putting a file in another's place in one step that loses nothing of what stood there."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_SWAP = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_HERE = -100  # AT_FDCWD: paths count from the working directory
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}  # EPERM: a sandbox's refusal
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}


def exchange(one: Path, other: Path) -> bool:
    """Let two files change places; False where the system or the disk has no such step.

    Raises OSError if it has and refuses.
    """
    if sys.platform == "win32":
        return False
    paths = os.fsencode(one), os.fsencode(other)
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, paths[0], _HERE, paths[1], _SWAP)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*paths, _SWAP)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


def put_new(beside: Path, path: Path, data: bytes) -> None:
    """Give a file that lies beside a name that must be free. Raises FileExistsError, OSError.

    Where the disk has no links, `data`, which it holds, is written under the name instead.
    """
    try:
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write_new(path, data)


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
