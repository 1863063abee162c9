"""The library: FAQ files and articles read from disk, proven, and built into one knowledge."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.core.errors import Fault, FaultyFaq
from bot.core.faq import Faq
from bot.core.knowledge import Knowledge
from bot.store.agreement import prove_together
from bot.store.articles import Articles
from bot.store.folder import Unreadable, faq_files, read_bytes
from bot.store.proof import Draft
from bot.store.shape import shaped
from bot.store.yaml_text import MAX_BYTES, Document, read


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at the disk found: proven FAQs, or faults, and the bytes both came from."""

    faqs: tuple[Faq, ...]
    faults: tuple[Fault, ...]
    documents: tuple[Document, ...]
    data: Mapping[Path, bytes]

    @property
    def fingerprint(self) -> str:
        """Names these very files: twelve hexadecimal digits of a hash over names and bytes."""
        whole = hashlib.sha256()
        for path, data in sorted(self.data.items()):
            whole.update(path.name.encode("utf-8", "surrogateescape") + b"\0")
            whole.update(hashlib.sha256(data).digest())
        return whole.hexdigest()[:12]

    def build(self) -> Knowledge:
        """The knowledge of proven FAQs; raises FaultyFaq with all faults otherwise."""
        if self.faults:
            raise FaultyFaq(self.faults)
        return Knowledge.build(self.faqs, self.fingerprint)


def look(path: Path, instead: Mapping[Path, bytes] = MappingProxyType({})) -> Reading:
    """Read and prove the FAQ at a path, a file or a folder. Raises NoFaq if there is none.

    `instead` holds bytes to read in place of files' own, so that a change is proven before it is
    written: of FAQ files by their path as `faq_files` names them, of articles by their real path.
    """
    files = faq_files(path)
    articles = Articles(files[0].parent, dict(instead))
    data: dict[Path, bytes] = {}
    documents = [_document(file, data, instead) for file in files]
    drafts = [draft for document in documents if (draft := _draft(document, articles))]
    faqs = tuple(draft.prove() for draft in drafts)
    prove_together(drafts)
    faults = tuple(fault for document in documents for fault in document.faults)
    return Reading(faqs, faults, tuple(documents), {**data, **articles.data})


def load(path: Path) -> Knowledge:
    """The knowledge of the FAQ at a path. Raises NoFaq, or FaultyFaq with every fault."""
    return look(path).build()


def _document(file: Path, data: dict[Path, bytes], instead: Mapping[Path, bytes]) -> Document:
    try:
        data[file] = instead[file] if file in instead else read_bytes(file, MAX_BYTES)
    except Unreadable as error:
        document = Document(str(file))
        document.faults.append(Fault(str(file), 0, 0, str(error), ""))
        return document
    return read(str(file), data[file])


def _draft(document: Document, articles: Articles) -> Draft | None:
    """A file of the right shape with its article; None leaves the reason in the faults."""
    model = shaped(document) if document.whole else None
    if model is None:
        return None
    try:
        return Draft(document, model, articles.open(model.article))
    except Unreadable as error:
        place = document.place(("article", "file"))
        document.fault(place, f"The article {model.article.file!r} can't be used.", str(error))
        return None


class Library:
    """Holds the last good knowledge, which a reload replaces whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: Sequence[Fault] = ()
        self._current = load(path)

    @property
    def current(self) -> Knowledge:
        """The last good knowledge."""
        return self._current

    def reload(self) -> bool:
        """Look again: True if new knowledge serves; else the old one stays and `faults` say why."""
        try:
            self._current = load(self.path)
        except FaultyFaq as error:
            self.faults = error.faults
            return False
        self.faults = ()
        return True
