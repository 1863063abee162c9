"""What can be wrong, as values: faults with their place and mend, and one root exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

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
        place = self.file
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

    passing: ClassVar[bool] = False
    """Whether it may pass by itself, so that trying again later is of use."""


class FaultyFaq(FootnoteError):
    """The FAQ can't be served; `faults` holds every fault of every file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the FAQ")
