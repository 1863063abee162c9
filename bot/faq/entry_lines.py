"""The lines of each entry of a FAQ file, so that after a change only other lines are read anew.

Only what is plain is read so: where an entry begins on a line of its own with `- `, and what was
changed reads as whole entries by itself, indented alike. All else is read whole, by the store.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.faq.validation import note_unseen
from bot.faq.yaml_reading import BYTE_ORDER_MARK, Document, Path, Value, read

_HEAD = "entries:\n"
# What would end the entries or the file, and what YAML takes for the end of a line beside `\n`.
_NOT_PLAIN = re.compile(r"^(?:[^ #\n-]|--)|[\r\x85\u2028\u2029]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EntryLines:
    """A file that was read whole and has no fault of its own.

    Attributes:
        text: What it holds.
        value: Its structure.
        entries: The entries in it.
        starts: Where the first line of each entry begins, and where what follows the last does.
        indent: What stands before the entries' `-`.
    """

    text: str
    value: dict[str, Value]
    entries: list[Value]
    starts: tuple[int, ...]
    indent: str

    @classmethod
    def of(cls, document: Document, data: bytes) -> EntryLines | None:
        """The lines of a file; None if they are not plain."""
        value = document.value
        if document.faults or not document.whole or not isinstance(value, dict):
            return None
        entries = value.get("entries")
        if not isinstance(entries, list) or not entries:
            return None
        text = data.decode().removeprefix(BYTE_ORDER_MARK)
        places: Sequence[Path] = [("entries", at) for at in range(len(entries))]
        firsts = [document.places[one].start for one in places]
        keys = (one.start for path, one in document.keys.items() if len(path) == 1)
        end = min((at for at in keys if at > firsts[-1]), default=len(text))
        starts = [text.rfind("\n", 0, at) + 1 for at in firsts]
        heads = {text[start:at] for start, at in zip(starts, firsts, strict=True)}
        indent = text[starts[0] : firsts[0]].partition("-")[0]
        if heads != {f"{indent}- "} or indent.strip(" "):
            return None
        if end < len(text) and text[end - 1] != "\n":
            return None
        return cls(text, value, entries, (*starts, end), indent)

    def changed(self, data: bytes) -> EntryLines | None:
        """The same for a file of which only entries are others; None if that is not plain."""
        try:
            text = data.decode().removeprefix(BYTE_ORDER_MARK)
        except UnicodeDecodeError:
            return None
        most = min(len(text), len(self.text))
        same = _longest(most, lambda length: text[:length] == self.text[:length])
        most -= same
        tail = _longest(most, lambda length: text.endswith(self.text[len(self.text) - length :]))
        # What stands right before an entry may belong to the one before it.
        first = max(0, bisect_left(self.starts, same) - 1)
        last = bisect_left(self.starts, len(self.text) - tail)
        moved = len(text) - len(self.text)
        if same < self.starts[0] or not first < last < len(self.starts):
            return None
        start, end = self.starts[first], self.starts[last] + moved
        new = _entries(text[start:end], self.indent)
        if new is None or (end < len(text) and text[end - 1] != "\n"):
            return None
        entries = [*self.entries[:first], *new.entries, *self.entries[last:]]
        starts = (
            *self.starts[:first],
            *(one - len(_HEAD) + start for one in new.starts[:-1]),
            *(one + moved for one in self.starts[last:]),
        )
        return EntryLines(text, {**self.value, "entries": entries}, entries, starts, self.indent)


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest length up to the most that fits; all shorter ones fit too."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least


def _entries(text: str, indent: str) -> EntryLines | None:
    """Lines that hold whole entries and nothing else, if they do."""
    if _NOT_PLAIN.search(text):
        return None
    data = f"{_HEAD}{text}".encode()
    document = read("", data)
    note_unseen(document)
    found = EntryLines.of(document, data)
    plain = found and [*found.value] == ["entries"] and found.starts[0] == len(_HEAD)
    return found if found and plain and found.indent == indent else None
