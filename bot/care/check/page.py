"""A page: one FAQ file as it is checked, where every finding gets its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.errors import Fault, Severity
from bot.core.faq import Faq
from bot.store.library import Reading
from bot.store.shape import entry_of
from bot.store.yaml_text import Document, Path


@dataclass(frozen=True, slots=True)
class Page:
    """A proven FAQ with the document that it was read from."""

    document: Document
    faq: Faq

    def error(self, path: Path, problem: str, mend: str) -> Fault:
        """Something that must be mended."""
        return self._finding(path, problem, mend, "error")

    def warning(self, path: Path, problem: str, mend: str) -> Fault:
        """Something that an editor should look at."""
        return self._finding(path, problem, mend, "warning")

    def _finding(self, path: Path, problem: str, mend: str, severity: Severity) -> Fault:
        place = self.document.place(path)
        entry = entry_of(self.document, path)
        file = self.document.file
        return Fault(file, place.line, place.column, problem, mend, entry, severity)


def pages(reading: Reading) -> Iterator[Page]:
    """The pages of a proven reading, in its order."""
    documents = {document.file: document for document in reading.documents}
    for faq in reading.faqs:
        yield Page(documents[faq.file], faq)
