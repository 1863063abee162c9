"""What can be wrong: faults with their place and how to mend them, and one root exception."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import ClassVar, Literal

from bot.article.visible import one_line

MOST_SHOWN = 100  # faults that are shown at once; nobody mends more before looking again
LONGEST = 4_000  # characters of a fault's problem or mend: a file may hold anything
LONGEST_NAME = 100  # and of its entry's name

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file that people keep.

    Lines and columns are 1-based; 0 stands for the whole file.
    `problem` says what is wrong, `mend` what to write instead. Of a warning, `rank` says how soon
    to look at it, the lowest first, and `mark` what accepts it in a comment on `mark_line`.
    """

    file: str
    line: int
    column: int
    problem: str
    mend: str
    entry: str | None = None
    severity: Severity = "error"
    rank: int = 0
    mark: str = ""
    mark_line: int = 0

    def __post_init__(self) -> None:
        for name, most in (("entry", LONGEST_NAME), ("problem", LONGEST), ("mend", LONGEST)):
            text: str = getattr(self, name) or ""
            if len(text) > most:
                object.__setattr__(self, name, f"{text[:most]}…")

    def __str__(self) -> str:
        place = one_line(self.file)
        if self.line:
            place += f":{self.line}:{self.column}"
        entry = f" [{self.entry}]" if self.entry else ""
        return f"{place}:{entry} {self.problem} {self.mend}".rstrip()


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by rank, file, line and column, each once: errors come first."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda one: (one.rank, one.file, one.line, one.column)))


def errors_among(faults: Iterable[Fault]) -> list[Fault]:
    """The faults that keep a FAQ from being served, without the warnings."""
    return [fault for fault in faults if fault.severity == "error"]


def first(faults: Sequence[Fault], most: int = MOST_SHOWN) -> tuple[tuple[Fault, ...], int]:
    """The faults to show, in order, and how many more there are.

    Args:
        faults: All faults.
        most: How many are shown at once.
    """
    return in_order(faults)[:most], max(0, len(faults) - most)


def lines_of(faults: Sequence[Fault], most: int = MOST_SHOWN) -> list[str]:
    """The faults as lines to print, and one that says how many more there are."""
    shown, more = first(faults, most)
    return [*map(str, shown), *([and_more(more)] if more else [])]


def and_more(count: int) -> str:
    """What stands for faults that are not shown."""
    return f"… and {count:,} more. `footnote check --all` tells them all."


class FootnoteError(Exception):
    """The root of all errors that a person reads in words."""

    passing: ClassVar[bool] = False
    """Whether it may pass by itself, so that trying again later is of use."""


class FaultyFaq(FootnoteError):
    """The FAQ can't be served; `faults` holds every fault of every file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the FAQ")


_REASONS = {
    errno.ENOSPC: "There is no space left on the disk. Make room, then do it again.",
    errno.EROFS: "It lies on a disk that is mounted for reading alone. Choose another place.",
    errno.ENAMETOOLONG: "The name is too long. Choose a shorter one.",
    errno.ELOOP: "A link stands where a file or folder of its own belongs, or links lead in a "
    "circle. Put the file itself there.",
    errno.EISDIR: "It is a folder. Name a file.",
    errno.ENOTDIR: "A file stands where a folder belongs. Check the path.",
    errno.ENOENT: "No such file or directory. Check its name and its folder.",
    errno.EMFILE: "This process has too many files open. Raise its limit (ulimit -n).",
    errno.ENFILE: "This machine has too many files open. Close some programs.",
    errno.EIO: "The disk failed (input/output error). Check it.",
}
if hasattr(errno, "EDQUOT"):  # Windows has no quota of this kind
    _REASONS[errno.EDQUOT] = "This user's disk quota is used up. Make room, then do it again."


def because(error: OSError) -> str:
    """Why the system refused to read or write a file, and the mend, in sentences."""
    reason = _REASONS.get(error.errno or 0)
    system = (error.strerror or type(error).__name__).rstrip(".")
    return reason or f"{system}. Check its permissions and those of its folder."


def fault_of_program(path: Path, error: Exception) -> Fault:
    """The fault of files that the program fails on, though it should not.

    Args:
        path: The FAQ whose files were read.
        error: What was raised; its kind and place are named, its words may hold anything.
    """
    frames = extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).stem}, line {frames[-1].lineno}" if frames else ""
    problem = f"This version can't be built: {type(error).__name__}{place}."
    mend = (
        "That is a fault of the program, not of the file: please report it. Until it is mended, "
        "undo what was changed last."
    )
    return Fault(str(path), 0, 0, problem, mend)
