"""What the weights are learnt from: questions, how they are read, and candidates' features."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.confidence import Candidate, Comparisons
from bot.answering.entry import Entry, Faq
from bot.answering.form import clauses
from bot.answering.knowledge import Knowledge
from bot.answering.section import LONGEST, ConsideredClause
from bot.answering.small_talk import plain, unframed
from bot.editing.evaluate import Labelled, read_labelled
from bot.faq.store import look
from bot.matching.text import ending
from tests.benchmarks.answering import FILES

LEARNT: Mapping[str, Sequence[str]] = {
    "linkedin": ("dev", "extra", "strangers", "heldout", "silent"),
    "manual": ("manual", "manual silent"),
    "rules": ("rules", "rules silent"),
    "news": ("news", "news silent"),
    "species": ("species", "species silent"),
    "recall": ("recall", "recall silent"),
    "release": ("release", "release silent"),
    "arena": ("arena", "arena silent"),
}
"""The articles that are learnt from, each with its labelled files."""

FOLDS = 6
TALK = ("multi", "smalltalk", "hostile")  # kinds that the scorer doesn't decide alone

Source = Literal["asked", "near miss", "phrasing"]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate that nothing contradicts, and its worth: 2 for right, 1 loose, 0 wrong."""

    candidate: Candidate
    worth: int
    asks_more: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its candidates, one group for each way to read it.

    `file` names the labelled file it stands in, or the article whose FAQ holds it.
    """

    file: str
    kind: str
    source: Source
    answerable: bool
    readings: tuple[tuple[Row, ...], ...]


def questions(article: str) -> Iterator[Question]:
    """All that is learnt from one article: what strangers asked, and what its FAQ holds itself."""
    faqs = look(FILES[LEARNT[article][0]][0]).faqs
    knowledge = Knowledge.build(faqs, "")
    for name in LEARNT[article]:
        for asked in read_labelled(FILES[name][1], knowledge):
            if asked.kind not in TALK:
                found = considered(knowledge, asked.question, asked.history)
                rows = _rows(found, _by(asked))
                yield Question(name, asked.kind, "asked", bool(asked.must), rows)
    for fold in range(FOLDS):
        yield from _left_out(article, faqs, fold)


def considered(
    knowledge: Knowledge, question: str, history: Sequence[str]
) -> list[ConsideredClause]:
    """All readings of a message of which the best answers: as a whole, by clause, as follow-up."""
    read = knowledge.sections[0]
    text = unframed(plain(ending(question, LONGEST)))
    whole = read.read(text, history)
    alone, found = [whole], clauses(text)
    if len(found) > 1:
        alone += [read.in_message(read.read(one.text, history), whole) for one in found if one.asks]
    joint = (read.follow_up(one, history) for one in alone)
    return [*alone, *(one for one in joint if one is not None)]


def _left_out(article: str, faqs: Sequence[Faq], fold: int) -> Iterator[Question]:
    """The phrasings and near misses of one fold, asked of a FAQ without them."""
    knowledge = Knowledge.build([_without(faq, fold) for faq in faqs], "")
    for faq in faqs:
        for line in faq.not_covered[fold::FOLDS]:
            found = considered(knowledge, line, ())
            yield Question(article, "", "near miss", False, _rows(found, lambda _: 0))
        for entry in faq.entries:
            for text in (q for i, q in enumerate(entry.questions) if i and i % FOLDS == fold):
                found = considered(knowledge, text, ())
                yield Question(article, "", "phrasing", True, _rows(found, _same(entry)))


def _without(faq: Faq, fold: int) -> Faq:
    entries = tuple(
        dataclasses.replace(
            entry,
            questions=tuple(q for i, q in enumerate(entry.questions) if not i or i % FOLDS != fold),
        )
        for entry in faq.entries
    )
    kept = tuple(line for i, line in enumerate(faq.not_covered) if i % FOLDS != fold)
    return dataclasses.replace(faq, entries=entries, not_covered=kept)


def _by(asked: Labelled) -> Callable[[Entry], int]:
    def worth(entry: Entry) -> int:
        if not entry.sources & asked.must:
            return 0
        return 2 if entry.sources <= asked.allowed else 1

    return worth


def _same(entry: Entry) -> Callable[[Entry], int]:
    return lambda other: 2 if other.id == entry.id else int(other.sources == entry.sources)


def _rows(
    found: Sequence[ConsideredClause], worth: Callable[[Entry], int]
) -> tuple[tuple[Row, ...], ...]:
    return tuple(
        tuple(
            Row(one, worth(one.entry), _asks_more(one))
            for one in clause.candidates
            if not one.contradiction
        )
        for clause in found
    )


def _asks_more(candidate: Candidate) -> bool:
    """Whether a word that the entry doesn't explain forbids that it answers."""
    return Comparisons.of([candidate], 1.0).unexplained_word.met
