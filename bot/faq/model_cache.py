"""The model cache: what was learnt from the same texts before, in the user's cache folder.

Nothing depends on it. A file that is missing, harmed, old or somebody else's is learnt anew, and
where nothing can be written nothing is kept. Numbers are stored, never objects.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import bot
from bot.faq.files import NotOurs, make_private, map_private, put_private
from bot.matching.parts import ByteCache, Bytes

FORMAT = 2  # of what is kept
LIBRARIES = ("numpy", "rapidfuzz", "Stemmer", "syntok", "yaml", "pydantic")  # it depends on them
KEPT = 64  # files, two for each FAQ; the longest unused are dropped
LARGEST = 64 * 1024 * 1024  # bytes
HALF_SECONDS = 3_600  # no writing takes as long
_DIGEST = hashlib.sha256().digest_size


class ModelCache:
    """Keeps bytes by key in a folder that is the user's alone.

    Args:
        folder: Where; it must be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = program_mark()

    @classmethod
    def at_home(cls) -> ByteCache | None:
        """The cache in the user's cache folder; one that forgets if there is no such place."""
        try:
            folder = Path.home() / ".cache" / "footnote"
            make_private(folder)
        except (NotOurs, OSError, RuntimeError):  # no home, or not one to write to
            return None
        return cls(folder)

    def recall(self, key: str) -> Bytes | None:
        """What was kept under this key, if it is whole: mapped, not read."""
        try:
            path = self.path(key)
            kept = map_private(path, LARGEST)
            path.touch()
        except (OSError, ValueError):
            return None
        data = kept[_DIGEST:]
        return data if hashlib.sha256(data).digest() == kept[:_DIGEST] else None

    def keep(self, key: str, data: bytes) -> None:
        """Write beside and rename, so that nobody ever reads half of it."""
        if len(data) + _DIGEST > LARGEST:
            return  # nobody would read it
        with contextlib.suppress(OSError):
            put_private(self.path(key), hashlib.sha256(data).digest() + data)
            self._tidy()

    def path(self, key: str) -> Path:
        """The file of a key, for this very program."""
        name = hashlib.sha256(f"{self._program} {key}".encode("utf-8", "surrogatepass"))
        return self._folder / f"{name.hexdigest()}.learnt"

    def _tidy(self) -> None:
        files = sorted(self._folder.glob("*.learnt"), key=lambda path: path.stat().st_mtime)
        halves = [path for path in self._folder.glob("*.tmp") if _old(path)]
        for path in (*files[:-KEPT], *halves):
            path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def program_mark() -> str:
    """Names this very program: a hash of its files' names, sizes and times, and of its libraries'.

    Python tells its own compiled files by the same. What another program left serves no other.
    """
    whole = hashlib.sha256(f"{FORMAT} {bot.__version__} {sys.version}".encode())
    found = [spec.origin for name in LIBRARIES if (spec := find_spec(name)) and spec.origin]
    for folder, names, files in os.walk(Path(bot.__file__).parent):
        names[:] = sorted(name for name in names if name != "__pycache__")
        found += [os.path.join(folder, file) for file in sorted(files)]  # noqa: PTH118 some 300
    for path in found:
        mark = os.stat(path)  # noqa: PTH116 likewise, at each start
        whole.update(f"{path} {mark.st_size} {mark.st_mtime_ns}\n".encode("utf-8", "replace"))
    return whole.hexdigest()


def _old(path: Path) -> bool:
    """Whether a half-written file has been left by a process that was killed."""
    return time.time() - path.lstat().st_mtime > HALF_SECONDS
