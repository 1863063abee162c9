"""Findings of the check: where each stands, how soon to look at it, and which were judged fine.

A warning that an editor has judged is accepted by a comment on its line, `# fine: 3f2a`. The digits
are those of what the warning is about: once the line changes, it is told again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from pathlib import Path

from bot.answering.entry import Faq
from bot.errors import Fault
from bot.faq.edits import AddComment, EditRefused, edited
from bot.faq.store import FaqReading
from bot.faq.validation import entry_of
from bot.faq.writing import replace_file
from bot.faq.yaml_reading import Document
from bot.faq.yaml_reading import Path as Place

DIGITS = 4  # of a mark: so few are typed, and two of one line will not meet
_PROPOSED = re.compile(r"\bproposed\b")
MARK = re.compile(rf"\bfine: ([0-9a-f]{{{DIGITS}}})\b")


class Rank(IntEnum):
    """Which warnings come first: what members would get wrong, then what they would not get."""

    WRONG = auto()
    REFUSED = auto()
    COLLISION = auto()
    LINE = auto()
    COVERAGE = auto()


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A proven FAQ with the document that it was read from: every finding gets its place there."""

    document: Document
    faq: Faq

    def error(self, path: Place, problem: str, mend: str) -> Fault:
        """Something that must be mended."""
        place, entry = self.document.place(path), entry_of(self.document, path)
        return Fault(self.document.file, place.line, place.column, problem, mend, entry)

    def warning(
        self, path: Place, rank: Rank, problem: str, mend: str, about: object = ""
    ) -> Fault:
        """Something that an editor should look at.

        Its mark depends on its line, and on what else it is `about`: it loses its force with them.
        """
        document = self.document
        place, entry = document.place(path), entry_of(document, path)
        line = document.at(path) if len(path) > 1 else ""  # the whole list changes with every edit
        mark = digest(rank.name, line, about)
        return Fault(
            document.file,
            place.line,
            place.column,
            problem,
            mend,
            entry,
            "warning",
            rank,
            mark,
            document.comment_line(path),
        )


def checked_files(reading: FaqReading) -> Iterator[CheckedFile]:
    """The files of a reading, as far as they are sound, in its order."""
    yield from map(CheckedFile, reading.proven, reading.faqs)


def digest(*parts: object) -> str:
    """A few digits that change with what they are made of."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:DIGITS]


def without_accepted(reading: FaqReading, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The findings that no mark accepts, and a warning for each mark that accepts none.

    Of a reading with faults not all was looked at: there no mark is said to be idle.
    """
    marks = {
        (document.file, line, mark): False
        for document in reading.documents
        for line, comment in document.comments.items()
        for mark in MARK.findall(comment)
    }
    for fault in faults:
        on = {(fault.file, line, fault.mark) for line in (fault.line, fault.mark_line)}
        held = on & marks.keys() if fault.mark else ()
        if not held:
            yield fault
        marks |= dict.fromkeys(held, True)
    for (file, line, mark), used in marks.items():
        if not (used or reading.faults):
            problem = (
                f"`fine: {mark}` accepts nothing: its line, or what it was about, has changed."
            )
            yield Fault(file, line, 1, problem, "Take it out.", None, "warning", Rank.LINE)


def accept(reading: FaqReading, faults: Sequence[Fault], marks: Collection[str]) -> None:
    """Write marks to the lines of what they accept.

    Args:
        reading: What was checked.
        faults: What was found.
        marks: Those to accept.

    Raises:
        EditRefused: if nothing that was found has one of the marks, or a line can hold no comment.
        ChangedMeanwhile, Unwritable: if a file can't be written; the others may be.
    """
    by_file: dict[str, dict[AddComment, None]] = {}
    for fault in faults:
        if fault.mark in marks:
            comment = AddComment(fault.mark_line, f"fine: {fault.mark}")
            by_file.setdefault(fault.file, {})[comment] = None
    if unknown := sorted(set(marks) - {fault.mark for fault in faults}):
        raise EditRefused(f"No warning has the mark {', '.join(unknown)}. Look at the check again.")
    written = {
        file: edited(file, reading.data[Path(file)], list(edits)) for file, edits in by_file.items()
    }
    for file, data in written.items():
        replace_file(Path(file), reading.data[Path(file)], data)


def proposed(reading: FaqReading) -> int:
    """How many entries a program proposed and no editor has taken over: `# proposed` says so."""
    return sum(
        bool(_PROPOSED.search(document.comments.get(place.line, "")))
        for document in reading.documents
        for path, place in document.places.items()
        if path[:1] == ("entries",) and path[2:] == ("id",)
    )
