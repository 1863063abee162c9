"""What an editor would write into the FAQ to change a reply: the line, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.confidence import Candidate, spared
from bot.answering.entry import Entry, Faq
from bot.answering.features import MOST_UNEXPLAINED
from bot.answering.knowledge import Decision, Knowledge
from bot.answering.profiles import best
from bot.answering.reply import Evidence, LineChange, citations_of
from bot.answering.section import ConsideredClause
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import UNKNOWN, Unit
from bot.matching.lexicon import TermKind, asks
from bot.matching.text import exact_key, normalise, tokens
from bot.matching.word_lists import zipf

LONGEST = 300  # characters of a phrasing that are worth writing down
COMMON = 5.0  # on the Zipf scale: from here on a word is plain English, no synonym of anything
SHORTEST = 3  # letters of a strange word that may be a synonym
LITTLE, HALF = 0.25, 0.5
"""The share of a question from which on the entry that explains it may be the one that is meant,
and from which on it is likely so: then no other need be written, and the rest may be a synonym.
From the second on a near miss is like enough to be what silences an entry."""
INFORMATIVE = frozenset({TermKind.NAME, TermKind.ASKED, TermKind.CONTENT})


@dataclass(frozen=True)
class Decided:
    """A decision with what it was about, to be explained should anybody ask.

    Attributes:
        knowledge: What answered.
        clause: The clause as it was read.
        decision: The decision about it.
        question: The clause as it is shown.
    """

    knowledge: Knowledge
    clause: ConsideredClause
    decision: Decision
    question: str


class Advice(Decided):
    """What would change a decision."""

    def changes(self) -> tuple[LineChange, ...]:
        """The changes, the surest first."""
        match self.decision.rule:
            case "near_miss":
                return tuple(self._written_down())
            case "sure":
                first = self.clause.candidates[0].entry
                file = faq_of(self.knowledge, first).file
                return (LineChange("near_miss", file, self._text, when="if that answer is wrong"),)
            case "other_words":
                return (self._narrowed(self.clause.candidates[0]),)
            case "passage":
                return (self._from_passage(),)
            case "likely" | "unsure" | "far":
                return tuple(self._towards_an_answer())

    def _written_down(self) -> Iterator[LineChange]:
        """The near misses that the question is."""
        said = self.clause.said
        for faq in self.knowledge.faqs:
            for line in faq.not_covered:
                if normalise(line) in said:
                    yield LineChange("old_near_miss", faq.file, line, when="if an entry answers it")

    def _from_passage(self) -> LineChange:
        """The entry that stands first, if it has all of the question too; else a new one."""
        first = self.clause.candidates[0]
        if self._share(first) >= THRESHOLDS.min_passage_share:
            return self._phrasing(first)
        (cited,) = citations_of(self.decision.reply)
        return LineChange(
            "entry", self._file_about(cited.article.name), self._text, quote=cited.quote
        )

    def _towards_an_answer(self) -> Iterator[LineChange]:
        """What makes the first candidate answer; a new entry where none has much of it."""
        candidates = self.decision.about(self.clause)
        target = contradicted_instead(candidates) or next(iter(candidates), None)
        if target is not None and self._silenced(target):
            yield self._narrowed(target)
            return
        share = self._share(target) if target else 0.0
        if target is not None and share >= LITTLE:
            yield self._phrasing(target)
            yield from self._synonyms(target)
        likely = self.decision.rule != "far" or (target is not None and bool(target.contradiction))
        if share < (LITTLE if likely else HALF):
            file = faq_of(self.knowledge, target.entry).file if target else ""
            when = "if no entry answers it, but the article does"
            yield LineChange("entry", file or self.knowledge.faqs[0].file, self._text, when=when)

    def _phrasing(self, one: Candidate) -> LineChange:
        entry = one.entry
        file = faq_of(self.knowledge, entry).file
        return LineChange(
            "phrasing", file, self._text, under=entry.id, when=f"if “{entry.id}” answers it"
        )

    def _narrowed(self, one: Candidate) -> LineChange:
        """The near miss that silences an entry."""
        entry = one.entry
        file = faq_of(self.knowledge, entry).file
        return LineChange("old_near_miss", file, one.near_miss, when=f"if “{entry.id}” answers it")

    def _silenced(self, one: Candidate) -> bool:
        """Whether it explains the question and would answer, were it not for the near miss."""
        features, enough = one.features, self.decision.compared.weight_to_answer.met
        like = features.near_miss_likeness >= HALF
        if not (like and features.unexplained_share <= MOST_UNEXPLAINED and enough):
            return False
        ranked = spared([other._replace(spared=True) for other in self.clause.candidates])
        needed = THRESHOLDS.min_confidence_to_answer
        return ranked[0].entry is one.entry and ranked[0].confidence >= needed

    def _synonyms(self, one: Candidate) -> Iterator[LineChange]:
        """The one word that the question lacks, if the one that the entry lacks may mean it."""
        if one.contradiction or self._share(one) < HALF:
            return
        profile = one.profile
        left = [unit for unit in self.clause.question.units if profile.explains(unit) < HALF]
        theirs = self._lacking(one)
        if not (len(left) == len(theirs) == 1 and self._may_mean(left[0], theirs[0])):
            return
        word, meant = left[0].text, theirs[0].text
        if best(profile.core, theirs[0].seeks) >= HALF:
            faq = faq_of(self.knowledge, one.entry)
            head = next(synonym_heads(faq, meant), "")
            when = f"if it means “{head or meant}”"
            yield LineChange("synonym", faq.file, word, head or meant, when=when, new=not head)

    def _may_mean(self, word: Unit, other: Unit) -> bool:
        """Whether a word as it was typed may mean another: a known name means no known word."""
        typed = self.clause.typed_as(word.first, word.last, word.text)
        kinds = {word.kind, other.kind}
        named = TermKind.NAME in kinds and None not in kinds
        return telling(word) and telling(other) and not named and normalise(typed) == word.text

    def _share(self, one: Candidate) -> float:
        """How far an entry explains what the question is about, its question words left out."""
        profile, question = one.profile, self.clause.question
        pairs = list(zip(question.units, question.weights, strict=True))
        about = [pair for pair in pairs if not asks(pair[0].text.split())] or pairs
        whole = sum(weight for _, weight in about)
        explained = sum(weight * profile.explains(unit) for unit, weight in about)
        return explained / whole if whole else 1.0

    def _lacking(self, one: Candidate) -> list[Unit]:
        """The words of the entry's likest phrasing that the question has not."""
        profile, question = one.profile, self.clause.question
        matches = profile.matches(unit.seeks for unit in question.units)
        number = profile.likest(matches, question.weights).phrasing
        if number is None:
            return []
        sought = {key for unit in question.units for key, _ in unit.seeks}
        reader = self.knowledge.section_of(one.entry).scorer.reader
        phrasing = reader.read(tokens(one.entry.questions[number]))
        return [unit for unit in phrasing.units if sought.isdisjoint(key for key, _ in unit.keys)]

    def _file_about(self, article: str) -> str:
        """The file of the FAQ about an article."""
        faqs = (faq.file for faq in self.knowledge.faqs if faq.article.name == article)
        return next(faqs, self.knowledge.faqs[0].file)

    @property
    def _text(self) -> str:
        """The question as a line of a FAQ; a follow-up with what it follows."""
        whole = f"{self.clause.before} {self.question}".split()
        return " ".join(whole)[-LONGEST:].strip()


