"""Which files make up a FAQ, and reading them within bounds."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from bot.core.errors import FootnoteError, because

SUFFIXES = (".yaml", ".yml")
_NOT_REGULAR = "It is not a regular file. Put the text itself there."
# Some systems have not all of these: Windows needs O_BINARY, and has no pipes among its files.
_READING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
)
_PASSING = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)


class NoFaq(FootnoteError):
    """There is no FAQ at the path that was named."""


class Unreadable(FootnoteError):
    """A file can't be read; the message says why and how to mend it, without its name."""


def faq_files(path: Path) -> tuple[Path, ...]:
    """The FAQ files at a path: the file itself, or the YAML files directly in the folder.

    Hidden names are skipped. Raises NoFaq if there are none.
    """
    try:
        found = _found(path)
    except OSError as error:
        raise NoFaq(f"No FAQ at {path}: {because(error)}") from None
    if found is None:
        raise NoFaq(
            f"No FAQ at {path}. Name a file or folder with --faq, "
            "or set FAQ_PATH in the environment or .env."
        )
    if not found:
        raise NoFaq(f"No FAQ in {path}: it holds no .yaml file. Add one, or name another folder.")
    return found


def _found(path: Path) -> tuple[Path, ...] | None:
    """The FAQ files that are there, perhaps none; None if nothing is there."""
    if not path.is_dir():
        return (path,) if path.exists() else None
    return tuple(
        sorted(
            child
            for child in path.iterdir()
            if child.suffix in SUFFIXES and not child.name.startswith(".")
        )
    )


def read_bytes(path: Path, limit: int, root: Path | None = None) -> bytes:
    """The bytes of a regular file; raises Unreadable for anything else or beyond the limit.

    What was opened is what is examined and read: nothing that is put in its place meanwhile is
    waited for or read. With a `root`, a real folder that a real `path` lies under, no link is
    followed on the way from there: a file outside is never read, whatever is swapped.
    """
    try:
        data = _read(_opened(path, root), limit + 1)
    except FileNotFoundError:
        raise Unreadable("The file is not there. Check its name, or put it there.") from None
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise Unreadable(_NOT_REGULAR) from None
        raise Unreadable(f"It can't be read: {because(error)}") from None
    except ValueError:
        raise Unreadable("No file can have this name. Check it for odd characters.") from None
    if len(data) > limit:
        raise Unreadable(f"It is larger than {limit:,} bytes. Split it.")
    return data


def _read(handle: int, size: int) -> bytes:
    """At most so many bytes of an open file, which is closed. Raises Unreadable or OSError."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable(_NOT_REGULAR)
    with os.fdopen(handle, "rb") as file:
        return file.read(size)


def _opened(path: Path, root: Path | None) -> int:
    """A descriptor of the file at a path, opened without waiting. Raises OSError."""
    if root is None:
        return os.open(path, _READING)
    if os.open not in os.supports_dir_fd:
        return _compared(path, root)
    *folders, name = path.relative_to(root).parts or (".",)
    here = os.open(root, _PASSING)
    try:
        for folder in folders:
            inner = os.open(folder, _PASSING | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = inner
        return os.open(name, _READING | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _compared(path: Path, root: Path) -> int:
    """The same where a system opens no file from a folder's descriptor: compared afterwards."""
    handle = os.open(path, _READING)
    try:
        real = path.resolve(strict=True)
        if real.is_relative_to(root) and os.path.samestat(os.fstat(handle), real.stat()):
            return handle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    except BaseException:
        os.close(handle)
        raise
