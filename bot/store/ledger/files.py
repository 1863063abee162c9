"""The files of an SQLite database: for the user alone whose bot it is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

BESIDE = ("", "-wal", "-shm")
OURS = 0o600


def made_for_us_alone(path: Path) -> None:
    """Make the file if it is not there; SQLite gives those beside it the same permissions.

    A file that is there is not opened: closing it again would drop this process's locks on it.
    What hinders making it SQLite will say.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    try:
        os.close(os.open(path, flags, OURS))
    except OSError:
        return


def for_us_alone(path: Path) -> None:
    """Take from everybody else what an earlier version let them read; a stranger's file stays."""
    if os.name != "posix":
        return
    for ending in BESIDE:
        one = path.with_name(path.name + ending)
        try:
            found = one.stat()
            if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o077:
                one.chmod(OURS)
        except OSError:
            continue
