"""Changes of several files that are made together or not at all, whatever ends the process.

What each file holds and shall hold is written down before the first is replaced, in a file of the
folder of FAQs. Whoever looks at the FAQ next and finds it there knows that a change was cut short,
and completes it; or takes it back, if somebody has changed one of the files since.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.errors import FootnoteError
from bot.faq.files import FILE, JOURNAL, put_private, read_private
from bot.faq.writing import (
    Change,
    ChangedMeanwhile,
    alone_in,
    held,
    place,
    prepared,
    put,
    raising_unwritable,
    settle,
    tidy,
)

LARGEST = 128 * 1024 * 1024  # bytes of a journal; it holds every file twice


def replace_files(changes: Sequence[Change], folder: Path) -> None:
    """Make several changes, or none.

    Args:
        changes: The changes, in the order in which they are made.
        folder: The folder of FAQs, in which a journal lies meanwhile.

    Raises:
        ChangedMeanwhile: if a file holds other bytes; then nothing is changed.
        Unwritable: if the system or a file's protection refuses; then nothing is changed.
    """
    folder = folder.resolve()
    folders = {folder, *(change.real.parent for change in changes)}
    with raising_unwritable(folder), alone_in(folders), ExitStack() as stack:
        besides = [stack.enter_context(prepared(change)) for change in changes]
        with _written_down(folder, changes) as begun:
            for change, beside in zip(changes, besides, strict=True):
                begun.append(change)
                place(change, beside)
    tidy(folders)


@contextmanager
def _written_down(folder: Path, changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The journal for as long as it takes; the caller lists what it has begun."""
    journal, begun = folder / JOURNAL, list[Change]()
    with raising_unwritable(folder):
        put_private(journal, _text(folder, changes), protected=True)
    settle(folder)
    try:
        yield begun
    except BaseException as error:
        # What somebody else changed was not made; an interrupt may come right after it was.
        _take_back(begun[:-1] if isinstance(error, ChangedMeanwhile) else begun)
        _remove(journal)
        raise
    _remove(journal)


def _remove(journal: Path) -> None:
    if os.name == "nt":  # which removes no file that is protected
        journal.chmod(FILE)
    journal.unlink()


def _take_back(changes: Sequence[Change]) -> None:
    """Undo the changes that were made, the last first."""
    for change in reversed(changes):
        if held(change.real) != change.after:
            continue
        if change.before is None:
            change.real.unlink()
        else:
            put(Change(change.real, change.after, change.before))


def recover(folder: Path) -> None:
    """Complete a change that was cut short, or take it back where a file was changed since.

    Where this user may not write, it is left to whoever may.
    """
    folder = folder.resolve()
    journal = folder / JOURNAL
    if not os.path.lexists(journal):
        return
    with suppress(OSError, FootnoteError):
        changes = _read(folder, journal)
        with alone_in([folder, *(change.real.parent for change in changes)]):
            # If whoever wrote it was still at work, it is gone by now, or a later one is there.
            if os.path.lexists(journal) and _read(folder, journal) == changes:
                _settle_all(changes)
                _remove(journal)
        tidy([folder, *(change.real.parent for change in changes)])


def _settle_all(changes: Sequence[Change]) -> None:
    now = {change.real: held(change.real) for change in changes}
    left = [change for change in changes if now[change.real] != change.after]
    if changes[-1] not in left:  # all were made; what differs was changed afterwards
        return
    if all(now[change.real] == change.before for change in left):
        for change in left:
            put(change)
    else:
        _take_back([change for change in changes if change not in left])


def _text(folder: Path, changes: Sequence[Change]) -> bytes:
    return json.dumps(
        [
            {
                "path": Path(os.path.relpath(change.real, folder)).as_posix(),
                "before": _coded(change.before),
                "after": _coded(change.after),
            }
            for change in changes
        ]
    ).encode()


def _coded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _read(folder: Path, journal: Path) -> list[Change]:
    """The changes in a journal of ours; none in any other. Raises OSError.

    Whoever may only hand in files, as in a pull request, must not have others written by it: what
    git lays down its owner may write, and so is no journal; nor does one reach beyond the root.
    """
    data = read_private(journal, LARGEST, protected=True)
    try:
        changes = [
            Change(folder / one["path"], _plain(one["before"]), after)
            for one in json.loads(data)
            if (after := _plain(one["after"])) is not None
        ]
    except (ValueError, TypeError, KeyError):
        raise PermissionError from None
    if not changes or not all(_within(folder.parent, change.real) for change in changes):
        raise PermissionError
    return changes


def _within(root: Path, path: Path) -> bool:
    if not path.is_relative_to(root):
        return False
    return not any(part.startswith(".") for part in path.relative_to(root).parts)


def _plain(code: str | None) -> bytes | None:
    return None if code is None else base64.b64decode(code, validate=True)
