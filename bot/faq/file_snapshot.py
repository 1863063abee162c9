"""A snapshot: the bytes of files that stood on disk together, and whether they still do.

A reader that opens one file after the other can meet two versions: an editor saves, a link is
swung, a folder is put in place of another. So everything that was asked of the disk is remembered
and can be asked again; only what reads the same twice is one version.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.faq.files import SUFFIXES, NoFaq, Unreadable, faq_files, read_bytes

Mark = tuple[int, ...] | None  # device, inode, size and time of change; None if it is not there


@dataclass(slots=True)
class Snapshot:
    """What one look at the FAQ at `path` read; `instead` holds bytes to take for files' own.

    `data` are the bytes by the path that was read.
    """

    path: Path
    instead: Mapping[Path, bytes] = field(default_factory=dict)
    data: dict[Path, bytes] = field(default_factory=dict)
    _failed: dict[Path, str] = field(default_factory=dict)
    _limits: dict[Path, tuple[int, Path | None]] = field(default_factory=dict)
    _links: dict[Path, Path] = field(default_factory=dict)
    _files: tuple[Path, ...] = ()

    @classmethod
    def again(cls, path: Path, plain: Mapping[str, Any]) -> Snapshot | None:
        """A snapshot of the FAQ at a path; None where the disk reads otherwise than in another.

        Args:
            path: The FAQ.
            plain: What the other's `plain` gave.

        Raises:
            NoFaq: There is no FAQ any more.
        """
        found = cls(path)
        if [str(file) for file in found.files()] != plain["files"]:
            return None
        try:
            for name, real in plain["links"].items():
                if str(found.resolve(Path(name))) != real:
                    return None
            for name, limit, root, digest in plain["read"]:
                data = found.read(Path(name), limit, root and Path(root))
                if hashlib.sha256(data).hexdigest() != digest:
                    return None
        except (Unreadable, OSError, RuntimeError):
            return None
        return found

    def files(self) -> tuple[Path, ...]:
        """The FAQ files, new ones among `instead` too. Raises NoFaq if there are none."""
        self._files = self._found()
        return self._files

    @property
    def faq_files(self) -> tuple[Path, ...]:
        """The FAQ files that `files` found last."""
        return self._files

    def resolve(self, name: Path) -> Path:
        """The real path behind a name, all links followed. Raises what Path.resolve raises."""
        self._links[name] = name.resolve()
        return self._links[name]

    def read(self, path: Path, limit: int, root: Path | None = None) -> bytes:
        """The bytes of a file, read once; below a `root` without a link. Raises Unreadable."""
        if path not in self.data:
            self._limits[path] = (limit, root)
            try:
                self.data[path] = self._given(path)
            except Unreadable as error:
                self._failed[path] = str(error)
                raise
        return self.data[path]

    def plain(self) -> dict[str, Any]:
        """What `again` asks of the disk, as JSON can hold it."""
        return {
            "files": [str(file) for file in self._files],
            "links": {str(name): str(real) for name, real in self._links.items()},
            "read": [
                [str(path), limit, root and str(root), hashlib.sha256(self.data[path]).hexdigest()]
                for path, (limit, root) in self._limits.items()
            ],
        }

    def laid_out(self) -> dict[str, bytes]:
        """What was read, FAQ files first, as it can be laid out elsewhere without a link.

        By the path from the folder around the FAQ's own, as the FAQ files name it.
        """
        root = Path(os.path.normpath(self._files[0].absolute())).parent.parent
        found = {}
        for name in (*self._files, *self._links):
            read = name if name in self.data else self._links.get(name, name)
            place = Path(os.path.normpath(name.absolute()))
            if read in self.data and place.is_relative_to(root):
                found[place.relative_to(root).as_posix()] = self.data[read]
        return found

    def moved(self) -> bool:
        """Whether the disk reads otherwise now, by content."""
        return (
            self._listed() != self._files
            or any(_resolved(name) != real for name, real in self._links.items())
            or any(self._outcome(path) != data for path, data in self.data.items())
            or any(self._outcome(path) != reason for path, reason in self._failed.items())
        )

    def marks(self) -> tuple[object, ...]:
        """A cheap sign of the state of the disk: what stat tells, without the content."""
        read = (*self.data, *self._failed)
        return (
            self._listed(),
            tuple(_resolved(name) for name in self._links),
            tuple(mark_of(path) for path in read),
        )

    def folders(self) -> frozenset[Path]:
        """The folders in which a change may lead to other content, as far as they exist.

        These are the FAQ's own folder and the one around it, and those of all files and links, by
        the name they were asked for and by their real one.
        """
        names = (self.path, *self._files, *self._links)
        found = {name.absolute().parent for name in names}
        for real in filter(None, map(_resolved, names)):
            found |= {real, real.parent}
        return frozenset(folder for folder in found if folder.is_dir())

    def _found(self) -> tuple[Path, ...]:
        new = {
            path for path in self.instead if path.parent == self.path and path.suffix in SUFFIXES
        }
        try:
            return tuple(sorted(new.union(faq_files(self.path))))
        except NoFaq:
            if not new:
                raise
            return tuple(sorted(new))

    def _listed(self) -> tuple[Path, ...]:
        try:
            return self._found()
        except (NoFaq, OSError):
            return ()

    def _given(self, path: Path) -> bytes:
        return self.instead[path] if path in self.instead else read_bytes(path, *self._limits[path])

    def _outcome(self, path: Path) -> bytes | str:
        """What reading a file gives now: its bytes, or why not."""
        try:
            return self._given(path)
        except Unreadable as error:
            return str(error)


def mark_of(path: Path) -> Mark:
    """What tells one state of a file or folder from another."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)


def _resolved(name: Path) -> Path | None:
    try:
        return name.resolve()
    except (OSError, RuntimeError, ValueError):
        return None
