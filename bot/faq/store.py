"""The FAQ store: files read from disk, proven, built into knowledge, and swapped at a reload."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from bot.answering.entry import Faq
from bot.answering.knowledge import Knowledge
from bot.answering.section import Section
from bot.errors import Fault, FaultyFaq, FootnoteError, fault_of_program
from bot.faq.articles import Articles
from bot.faq.compiled import keep_faqs, kept_faqs
from bot.faq.entry_lines import EntryLines
from bot.faq.file_snapshot import Snapshot
from bot.faq.files import NoFaq, Unreadable
from bot.faq.proof import Draft, prove_together
from bot.faq.validation import note_unseen, shaped, without_faulty_parts
from bot.faq.write_journal import recover
from bot.faq.writing import tidy
from bot.faq.yaml_reading import MAX_BYTES, Document, read
from bot.matching.parts import ByteCache
from bot.matching.text import Lazy

log = logging.getLogger("footnote.store")

ATTEMPTS = 20  # at reading files that all stand still; each takes milliseconds


@dataclass(frozen=True, slots=True)
class FaqReading:
    """What one look at the disk found: proven FAQs, or faults, and the bytes both came from.

    With faults, `faqs` are what is sound, for the check; `proven` are the documents of `faqs`.
    `drafts` are what the next reading takes over where lines are the same, by file.
    """

    faqs: tuple[Faq, ...]
    faults: tuple[Fault, ...]
    documents: Sequence[Document]
    snapshot: Snapshot
    proven: Sequence[Document] = ()
    drafts: Mapping[Path, Draft] = field(default_factory=dict, repr=False)

    @property
    def data(self) -> Mapping[Path, bytes]:
        """The bytes that were read, by path."""
        return self.snapshot.data

    @property
    def fingerprint(self) -> str:
        """Names these very files: twelve hexadecimal digits of a hash over names and bytes.

        Where the folder lies, and by which path it was named, makes no difference.
        """
        whole = hashlib.sha256()
        for name, digest in sorted(
            (path.name.encode("utf-8", "surrogateescape"), hashlib.sha256(data).digest())
            for path, data in self.data.items()
        ):
            whole.update(name + b"\0" + digest)
        return whole.hexdigest()[:12]

    def build(self, memory: ByteCache | None = None, known: Iterable[Section] = ()) -> Knowledge:
        """The knowledge of proven FAQs.

        Args:
            memory: What was learnt from the same texts before, which spares learning them again.
            known: Sections that were built before; those of files that are the same serve again.

        Raises:
            FaultyFaq: with all faults of the files. That knowledge can't be built from sound files,
                which is the program's fault, is such a fault too.
        """
        if self.faults:
            raise FaultyFaq(self.faults)
        try:
            return Knowledge.build(self.faqs, self.fingerprint, memory, known)
        except Exception as error:
            log.debug("A sound FAQ was not built.", exc_info=error)
            raise FaultyFaq([fault_of_program(self.snapshot.path, error)]) from error


def look(
    path: Path,
    instead: Mapping[Path, bytes] = MappingProxyType({}),
    before: FaqReading | None = None,
) -> FaqReading:
    """Read and prove the FAQ at a path.

    All files are of one moment: if one changed while others were read, all are read again. A change
    of several that was cut short is completed or taken back first.

    Args:
        path: A FAQ file, or a folder of them.
        instead: Bytes to read in place of files' own, so that a change is proven before it is
            written: of FAQ files by their path as `faq_files` names them, of articles by their
            real path.
        before: An earlier reading: entries whose lines are the same are not read anew.

    Returns:
        The proven FAQs, or the faults of all files.

    Raises:
        NoFaq: if there is no FAQ at the path.
    """
    before = before or _nothing(path)
    recover(path if path.is_dir() else path.parent)
    for _ in range(ATTEMPTS):
        reading = _proven(Snapshot(path, instead), before)
        if not reading.snapshot.moved():
            tidy(file.parent for file in reading.data)
            return replace(reading, drafts=reading.drafts or before.drafts)  # with faults: none
    mend = "Wait for whatever writes them to end, and try again."
    unsteady = Fault(str(path), 0, 0, "The files change while they are read.", mend)
    return replace(reading, faults=(*reading.faults, unsteady))


def proven(path: Path, memory: ByteCache | None) -> FaqReading:
    """What `look` finds; without proving it where it was proven before and is the same."""
    kept = kept_faqs(path, memory)
    if kept:
        return FaqReading(kept.faqs, (), (), kept.snapshot)
    reading = look(path)
    if not reading.faults:
        keep_faqs(path, reading, memory)
    return reading


def look_again(path: Path, before: FaqReading | None = None) -> FaqReading:
    """Like `look`, for a FAQ that was there before: that it is gone is a fault of the reading."""
    try:
        return look(path, before=before)
    except (NoFaq, OSError) as error:
        return _nothing(path, Fault(str(path), 0, 0, str(error), ""))
    except Exception as error:  # noqa: BLE001 - as above
        return _nothing(path, fault_of_program(path, error))


def _nothing(path: Path, *faults: Fault) -> FaqReading:
    """A reading that found nothing, which the next look at the disk replaces."""
    return FaqReading((), faults, (), Snapshot(path))


def _proven(snapshot: Snapshot, before: FaqReading) -> FaqReading:
    """What was read; that the program fails on it is a fault of this reading.

    Raises NoFaq and OSError, which are about the disk.
    """
    try:
        quick = _prove(snapshot, before.drafts, before) if before.drafts else None
        return quick if quick and not quick.faults else _prove(snapshot, {}, before)
    except (FootnoteError, OSError):
        raise
    except Exception as error:
        log.debug("A FAQ was not proven.", exc_info=error)
        return FaqReading((), (fault_of_program(snapshot.path, error),), (), snapshot)


def _prove(snapshot: Snapshot, known: Mapping[Path, Draft], before: FaqReading) -> FaqReading:
    """What was read; drafts that are known are taken over, and articles that were read before.

    Then documents are read with their places once somebody asks: only faults name these.
    """
    files = snapshot.files()
    split = [faq.article for faq in before.faqs] + [one.article for one in before.drafts.values()]
    articles = Articles(files[0].parent, snapshot, split)
    read_files = [_document(file, articles, known.get(file)) for file in files]
    documents = tuple(document for document, _ in read_files)
    drafts = {
        file: draft
        for file, (document, lines) in zip(files, read_files, strict=True)
        if (draft := _draft(document, lines, articles))
    }
    proven = [
        (faq, draft.document)
        for file, draft in drafts.items()
        if (faq := draft.prove(known.get(file)))
    ]
    prove_together([*drafts.values()])
    faults = tuple(fault for document in documents for fault in document.faults)
    faqs, sources = tuple(faq for faq, _ in proven), tuple(document for _, document in proven)
    if known and not faults:
        whole = Lazy(len(files), lambda at: _document(files[at], articles, None)[0])
        return FaqReading(faqs, faults, whole, snapshot, whole, drafts)
    return FaqReading(faqs, faults, documents, snapshot, sources, {} if faults else drafts)


def _document(
    file: Path, articles: Articles, known: Draft | None
) -> tuple[Document, EntryLines | None]:
    """A file, read anew as far as lines changed, and the lines of its entries if they are plain."""
    snapshot = articles.snapshot
    try:
        if file != snapshot.path:  # found in the folder, not named by whoever runs the program
            articles.prove_inside(file.name)
        data = snapshot.read(file, MAX_BYTES)
        if known and known.lines and (lines := known.lines.changed(data)):
            return Document(str(file), lines.value, whole=True), lines
        document = read(str(file), data)
        note_unseen(document)
        return document, EntryLines.of(document, data)
    except Unreadable as error:
        document = Document(str(file))
        document.faults.append(Fault(str(file), 0, 0, str(error), ""))
        return document, None


def _draft(document: Document, lines: EntryLines | None, articles: Articles) -> Draft | None:
    """A file, as far as its shape is right, with its article; why not is among its faults."""
    if not document.whole:
        return None
    model = shaped(document)
    left = (document, model) if model else without_faulty_parts(document)
    if left is None:
        return None
    document, model = left
    try:
        article = articles.open(model.article)
    except Unreadable as error:
        place = document.place(("article", "file"))
        document.fault(place, f"The article {model.article.file!r} can't be used.", str(error))
        article = None
    return Draft(document, model, article, lines)


@dataclass(frozen=True, slots=True)
class StoreState:
    """What serves, and what is wrong with the files as they are now.

    Attributes:
        knowledge: What serves.
        loaded: Since when it serves.
        looked: When the files were read last.
        faults: What is wrong with them; then they are others than those that serve.
    """

    knowledge: Knowledge
    loaded: datetime
    looked: datetime
    faults: tuple[Fault, ...] = ()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FaqStore:
    """Holds the last good knowledge, which a reload replaces whole.

    Once it is made there is always a good one. Any thread may read it without waiting.

    Attributes:
        current: The last good knowledge.
        state: What serves and what is wrong, of one moment.
        reading: What the last look at the disk found, good or faulty.

    Args:
        path: A FAQ file, or a folder of them.
        clock: Gives the times of `state`, aware of zones.
        memory: What was proven and learnt at an earlier start; asked at the first reading alone.
        building: Entered while knowledge is built, by whichever thread builds it.
        served: Gets each reading that is put into service.

    Raises:
        NoFaq: if there is no FAQ at the path.
        FaultyFaq: with every fault, if it can't be served.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime] = _utc_now,
        memory: ByteCache | None = None,
        building: Callable[[], AbstractContextManager[None]] = nullcontext,
        served: Callable[[FaqReading], None] = lambda _reading: None,
    ) -> None:
        self.path = path
        self._building = building
        self._served = served
        self._clock = clock
        self._renewing = Lock()
        self.reading = proven(path, memory)
        now = clock()
        with building():
            self.current = self.reading.build(memory)
        self.state = StoreState(self.current, now, now)
        served(self.reading)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files as they are now; empty if they serve."""
        return self.state.faults

    def reload(self) -> bool:
        """Look again: True if new knowledge serves; else the old one stays and `faults` say why."""
        with self._renewing:
            return self._take(look_again(self.path, self.reading))

    def take(self, reading: FaqReading) -> bool:
        """Serve a reading of this path, unless the disk has moved on since. False if it has."""
        with self._renewing:
            if reading.snapshot.moved():
                return False
            self._take(reading)
            return True

    def fail(self, error: Exception) -> bool:
        """Note that following the files failed; they are read anew. False if that is known."""
        with self._renewing:
            fault = fault_of_program(self.path, error)
            new = self.state.faults != (fault,)
            self.state = replace(self.state, faults=(fault,), looked=self._clock())
            self.reading = _nothing(self.path, fault)
            return new

    def _take(self, reading: FaqReading) -> bool:
        now = self._clock()
        try:
            same = not reading.faults and reading.fingerprint == self.current.fingerprint
            knowledge = self.current if same else self._built(reading)
        except FaultyFaq as error:
            reading = replace(reading, faults=error.faults)
            self.state = replace(self.state, faults=error.faults, looked=now)
        else:
            loaded = self.state.loaded if same else self._clock()
            self.current, self.state = knowledge, StoreState(knowledge, loaded, now)
            if not same:
                self._served(reading)
        self.reading = reading
        return not reading.faults

    def _built(self, reading: FaqReading) -> Knowledge:
        with self._building():
            return reading.build(known=self.current.sections)
