"""Which files make up a FAQ, and reading them within bounds."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.core.errors import FootnoteError

SUFFIXES = (".yaml", ".yml")


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
        raise NoFaq(f"No FAQ at {path}: {error.strerror}. Check its permissions.") from None
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


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file; raises Unreadable for anything else or beyond the limit."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable("It is not a regular file. Put the text itself there.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable("The file is not there. Check its name, or put it there.") from None
    except OSError as error:
        raise Unreadable(f"It can't be read: {error.strerror}. Check its permissions.") from None
    if len(data) > limit:
        raise Unreadable(f"It is larger than {limit:,} bytes. Split it.")
    return data
