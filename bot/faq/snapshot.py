"""A snapshot: the bytes of files that stood on disk together, and whether they still do.

A reader that opens one file after the other can meet two versions: an editor saves, a link is
swung, a folder is put in place of another. So everything that was asked of the disk is remembered
and can be asked again; only what reads the same twice is one version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.faq.files import NoFaq, Unreadable, faq_files, read_bytes

MAX_LINKS = 40  # as the kernel counts them on the way to one file

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

    def files(self) -> tuple[Path, ...]:
        """The FAQ files. Raises NoFaq if there are none."""
        self._files = faq_files(self.path)
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

    def moved(self) -> bool:
        """Whether the disk reads otherwise now, by content."""
        return (
            _listed(self.path) != self._files
            or any(_led(name) != real for name, real in self._links.items())
            or any(self._outcome(path) != data for path, data in self.data.items())
            or any(self._outcome(path) != reason for path, reason in self._failed.items())
        )

    def marks(self) -> tuple[object, ...]:
        """A cheap sign of the state of the disk: what stat tells, without the content."""
        read = (*self.data, *self._failed)
        return (
            _listed(self.path),
            tuple(_led(name) for name in self._links),
            tuple(mark_of(path) for path in read),
        )

    def folders(self) -> frozenset[Path]:
        """Every folder in which a change may lead to other content, as far as it exists.

        These are the FAQ's own folder and the one around it, the folders of all files, and those
        of all links on the way to them.
        """
        names = (self.path, *self._files, *self._links)
        found = {folder for name in names for folder in _folders_to(name)}
        return frozenset(folder for folder in found if folder.is_dir())

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


def _listed(path: Path) -> tuple[Path, ...]:
    try:
        return faq_files(path)
    except (NoFaq, OSError):
        return ()


def _led(name: Path) -> Path | None:
    try:
        return name.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _folders_to(name: Path) -> Iterator[Path]:
    """The folders that hold a name, each link on its way, and what it leads to."""
    here, *way = name.absolute().parts
    folder, links = Path(here), 0
    while way:
        step = folder if way[0] == ".." else folder / way[0]
        if way[0] != ".." and _is_link(step) and links < MAX_LINKS:
            yield folder
            links += 1
            target = step.readlink()
            folder = Path(target.anchor) if target.is_absolute() else folder
            way = [*target.parts[1 if target.is_absolute() else 0 :], *way[1:]]
            continue
        folder, way = (folder.parent if way[0] == ".." else step), way[1:]
    yield folder.parent
    yield folder


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except ValueError:  # a name that no file can have
        return False