def taken_back(knowledge: Knowledge, entry: Entry, question: str) -> Evidence:
    """The evidence for a question that is a phrasing, word for word: that is the line to change."""
    said = [one for one in entry.questions if exact_key(one) == exact_key(question)]
    said += [one for one in entry.questions if normalise(one) == normalise(question)]
    file, when = faq_of(knowledge, entry).file, "if that answer is wrong"
    lines = [LineChange("old_phrasing", file, one, entry.id, when=when) for one in said]
    rule = f"answered: it is a phrasing of “{entry.id}”, word for word"
    return Evidence(rule=rule, changes=tuple(lines[:1]))


def contradicted_instead(candidates: Sequence[Candidate]) -> Candidate | None:
    """The contradicted candidate that else comes nearest; None if another has as much."""
    contradicted = [one for one in candidates if one.contradiction]
    nearest = max(contradicted, key=lambda one: one.met.score, default=None)
    if nearest is None:
        return None
    most = nearest.met.explained_weight
    others = (one.met.explained_weight for one in candidates if not one.contradiction)
    return None if any(other >= most for other in others) else nearest


def faq_of(knowledge: Knowledge, entry: Entry) -> Faq:
    """The FAQ that holds an entry."""
    return knowledge.section_of(entry).faq


def telling(unit: Unit) -> bool:
    """Whether a word says enough to be, or to have, a synonym: neither idle nor plain English."""
    if zipf().get(unit.text, 0.0) >= COMMON or unit.text.isdigit():
        return False
    strange = unit.kind is None and unit.weight >= UNKNOWN and len(unit.text) >= SHORTEST
    return strange or unit.kind in INFORMATIVE


def synonym_heads(faq: Faq, text: str) -> Iterator[str]:
    """The words under which a FAQ has a synonym."""
    for head, others in faq.synonyms.items():
        if text in map(normalise, (head, *others)):
            yield head
