"""Locks: two processes of one machine never serve the same shards, else all is answered twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

ALL = "all"
GUARD_SECONDS = 5.0


class Taken(Exception):
    """Another process serves these shards."""


def token_name(token: str) -> str:
    """What stands for a token in the names of files; the token can't be read out of it."""
    return hashlib.sha256(b"footnote lock " + token.encode()).hexdigest()[:16]


def file_of(folder: Path, token: str, shards: tuple[int, ...] | None, ending: str) -> Path:
    """The file that belongs to a token and its shards."""
    served = "-".join(str(shard) for shard in sorted(shards)) if shards else ALL
    return folder / f"{token_name(token)}.{served}.{ending}"


@contextmanager
def held(folder: Path, token: str, shards: tuple[int, ...] | None) -> Iterator[None]:
    """Hold the shards of a token, all of them where none are named.

    Raises:
        Taken: Another process holds one of them.
    """
    private(folder)
    with ExitStack() as stack:
        try:
            with FileLock(folder / f"{token_name(token)}.guard", timeout=GUARD_SECONDS):
                _take(stack, folder, token, shards)
        except Timeout:
            raise Taken from None
        yield


def _take(stack: ExitStack, folder: Path, token: str, shards: tuple[int, ...] | None) -> None:
    """Take what is ours for as long as we run, and see that no other holds what overlaps."""
    own = [_file(folder, token, name) for name in (shards or (ALL,))]
    if shards:
        others = [_file(folder, token, ALL)]
    else:
        others = [path for path in folder.glob(f"{token_name(token)}.*.lock") if path not in own]
    for path in others:
        with FileLock(path, timeout=0):
            pass
    for path in own:
        stack.enter_context(FileLock(path, timeout=0))


def _file(folder: Path, token: str, name: int | str) -> Path:
    return folder / f"{token_name(token)}.{name}.lock"


def private(folder: Path) -> None:
    """Make the folder, for this user alone where it is new."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
