"""The scorer: for each question the entries that may answer it, with features and confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from bot.answering.confidence import Candidate, ScoreScale, leading, ranked_candidates
from bot.answering.contradictions import Claims, Signs, signs
from bot.answering.entry import Entry, Faq
from bot.answering.features import NONE_NEAR, Meeting, NearMisses, features_of
from bot.answering.profiles import Profile, Rarity, UncitedSentences, profile_of
from bot.answering.units import KeyIndex, Postings, ReadText, Unit, UnitReader, WeighedQuestion
from bot.article.article import Citation
from bot.matching.lexicon import TermKind, asks
from bot.matching.parts import Parts
from bot.matching.ranker import TargetScores
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import EnglishSpeller
from bot.matching.text import Lazy, is_identifier, joined, shape

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

    def __init__(
        self,
        faq: Faq,
        rehearsed: Callable[[], Rehearsal],
        parts: Parts,
        normalise: Callable[[str], str],
        before: Scorer | None = None,
    ) -> None:
        """Read the phrasings, answers and near misses of a proven FAQ, as far as is needed.

        Args:
            faq: The FAQ.
            rehearsed: Gives the ranker's scores of its own phrasings, each left out.
            parts: What was worked out from the same texts before.
            normalise: Gives the normalised words of its texts.
            before: The scorer of the same FAQ with other entries and the same synonyms.
        """
        entries = faq.entries
        self.faq = faq
        self.reader = reader = UnitReader(
            (f"S:{faq.file_name}:{head}", (head, *others)) for head, others in faq.synonyms.items()
        )
        read = partial(_read, reader, normalise)
        asked = Lazy(len(entries), lambda at: read(entries[at].questions))
        own = Lazy(len(entries), lambda at: read(entries[at].own_words()))
        phrased = chain.from_iterable(one.questions for one in entries)
        texts = chain(phrased, chain.from_iterable(one.own_words() for one in entries))
        self.speller = EnglishSpeller((normalise(text).split() for text in texts), parts)
        change = EntryChange.of(before, entries)
        having = parts.plain("rarity", lambda: change.recounted(read, asked))
        self.rarity = rarity = Rarity(len(entries), having)
        kept = max(FEWEST_MATCHES, REMEMBERED_MATCHES // max(1, len(entries)))

        def profile(at: int) -> Profile:
            read = parts.plain(f"profile {at}", lambda: profile_of(asked[at], own[at], rarity))
            return Profile(read, kept)

        self.profiles = Lazy(len(entries), profile)
        lines = faq.not_covered
        missing = Lazy(len(lines), lambda at: read([lines[at]])[0])
        self.near_misses = NearMisses(lines, missing, rarity, parts)
        self.stands_on = [entry.stands_on for entry in entries]
        self.index = KeyIndex(parts.plain("keys", lambda: change.postings(self.profiles)))
        self.claims = Lazy(len(entries), lambda at: _claims(normalise, entries[at]))
        phrasings = sum(len(entry.questions) for entry in entries)
        scale = parts.plain("scale", lambda: ScoreScale.of(rehearsed(), phrasings))
        self.scale = ScoreScale(*scale)
        asked.forget()
        own.forget()

    def without(self, position: int, phrasing: int) -> Scorer:
        """The scorer as if the entry at a position had one phrasing less, to try what that does.

        How rare words are stays as it is, and so does which entries a word leads to.
        """
        entry = self.faq.entries[position]
        left = tuple(text for number, text in enumerate(entry.questions) if number != phrasing)
        asked, own = (_read(self.reader, joined, texts) for texts in (left, entry.own_words()))
        profile = Profile(profile_of(asked, own, self.rarity))
        claims = _claims(joined, replace(entry, questions=left))
        found = copy(self)
        found.profiles = self.profiles.with_item(position, profile)
        found.claims = self.claims.with_item(position, claims)
        return found

    def weigh(self, words: Sequence[str]) -> WeighedQuestion:
        """The question of normalised, spelt words, weighed for this FAQ."""
        text = self.reader.read(words)
        return WeighedQuestion(text, tuple(self.rarity.weight(unit) for unit in text.units))

    def uncited(self, sentences: Sequence[Citation]) -> UncitedSentences:
        """The index of sentences of the article that stand by themselves."""
        texts = _read(self.reader, joined, (one.quote for one in sentences))
        return UncitedSentences(sentences, texts)

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
            sought = [one.keys if entry in one.shares else () for one in explained]
            score = scores.entries.get(entry, 0.0)
            met = Meeting.of(self.profiles[entry], question, sought, score)
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


class EntryChange(NamedTuple):
    """How entries differ from those of a scorer before.

    Attributes:
        places: Where the entries are now that stay as they are, by where they were.
        new: Where the others are.
        were_asked: The phrasings of those that are gone.
        keys: What those explained.
        having: How many had each key.
        explaining: Which explained what.
    """

    places: Mapping[int, int]
    new: Sequence[int]
    were_asked: Sequence[Sequence[str]]
    keys: Sequence[Iterable[str]]
    having: Mapping[str, int]
    explaining: KeyIndex

    def recounted(
        self, read: Callable[[Sequence[str]], list[ReadText]], asked: Sequence[list[ReadText]]
    ) -> Mapping[str, int]:
        """How many have each key now; phrasings by how they are read."""
        gone = map(read, self.were_asked)
        return Rarity.recounted(self.having, gone, (asked[at] for at in self.new))

    def postings(self, profiles: Sequence[Profile]) -> Postings:
        """Which explain what now."""
        new = {at: profiles[at].keys for at in self.new}
        return self.explaining.moved(self.places, self.keys, new)

    @classmethod
    def of(cls, before: Scorer | None, entries: Sequence[Entry]) -> EntryChange:
        """How the entries differ; where nothing was before, all are new."""
        if before is None:
            return cls({}, range(len(entries)), (), (), {}, KeyIndex({}))
        now = {entry.id: at for at, entry in enumerate(entries)}
        places, gone = {}, []
        for old, entry in enumerate(before.faq.entries):
            at = now.get(entry.id)
            if at is not None and entries[at] == entry:
                places[old] = at
            else:
                gone.append(old)
        new = sorted(set(range(len(entries))).difference(places.values()))
        were_asked = [before.faq.entries[at].questions for at in gone]
        keys = [before.profiles[at].keys for at in gone]
        return cls(places, new, were_asked, keys, before.rarity.having, before.index)


def _read(
    reader: UnitReader, normalise: Callable[[str], str], texts: Iterable[str]
) -> list[ReadText]:
    """Texts of the FAQ as they are read."""
    return [reader.read(normalise(text).split()) for text in texts]


def _claims(normalise: Callable[[str], str], entry: Entry) -> Claims:
    """What an entry says that tells things apart."""
    return Claims(_signs(normalise, entry.questions), _signs(normalise, entry.own_words()))


def _signs(normalise: Callable[[str], str], texts: Iterable[str]) -> list[Signs]:
    """What in texts tells things apart."""
    read = (tuple(normalise(text).split()) for text in texts)
    return [signs(words, asks(words)) for words in read]
