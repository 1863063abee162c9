"""The check: each phrasing leads to its own entry, near misses to silence, entries render."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.errors import Fault
from bot.core.faq import Entry, Faq
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, Passage
from bot.core.turn import Part
from bot.desk import Desk
from bot.store.library import Reading
from bot.store.yaml_text import Document, Path

Render = Callable[[Knowledge, Entry], str | None]  # what is wrong with an entry's card, if anything


@dataclass(frozen=True, slots=True)
class Summary:
    """What a FAQ holds: counts over all files."""

    articles: int
    sentences: int
    uncited: int
    entries: int
    phrasings: int
    near_misses: int


def summary(faqs: Sequence[Faq]) -> Summary:
    """Count what the FAQs hold, and the sentences that no entry cites."""
    articles = {faq.article.name: faq.article for faq in faqs}
    entries = [entry for faq in faqs for entry in faq.entries]
    sentences = sum(len(article.sentences) for article in articles.values())
    cited = {place for entry in entries for place in entry.sources}
    return Summary(
        articles=len(articles),
        sentences=sentences,
        uncited=sentences - len(cited),
        entries=len(entries),
        phrasings=sum(len(entry.questions) for entry in entries),
        near_misses=sum(len(faq.not_covered) for faq in faqs),
    )


def check(reading: Reading, desk: Desk, renders: Sequence[Render] = ()) -> Iterator[Fault]:
    """Ask every stored question of a proven FAQ, and render every entry; what fails is a fault."""
    documents = {document.file: document for document in reading.documents}
    for faq in reading.faqs:
        document = documents[faq.file]
        for position, entry in enumerate(faq.entries):
            yield from _phrasings(document, position, entry, desk)
            yield from _cards(document, position, entry, desk.knowledge, renders)
        yield from _near_misses(document, faq, desk)


def _phrasings(document: Document, position: int, entry: Entry, desk: Desk) -> Iterator[Fault]:
    for number, text in enumerate(entry.questions):
        part = desk.ask(text).first
        if isinstance(part.reply, Answer) and part.reply.entry.id == entry.id:
            continue
        path = ("entries", position, "questions", number)
        problem = f"`{text}` gets {_what(part)}."
        yield _fault(document, path, problem, _advice(part), entry.id)


def _near_misses(document: Document, faq: Faq, desk: Desk) -> Iterator[Fault]:
    for number, text in enumerate(faq.not_covered):
        turn = desk.ask(text)
        for part in turn.parts:
            if isinstance(part.reply, Answer | Passage):
                path = ("not_covered", number)
                problem = f"The near miss `{text}` gets {_what(part)}."
                yield _fault(document, path, problem, _advice(part), None)


def _cards(
    document: Document, position: int, entry: Entry, knowledge: Knowledge, renders: Sequence[Render]
) -> Iterator[Fault]:
    for render in renders:
        if problem := render(knowledge, entry):
            mend = "Shorten the answer or cite less."
            yield _fault(document, ("entries", position), problem, mend, entry.id)


def _what(part: Part) -> str:
    match part.reply:
        case Answer(entry):
            return f"the answer of `{entry.id}`"
        case Passage():
            return "a passage"
        case _:
            return "no answer"


def _advice(part: Part) -> str:
    return part.evidence.advice or "See what decided with `footnote ask --why`."


def _fault(document: Document, path: Path, problem: str, mend: str, entry: str | None) -> Fault:
    place = document.place(path)
    return Fault(document.file, place.line, place.column, problem, mend, entry)
