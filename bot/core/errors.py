"""What can be wrong, as values: faults with their place and mend, and one root exception."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.core.visible import one_line

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file that people keep.

    Lines and columns are 1-based; 0 means that the whole file is meant.
    `problem` says what is wrong, `mend` what to write instead.
    """

    file: str
    line: int
    column: int
    problem: str
    mend: str
    entry: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        place = one_line(self.file)
        if self.line:
            place += f":{self.line}:{self.column}"
        entry = f" [{self.entry}]" if self.entry else ""
        return f"{place}:{entry} {self.problem} {self.mend}".rstrip()


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and column, each told once."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column)))


class FootnoteError(Exception):
    """The root of all errors that are told to a person in words."""


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
    known = _REASONS.get(error.errno or 0)
    said = (error.strerror or type(error).__name__).rstrip(".")
    return known or f"{said}. Check its permissions and those of its folder."
