"""Ranks the entries for a question, by what all their phrasings say together.

All phrasings are learnt from at once; of a very large FAQ, for each question those nearest to it.
A rehearsal, in which each phrasing is asked as a question when it is not there, gives the threshold
from which a score is high enough to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

import numpy as np

from bot.matching.arrays import PARAMETERS, Floats, Ints, Rows, similarity
from bot.matching.index import Index, Thesaurus
from bot.matching.kernel import is_bounded, similarities
from bot.matching.numbered import nearest_of
from bot.matching.parts import Parts
from bot.matching.ridge import LeftOutScores, Rehearsal, Ridge, members_of, scored
from bot.matching.spelling import PhrasingSpeller
from bot.matching.text import OncePerText, joined, tokens
from bot.matching.word_lists import zipf

NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
MILLION = 1_000_000  # scores are whole millionths


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask an entry; ``entry`` is its 0-based position."""

    entry: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry for a question: its position, its score from 0 to 1, its nearest phrasing's place.

    The place is that of the phrasing among all phrasings; two rankings are equal by the others.
    """

    entry: int
    score: float
    phrasing: int = field(repr=False, compare=False)


class TargetScores(NamedTuple):
    """The ranker's scores for a question, 0 to 1, each mapping with the best first.

    Entries go by their position, near misses by the place of the nearest line among all phrasings.
    """

    entries: Mapping[int, float]
    near_misses: Mapping[int, float]

    @classmethod
    def of(cls, count: int, ranked: Iterable[Ranked]) -> TargetScores:
        """What the ranker found; the first `count` of what it ranks are entries."""
        entries: dict[int, float] = {}
        near_misses: dict[int, float] = {}
        for one in ranked:
            if one.entry < count:
                entries[one.entry] = one.score
            else:
                near_misses[one.phrasing] = one.score
        return cls(entries, near_misses)

    def blended(self, other: TargetScores, share: float) -> TargetScores:
        """These scores with the `share` of others mixed in."""
        pairs = zip(self, other, strict=True)
        return TargetScores(*(_blended(mine, theirs, share) for mine, theirs in pairs))


def _blended(
    mine: Mapping[int, float], theirs: Mapping[int, float], share: float
) -> dict[int, float]:
    scores = {
        position: (1 - share) * mine.get(position, 0.0) + share * theirs.get(position, 0.0)
        for position in (*mine, *theirs)
    }
    return dict(sorted(scores.items(), key=lambda row: (-row[1], row[0])))


class Asked(NamedTuple):
    """A phrasing that was rehearsed: the texts it was scored by, and its scores among these."""

    near: Ints
    scores: tuple[LeftOutScores, ...]


class Ranker:
    """Built once from all phrasings, frozen afterwards.

    `learnt_once` says whether all phrasings are learnt from at once, and so asked for nothing;
    `texts` are the normalised words of the phrasings and, behind them, of the answers.
    """

    def __init__(
        self,
        phrasings: Sequence[Phrasing],
        *,
        answers: Sequence[str] = (),
        vocabulary: Container[str] = (),
        synonyms: Mapping[str, Sequence[str]] = NONE,
        parts: Parts | None = None,
        normaliser: OncePerText | None = None,
        before: Ranker | None = None,
    ) -> None:
        """Learn from the phrasings of all entries, and from their answers as weaker ones.

        Args:
            phrasings: All of them; entries are numbered from 0.
            answers: The text of each entry's answer by its position, or nothing at all.
            vocabulary: Words that the speller leaves alone, as it does common English.
            synonyms: For each name the words and short phrases that stand for it.
            parts: What was worked out from the same texts before.
            normaliser: Reads the texts, or knows how they are read.
            before: The ranker of other texts with the same synonyms: what both have is taken over.
        """
        parts = parts or Parts()
        read = normaliser or OncePerText(joined)
        owners, texts = parts.plain("texts", lambda: _texts(phrasings, answers, read))
        self.texts = texts
        self._phrasings = len(phrasings)
        self.owners = np.array(owners, dtype=np.intp)
        self._entries = max(owners, default=-1) + 1
        self._asked = members_of(self.owners[: len(phrasings)], self._entries)
        self.strengths = np.ones(len(owners))
        self.strengths[len(phrasings) :] = PARAMETERS.answer
        counts = parts.plain("counts", lambda: Counter(chain.from_iterable(map(str.split, texts))))
        self._speller = PhrasingSpeller(counts, zipf(), vocabulary)
        self.thesaurus: Thesaurus = (
            before.thesaurus if before else Thesaurus.english(synonyms, parts)
        )
        self.index: Index = Index(
            texts, self.owners, self.thesaurus, parts, before.index if before else None
        )
        self._all = np.arange(len(owners))
        kernel = cache(lambda: self._measured(self._all))
        self.learnt_once = len(owners) <= PARAMETERS.trained and parts.plain(
            "learnt once", lambda: self._can_be_learnt_once(kernel)
        )
        self.rehearsed: dict[int, Asked] = {}
        if self.learnt_once:
            self._ridge = Ridge.kept(parts, self.owners, self._entries, kernel)
        elif before:
            self.rehearsed = self._taken_over(before)

    @cached_property
    def _full(self) -> Rows:
        return self.index.full()

    def _can_be_learnt_once(self, kernel: Callable[[], Floats]) -> bool:
        """Whether the kernel is small or bounded; no kernel is of which a sample is not."""
        size = len(self.owners)
        if size <= PARAMETERS.clipped:
            return True
        sample = np.arange(0, size, -(-size // PARAMETERS.clipped))
        return is_bounded(self._measured(sample)) and is_bounded(kernel())

    def _measured(self, chosen: Ints) -> Floats:
        """How alike some texts are with each other."""
        rows = self._full.chosen(chosen)
        return similarities(rows, self.strengths[chosen], self._texts_of(chosen))

    def _guessed(self, near: Ints) -> Floats:
        """About the same, of texts that are near a question."""
        return similarities(self._full.chosen(near).shared(), self.strengths[near])

    def _texts_of(self, chosen: Ints) -> Sequence[str]:
        return [self.texts[at] for at in chosen.tolist()]

    def rank(self, question: str, limit: int = 5) -> tuple[Ranked, ...]:
        """The best entries for a question.

        Args:
            question: What was typed.
            limit: How many entries at the most.

        Returns:
            The entries, best first; ties break by entry order. Entries of a large FAQ that have
            nothing near the question are left out.
        """
        words = self.spelt(tokens(question))
        vector = self.index.vector(words)
        if self.learnt_once:
            near, cosines = self._all, self.index.similarity(vector)
        else:
            near, cosines = self.index.nearest(vector)
        if not self._phrasings or not len(near):
            return ()
        texts = self.texts if self.learnt_once else self._texts_of(near)
        alike = similarity(cosines, " ".join(words), texts)
        strong = alike * self.strengths[near]
        if self.learnt_once:
            entries, scores = np.arange(self._entries), strong @ self._ridge.weights
        else:
            entries, owners = np.unique(self.owners[near], return_inverse=True)
            scores = scored(self._guessed(near), strong, owners)
        below = np.rint(scores * -MILLION)
        best = below.argsort(kind="stable")[:limit]
        sure = [min(max(-one / MILLION, 0.0), 1.0) for one in below[best].tolist()]
        found = entries[best].tolist()
        return tuple(map(Ranked, found, sure, [self._nearest(near, alike, one) for one in found]))

    def _nearest(self, texts: Ints, alike: Floats, entry: int) -> int:
        """The phrasing of an entry that is most like the question."""
        if self.learnt_once:
            mine = self._asked[entry]
            return int(mine[alike[mine].argmax()])
        near = (self.owners[texts] == entry) & (texts < self._phrasings)
        # Perhaps nothing of the entry is near but its answer.
        return int(texts[near][alike[near].argmax()] if near.any() else self._asked[entry][0])

    def spelt(self, words: Iterable[str]) -> tuple[str, ...]:
        """Normalised words with slips of the hand corrected to words of the FAQ."""
        return tuple(map(self._speller.read, words))

    def leave_one_out(self, asked: Iterable[int] | None = None) -> Rehearsal:
        """Ask each phrasing as a question when it, or its whole entry, is not there.

        Args:
            asked: The phrasings to ask, by their place; without it all, or of a very large FAQ an
                even sample.
        """
        count = self._phrasings
        if self.learnt_once:
            rows = np.arange(count) if asked is None else np.fromiter(asked, dtype=np.intp)
            return Rehearsal.of(self._entries, self._ridge.rehearsed(rows))
        sample = range(0, count, max(1, -(-count // PARAMETERS.rehearsed)))
        found = self._asked_apart(sample if asked is None else asked)
        return Rehearsal.of(self._entries, self._scores(found))

    def rehearsal(self) -> Rehearsal:
        """The same of some, chosen by their words: a changed phrasing leaves the others chosen."""
        if self.learnt_once:
            return self.leave_one_out()
        marks = [crc32(text.encode("utf-8", "surrogatepass")) for text in self.texts]
        chosen = np.argsort(marks[: self._phrasings], kind="stable")[: PARAMETERS.sampled]
        self.rehearsed = dict(self._asked_apart(chosen.tolist()))
        return Rehearsal.of(self._entries, self._scores(self.rehearsed.items()))

    def _asked_apart(self, rows: Iterable[int]) -> Iterator[tuple[int, Asked]]:
        """Phrasings that are rehearsed among what is near each, unless they have been."""
        for row, cosines in self.index.similarities(rows):
            near, known = nearest_of(cosines, PARAMETERS.nearest), self.rehearsed.get(row)
            if known and np.array_equal(known.near, near):
                yield row, known
            else:
                yield row, Asked(near, tuple(self._left_out(row, near)))

    def _left_out(self, row: int, near: Ints) -> Iterator[LeftOutScores]:
        """What a phrasing scores among what is near it; nothing where that is not itself there."""
        entries, owners = np.unique(self.owners[near], return_inverse=True)
        for place in np.flatnonzero(near == row):
            ridge = Ridge.fit_for(self._guessed(near), owners, len(entries), owners[place])
            yield from ridge.rehearsed(np.array([place]))

    def _scores(self, rehearsed: Iterable[tuple[int, Asked]]) -> Iterator[LeftOutScores]:
        """What phrasings score, by their places and entries among all."""
        for row, asked in rehearsed:
            entries = np.unique(self.owners[asked.near])
            for found in asked.scores:
                yield found._replace(phrasing=row, rival=int(entries[found.rival]))

    def _taken_over(self, before: Ranker) -> dict[int, Asked]:
        """What was rehearsed before among texts that are all the same here: it stays the same."""
        places = _unchanged(self.index, before.index)
        numbered = partial(np.unique, return_inverse=True)
        found = {}
        for row, asked in before.rehearsed.items():
            near = places[asked.near]
            if (near >= 0).all() and np.array_equal(
                (self.strengths[near], numbered(self.owners[near])[1]),
                (before.strengths[asked.near], numbered(before.owners[asked.near])[1]),
            ):
                found[int(places[row])] = asked._replace(near=near)
        return found


def _unchanged(index: Index, before: Index) -> Ints:
    """For each text of an index before its place here, where it has the very same values.

    -1 where it has not, or is not here.
    """
    found = np.full(before.size, -1)
    if index.letters is not before.letters:
        return found
    places = {text: at for at, text in enumerate(before.texts)}
    was = np.array([places.get(text, -1) for text in index.texts])
    for mine, theirs in ((index.rows, before.rows), (index.spellings, before.spellings)):
        here = np.flatnonzero(was >= 0)
        rows = mine.chosen(here)
        differ = rows.values != theirs.chosen(was[here]).values
        was[here[rows.owners()[differ]]] = -1
    here = np.flatnonzero(was >= 0)
    found[was[here]] = here
    return found


def _texts(
    phrasings: Sequence[Phrasing], answers: Sequence[str], read: Callable[[str], str]
) -> tuple[Sequence[int], Sequence[str]]:
    """The entries that own all texts, and these as their normalised words."""
    found = [(one.entry, read(one.text)) for one in phrasings]
    said = ((at, read(answer)) for at, answer in enumerate(answers))
    found += [(at, words) for at, words in said if words]
    return [at for at, _ in found], [words for _, words in found]
