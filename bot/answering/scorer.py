"""The scorer: for each question the entries that may answer it, with features and confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import astuple
from itertools import chain

from bot.answering.confidence import Candidate, ScoreScale, leading, ranked_candidates
from bot.answering.contradictions import Claims, Signs, signs
from bot.answering.entry import Faq
from bot.answering.features import NONE_NEAR, Meeting, NearMisses, features_of
from bot.answering.profiles import KeyIndex, Profile, Rarity, UncitedSentences
from bot.answering.units import ReadText, Unit, UnitReader, WeighedQuestion
from bot.article.article import Citation
from bot.matching.lexicon import TermKind
from bot.matching.parts import Parts
from bot.matching.ranker import TargetScores
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import EnglishSpeller
from bot.matching.text import Lazy, is_identifier, shape, tokens

CANDIDATES = 3  # by the ranker, and as many again by what the words are about
REMEMBERED_MATCHES = 1 << 14  # matches of units that all entries together remember
FEWEST_MATCHES = 16  # that each of them remembers at least
LIGHT = 0.05  # a unit of less weight makes no entry a candidate
NONE: frozenset[tuple[str, int]] = frozenset()


class Scorer:
    """Built once from a FAQ and its ranker; frozen afterwards.

    `stands_on` are the sentences that each entry stands on: entries that share one do not compete.
    `claims` say what contradicts each.
    """

    def __init__(self, faq: Faq, rehearsed: Callable[[], Rehearsal], parts: Parts) -> None:
        """Read the phrasings, answers and near misses of a proven FAQ, as far as is needed.

        Args:
            faq: The FAQ.
            rehearsed: Gives the ranker's scores of its own phrasings, each left out.
            parts: What was worked out from the same texts before.
        """
        entries = faq.entries
        self.faq = faq
        self.reader = reader = UnitReader(
            (f"S:{faq.file}:{head}", (head, *others)) for head, others in faq.synonyms.items()
        )
        asked = Lazy(len(entries), lambda at: _read(reader, entries[at].questions))
        own = Lazy(len(entries), lambda at: _read(reader, entries[at].own_words()))
        self.speller = EnglishSpeller(
            (text.words for texts in chain(asked, own) for text in texts), parts
        )
        having = parts.plain("rarity", lambda: Rarity.counted(asked))
        self.rarity = rarity = Rarity(len(entries), having)
        kept = max(FEWEST_MATCHES, REMEMBERED_MATCHES // max(1, len(entries)))
        self.profiles = Lazy(len(entries), lambda at: Profile(asked[at], own[at], rarity, kept))
        near_misses = Lazy(
            len(faq.not_covered), lambda at: reader.read(tokens(faq.not_covered[at]))
        )
        self.near_misses = NearMisses(faq.not_covered, near_misses, rarity, parts)
        self.stands_on = [entry.stands_on for entry in entries]
        self.index = KeyIndex(
            parts.plain("keys", lambda: KeyIndex.postings(one.keys for one in self.profiles))
        )
        self.claims = Lazy(len(entries), lambda at: Claims(_signs(asked[at]), _signs(own[at])))
        phrasings = sum(len(entry.questions) for entry in entries)
        self.scale = ScoreScale(
            *parts.plain("scale", lambda: astuple(ScoreScale.of(rehearsed(), phrasings)))
        )
        asked.forget()
        own.forget()

    def without(self, position: int, phrasing: int) -> Scorer:
        """The scorer as if the entry at a position had one phrasing less, to try what that does.

        How rare words are stays as it is, and so does which entries a word leads to.
        """
        entry = self.faq.entries[position]
        left = [text for number, text in enumerate(entry.questions) if number != phrasing]
        asked, own = _read(self.reader, left), _read(self.reader, entry.own_words())
        found = copy(self)
        found.profiles = self.profiles.with_item(position, Profile(asked, own, self.rarity))
        found.claims = self.claims.with_item(position, Claims(_signs(asked), _signs(own)))
        return found

    def weigh(self, words: Sequence[str]) -> WeighedQuestion:
        """The question of normalised, spelt words, weighed for this FAQ."""
        text = self.reader.read(words)
        return WeighedQuestion(text, tuple(self.rarity.weight(unit) for unit in text.units))

    def uncited(self, sentences: Sequence[Citation]) -> UncitedSentences:
        """The index of sentences of the article that stand by themselves."""
        return UncitedSentences(sentences, _read(self.reader, (one.quote for one in sentences)))

    def candidates(
        self,
        question: WeighedQuestion,
        scores: TargetScores,
        previous: frozenset[tuple[str, int]] = NONE,
        most: int = CANDIDATES,
    ) -> tuple[Candidate, ...]:
        """The entries that may answer, the likeliest first.

        Args:
            question: The question.
            scores: The ranker's scores for it.
            previous: What the entries stand on that answered the question before.
            most: How many by the ranker, and as many again by what the words are about.
        """
        ranked = list(scores.entries)[:most]
        entries = sorted({*ranked, *self._about(question, most)})
        found = self._candidates(question, scores, entries, previous)
        return ranked_candidates(leading(found))

    def _about(self, question: WeighedQuestion, most: int) -> list[int]:
        """The entries that explain most of the question's weight."""
        found = self.index.explained(question, LIGHT)
        return sorted(found, key=lambda entry: (-found[entry], entry))[:most]

    def _candidates(
        self,
        question: WeighedQuestion,
        scores: TargetScores,
        entries: Sequence[int],
        previous: frozenset[tuple[str, int]],
    ) -> list[Candidate]:
        """Entries as candidates, as yet without lead, fit and confidence."""
        nearest = self.near_misses.nearest(question, scores.near_misses.values())
        contradictions = self._contradictions(question, entries)
        explained = [self.index.explaining(unit.seeks) for unit in question.units]
        found = []
        for entry, contradiction in zip(entries, contradictions, strict=True):
            known = [entry in explaining for explaining in explained]
            score = scores.entries.get(entry, 0.0)
            met = Meeting.of(self.profiles[entry], question, known, score)
            near = nearest
            if near.line and met.outdoes(near, question):
                near = NONE_NEAR
            answered = not previous.isdisjoint(self.stands_on[entry])
            found.append(
                Candidate(
                    entry=self.faq.entries[entry],
                    profile=self.profiles[entry],
                    stands_on=self.stands_on[entry],
                    scale=self.scale,
                    met=met,
                    features=features_of(met, near, question, answered=answered),
                    contradiction=contradiction,
                    near_miss=near.line,
                    spared=bool(near.line) and met.spares(near, question),
                )
            )
        return found

    def _contradictions(self, question: WeighedQuestion, entries: Sequence[int]) -> list[str]:
        """What contradicts each of some entries, in words; "" for what nothing does."""
        if self.scale.decides:
            return [""] * len(entries)
        named = _identifiers(question)
        told_apart = signs(question.text.words, question.text.question_type)
        return [
            self.claims[entry].contradiction(told_apart)
            or _names_another(self.profiles[entry], named)
            for entry in entries
        ]


def _identifiers(question: WeighedQuestion) -> list[Unit]:
    """What a question names by an identifier: a release, a package; a time names nothing."""
    return [
        unit
        for unit in question.units
        if is_identifier(unit.text)
        and unit.text in question.text.words
        and (unit.kind is TermKind.NAME or unit.text.replace(".", "").isdigit())
    ]


def _names_another(entry: Profile, named: Iterable[Unit]) -> str:
    """The identifier of a question where an entry names others alike, in words; "" for none.

    Nearly the same name is another thing, however alike all else is. What looks like nothing in the
    entry, as an order number, says no such thing.
    """
    for unit in named:
        if shape(unit.text) in entry.shapes and not entry.explains(unit):
            return f"asks about “{unit.text}”, of which the entry says nothing"
    return ""


def _read(reader: UnitReader, texts: Iterable[str]) -> list[ReadText]:
    """Texts of the FAQ as they are read."""
    return [reader.read(tokens(text)) for text in texts]


def _signs(texts: Iterable[ReadText]) -> list[Signs]:
    """What in texts tells things apart."""
    return [signs(text.words, text.question_type) for text in texts]
