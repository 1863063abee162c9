"""The shed: what was learnt from the same texts before, kept in the user's own cache folder.

Nothing depends on it. A file that is missing, harmed, old or somebody else's is learnt anew, and
where nothing can be written nothing is kept. Numbers are stored, never objects.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from bot.core.matching import FORGETFUL, Memory

KEPT = 16  # files; the longest unused are dropped
LARGEST = 64 * 1024 * 1024
_DIGEST = hashlib.sha256().digest_size


class Shed:
    """Keeps bytes by key in a folder that is the user's alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def at_home(cls) -> Memory:
        """The shed in the user's cache folder; one that forgets if there is no such place."""
        try:
            folder = Path.home() / ".cache" / "footnote"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            owned = _own(folder)
        except (OSError, RuntimeError):  # no home, or not one to write to
            return FORGETFUL
        return cls(folder) if owned else FORGETFUL

    def recall(self, key: str) -> bytes | None:
        """What was kept under this key, if it is whole."""
        try:
            path = self._path(key)
            if path.stat().st_size > LARGEST:
                return None
            kept = path.read_bytes()
            path.touch()
        except OSError:
            return None
        data = kept[_DIGEST:]
        return data if hashlib.sha256(data).digest() == kept[:_DIGEST] else None

    def keep(self, key: str, data: bytes) -> None:
        """Write beside and rename, so that nobody ever reads half of it."""
        beside = self._folder / f"{key}.{os.getpid()}.tmp"
        with contextlib.suppress(OSError):
            beside.write_bytes(hashlib.sha256(data).digest() + data)
            beside.replace(self._path(key))
            self._tidy()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.learnt"

    def _tidy(self) -> None:
        files = sorted(self._folder.glob("*.learnt"), key=lambda path: path.stat().st_mtime)
        for path in files[:-KEPT]:
            path.unlink(missing_ok=True)


def _own(folder: Path) -> bool:
    """Whether nobody but this user can write to a folder."""
    found = folder.stat()
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
