"""Writing files that others read: beside them and put in place, never half, never over a change.

A reader sees the old bytes or the new ones. Whoever changed a file in the meantime is not
overruled; the writer is refused instead. Several files are put in place together or not at all,
even if the process is killed between two of them (`bot.faq.write_journal`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import FootnoteError, because
from bot.faq.files import JOURNAL, Unreadable, read_bytes
from bot.faq.model import schema_text

LARGEST = 1 << 30  # bytes; whoever reads a file has bounds of their own
SCHEMA_LINE = "# yaml-language-server: $schema=faq.schema.json"
_SWAP = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_HERE = -100  # AT_FDCWD: paths count from the working directory
_NO_SWAP = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}  # EPERM: a sandbox's refusal
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}
_ANY_WRITE = 0o222
_LEFT = re.compile(  # as tempfile names what lies beside, and `bot.faq.files` a journal
    rf"\..+\.[a-z0-9_]{{8}}\.new|{re.escape(JOURNAL)}\.[0-9]+\.tmp", re.DOTALL
)


class ChangedMeanwhile(FootnoteError):
    """The file no longer holds what the change was made from."""


class Unwritable(FootnoteError):
    """The file can't be written; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file, what it holds, and what it shall hold; None stands for no file.

    `real` is the file itself, where `path` is a link to it.
    """

    path: Path
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    real: Path = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "real", Path(os.path.realpath(self.path)))

    def refused(self) -> ChangedMeanwhile:
        """Why the change is not made: the file holds something else than it was made from."""
        if self.before is None:
            said = "is there already. Nothing was written; choose another name."
        else:
            said = "was changed meanwhile. Nothing was written; look at it and do it again."
        return ChangedMeanwhile(f"{self.path} {said}")


def schema_beside(folder: Path) -> list[Change]:
    """What writes the schema that `SCHEMA_LINE` names into a folder; nothing if one is there."""
    path = folder / "faq.schema.json"
    return [] if os.path.lexists(path) else [Change(path, None, schema_text().encode())]


def replace_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Put bytes in the place of others, whole.

    A link stays a link; permissions stay, and the owner where the system allows it.

    Args:
        path: The file.
        before: What it must hold; None if there must be no file yet.
        after: What it shall hold.

    Raises:
        ChangedMeanwhile: if it holds other bytes; then nothing is changed.
        Unwritable: if the system or the file's own protection refuses; then nothing is changed.
    """
    change = Change(path, before, after)
    with raising_unwritable(path), alone_in([change.real.parent]):
        put(change)


@contextmanager
def raising_unwritable(path: Path) -> Iterator[None]:
    """Raise Unwritable, in words, for what the system refuses within the block."""
    try:
        yield
    except OSError as error:
        raise Unwritable(f"{path} can't be written: {because(error)}") from error
    except Unreadable as error:
        raise Unwritable(f"{path} can't be written: {error}") from error


def put(change: Change) -> None:
    """Make a change under the folder's lock. Raises as `replace_file` does."""
    with prepared(change) as beside:
        place(change, beside)


@contextmanager
def prepared(change: Change) -> Iterator[Path]:
    """The new bytes in a file beside the old one, for as long as it takes."""
    path = change.real
    with raising_unwritable(change.path):
        if held(path) != change.before:
            raise change.refused()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(change.after)
                file.flush()
                os.fsync(file.fileno())
            _like(change, beside)
            yield beside
        finally:
            beside.unlink(missing_ok=True)


def _like(change: Change, beside: Path) -> None:
    """Give the new file the old one's permissions and, where allowed, its owner and group."""
    try:
        old = change.real.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        return
    if not old.st_mode & _ANY_WRITE or not os.access(change.real, os.W_OK):
        raise Unwritable(
            f"{change.path} is protected against writing. Nothing was written; lift the protection "
            f"first: chmod u+w {change.path}"
        )
    for owner in (old.st_uid, -1):  # only the administrator may give a file away
        with suppress(OSError, AttributeError):
            os.chown(beside, owner, old.st_gid)
            break
    beside.chmod(stat.S_IMODE(old.st_mode))


def place(change: Change, beside: Path) -> None:
    """Put a prepared file in place, unless somebody has changed what stands there."""
    path = change.real
    with raising_unwritable(change.path):
        if held(path) != change.before:
            raise change.refused()
        if change.before is None:
            try:
                put_new(beside, path, change.after)
            except FileExistsError:
                raise change.refused() from None
        elif not exchange(beside, path):
            beside.replace(path)
        elif held(beside) != change.before:  # saved since the comparison
            _give_back(beside, path, change.after)
            raise change.refused()
    settle(path.parent)


def put_new(beside: Path, path: Path, data: bytes) -> None:
    """Give a file that lies beside a name that must be free. Raises FileExistsError, OSError.

    Where the disk has no links, `data`, which it holds, is written under the name instead.
    """
    try:
        os.link(beside, path)
        return
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def exchange(one: Path, other: Path) -> bool:
    """Let two files change places, in one step that loses nothing of what stood there.

    Gives False where the system or the disk has no such step; raises OSError if it refuses.
    """
    if sys.platform == "win32":
        return False
    paths = os.fsencode(one), os.fsencode(other)
    system = ctypes.CDLL(None, use_errno=True)
    if hasattr(system, "renameat2"):
        failed = system.renameat2(_HERE, paths[0], _HERE, paths[1], _SWAP)
    elif hasattr(system, "renamex_np"):
        failed = system.renamex_np(*paths, _SWAP)
    else:
        return False
    number = ctypes.get_errno()
    if failed and number not in _NO_SWAP:
        raise OSError(number, os.strerror(number), str(other))
    return not failed


def _give_back(beside: Path, path: Path, placed: bytes) -> None:
    """Put the latest save in place again, which lies beside since `placed` took its place.

    What comes out for it must be what was put in; else that was saved over meanwhile.
    """
    while True:
        theirs = held(beside)
        exchange(beside, path)
        if theirs is None or held(beside) == placed:
            return
        placed = theirs


def held(path: Path) -> bytes | None:
    """What a file holds; None if there is none. Raises Unreadable for what is no file."""
    return read_bytes(path, LARGEST) if os.path.lexists(path) else None


def settle(folder: Path) -> None:
    """Make what was put in place last through a power cut, where a folder can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def tidy(folders: Iterable[Path]) -> None:
    """Remove what a killed writer left beside its files, unless one is at work there now."""
    for folder in sorted(set(folders)):
        with suppress(OSError):
            if any(_leftovers(folder)):
                with alone_in([folder], waiting=False):
                    for path in _leftovers(folder):
                        path.unlink(missing_ok=True)


def _leftovers(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if _LEFT.fullmatch(path.name) and stat.S_ISREG(path.lstat().st_mode):
            yield path


@contextmanager
def alone_in(folders: Iterable[Path], *, waiting: bool = True) -> Iterator[None]:
    """Keep other writers of this program out of folders, in every process.

    Raises BlockingIOError where one is at work and it is not waited for.
    """
    with ExitStack() as stack:
        for folder in sorted(set(folders)):
            stack.enter_context(_locked(folder, waiting))
        yield


@contextmanager
def _locked(folder: Path, waiting: bool) -> Iterator[None]:
    if sys.platform == "win32":  # a folder itself can't be locked there
        from filelock import FileLock, Timeout

        try:
            with FileLock(folder / ".footnote.lock", timeout=-1 if waiting else 0):
                yield
        except Timeout:
            raise BlockingIOError from None
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)
