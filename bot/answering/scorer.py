"""The gate: for each question, which entries may answer it, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answering.entry import Entry, Faq
from bot.answering.features import (
    NAMES,
    Bare,
    Features,
    Heard,
    hearing,
    read,
    reader_of,
    rivals_of,
    same,
    spoken_by,
    stripped,
)
from bot.answering.leftovers import Leftovers
from bot.answering.profiles import Profile, Rarity, likeness
from bot.answering.thresholds import THRESHOLDS, Thresholds
from bot.answering.units import Keys, Reader, Reading
from bot.answering.weighing import Asked, best_rivals, explained_by, shape_of
from bot.article.article import Citation
from bot.matching.ranker import best_threshold
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import EnglishSpeller

# Calibration: what the matcher's scores mean for this FAQ, told by asking its own phrasings.

PRIOR = (0.15, 0.55)  # absent and own scores where a FAQ is too small to tell
STRENGTH = 30  # phrasings that outweigh the prior

LITTLE, ENOUGH = 0.62, 0.78
"""How often a phrasing asked without itself outscores one asked without its whole entry. Up to the
first the score alone tells nothing, as in FAQs about an article, whose questions share their words:
there the words decide. From the second on it tells most, as among a bot's intents."""

MOST = 0.92
"""How far the score alone is trusted at the most: what scores leave open, words still settle."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a matcher's score: to 0 what a strange question scores, to 1 what a known one does.

    `threshold` is the score that best separates the two, and `tells` how far the score alone is to
    be trusted, 0 to 1.
    """

    low: float
    high: float
    threshold: float
    tells: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> Scale:
        """From each phrasing's score without itself, and without its whole entry."""
        n = phrasings
        if not n:
            return cls(*PRIOR, 0.5, 0.0)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _middle(absent) + (1 - share) * PRIOR[0]
        high = share * _middle(own) + (1 - share) * PRIOR[1]
        told = share * (_outscoring(own, absent) - LITTLE) / (ENOUGH - LITTLE)
        return cls(
            round(low, 6),
            round(max(high, low + 0.1), 6),
            best_threshold(rehearsal),
            round(MOST * min(1.0, max(0.0, told)), 6),
        )

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))

    def above(self, score: float) -> float:
        """How far a score is above the threshold, by the same measure."""
        return (score - self.threshold) / (self.high - self.low)


def _outscoring(own: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """How often one of `own` is above one of `absent`, both in ascending order."""
    return float(np.searchsorted(absent, own).mean()) / len(absent)


def _middle(ordered: NDArray[np.float64]) -> float:
    """The median of ordered figures; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


# Judging: from figures to which entry is meant, and to the chance that it answers.

APART = 4.0  # how far ahead in rank makes no more difference


class Candidate(NamedTuple):
    """An entry, by position, with its figures, its rank and how likely it answers, 0 to 1.

    `score` is the matcher's; `rank` orders the entries and has no unit.
    """

    entry: int
    score: float
    features: Features
    rank: float
    confidence: float


def judge_rows(
    rows: Iterable[tuple[int, float, Features]],
    policy: Thresholds,
    scale: Scale,
    rivals: Sequence[frozenset[int]],
) -> tuple[Candidate, ...]:
    """The entries with their scores and figures, judged, the likeliest first.

    `rivals` are those that compete with each entry. No entry is likelier to answer than the one
    that is likeliest meant.
    """
    found = list(rows)
    ranks = {entry: rank(features, policy, scale) for entry, _, features in found}
    apart = {
        entry: min(APART, ranks[entry] - best)
        for entry, best in best_rivals(ranks, rivals, -math.inf)
    }
    most, ordered = 1.0, []
    for entry, score, features in sorted(found, key=lambda row: (-ranks[row[0]], row[0])):
        most = min(most, confidence(features, score, policy, scale, apart[entry]))
        ordered.append(Candidate(entry, score, features, ranks[entry], most))
    return tuple(ordered)


def rank(features: Features, policy: Thresholds, scale: Scale) -> float:
    """How far an entry is meant: by its figures, or by the score where the score tells enough."""
    words = _weighed(features, policy.rank)
    return round(words + scale.tells * (policy.steepness * features.score - words), 6)


def confidence(
    features: Features, score: float, policy: Thresholds, scale: Scale, apart: float = 0.0
) -> float:
    """How likely an entry answers, 0 to 1, that is so far `apart` in rank from its best rival.

    By its figures, or where the score tells enough by how far that is above what separates known
    questions from strange ones in this FAQ.
    """
    even = math.log(policy.answer / (1 - policy.answer))
    words = policy.bias + policy.apart * apart + _weighed(features, policy.trust)
    logit = words + scale.tells * (even + policy.steepness * scale.above(score) - words)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


def _weighed(features: Features, weights: Mapping[str, float]) -> float:
    named = _picked(tuple(weights))(features)
    return sum([weight * figure for weight, figure in zip(weights.values(), named, strict=True)])


@lru_cache(maxsize=8)
def _picked(names: tuple[str, ...]) -> Callable[[Features], tuple[float, ...]]:
    """What takes figures by their names, two or more of them, at once."""
    return itemgetter(*map(NAMES.index, names))


CANDIDATES = 3  # by the matcher, and as many again by what the words are about
MISSES = 4  # near misses that are looked at
REMEMBERED = 1 << 14  # places of words seen lately that all entries together remember
FEWEST = 16  # words whose places each of them remembers
LIGHT = 0.05  # a unit of less weight brings no entry into question
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """Built once from the FAQs and their matcher; frozen afterwards.

    Near misses are numbered after the entries; `faq_of` holds the FAQ of both. `rivals` are the
    entries that compete with each, `heard` tells which entries have what a unit seeks, `same` the
    entry of what is left of a phrasing without idle words.
    """

    entries: tuple[Entry, ...]
    reader: Reader
    slips: EnglishSpeller
    profiles: tuple[Profile, ...]
    near_misses: tuple[Profile, ...]
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    rarity: Rarity
    heard: Callable[[Keys], Heard] = field(repr=False)
    same: Mapping[Bare, int] = field(repr=False)
    scale: Scale
    policy: Thresholds = THRESHOLDS

    @classmethod
    def build(
        cls,
        faqs: Sequence[Faq],
        rehearsal: Rehearsal,
        phrasings: int,
        policy: Thresholds = THRESHOLDS,
    ) -> Scorer:
        """Read all phrasings, answers and near misses of proven FAQs.

        `rehearsal` is the matcher's; its first `phrasings` rows are those of the entries.
        """
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        reader = reader_of(faqs)
        asked = [[read(reader, text) for text in entry.questions] for entry in entries]
        spoken = [[read(reader, text) for text in spoken_by(entry)] for entry in entries]
        refused = [read(reader, line) for faq in faqs for line in faq.not_covered]
        rarity = Rarity.of(asked)
        kept = max(FEWEST, REMEMBERED // max(1, len(entries)))
        profiles = tuple(
            Profile.of(*both, rarity, kept) for both in zip(asked, spoken, strict=True)
        )
        known = {word for rows in (*asked, *spoken) for row in rows for word in row.words}
        return cls(
            entries=entries,
            reader=reader,
            slips=EnglishSpeller.build(known),
            profiles=profiles,
            near_misses=tuple(Profile.of([line], [], rarity, FEWEST) for line in refused),
            faq_of=(
                *(number for number, faq in enumerate(faqs) for _ in faq.entries),
                *(number for number, faq in enumerate(faqs) for _ in faq.not_covered),
            ),
            rivals=rivals_of(entries),
            rarity=rarity,
            heard=hearing(profiles),
            same=same([[row.words for row in rows] for rows in asked], [r.words for r in refused]),
            scale=Scale.of(rehearsal, phrasings),
            policy=policy,
        )

    def ask(self, words: Sequence[str]) -> Asked:
        """The question of normalised, spelt words, weighed for this FAQ."""
        reading = self.reader.read(words)
        return Asked(reading, tuple(self.rarity.weight(unit) for unit in reading.units))

    def leftovers(self, sentences: Sequence[Citation]) -> Leftovers:
        """The index of sentences of the article that stand by themselves."""
        return Leftovers.build(sentences, [read(self.reader, one.quote) for one in sentences])

    def joined(self, asked: Asked, before: Asked, share: float, *, followed: bool = False) -> Asked:
        """A question with what another was about, at a share of its weight.

        What the follow-up says itself replaces names of the same class: "what about weibo" asks
        about Weibo, not about the app that the question before it named.
        """
        said = {key for unit in asked.units for key, _ in unit.keys}
        carried = [
            (unit, weight * share)
            for unit, weight in zip(before.units, before.weights, strict=True)
            if not any(key in said for key, _ in unit.keys)
        ]
        units = (*asked.units, *(unit for unit, _ in carried))
        weights = (*asked.weights, *(weight for _, weight in carried))
        reading = Reading(asked.reading.words, units, asked.reading.asks)
        return Asked(reading, weights, followed, asked.pointing and not followed)

    def judge(
        self, asked: Asked, scores: Mapping[int, float], told: frozenset[int] = NOBODY
    ) -> tuple[Candidate, ...]:
        """The entries that may answer, likeliest first.

        `scores` are the matcher's by entry, best first; near misses are numbered after entries.
        The entries in `told` answered the question before.
        """
        ranked = [entry for entry in scores if entry < len(self.entries)]
        candidates = sorted({*ranked[:CANDIDATES], *self._about(asked)})
        rows = zip(
            candidates,
            [scores.get(entry, 0.0) for entry in candidates],
            self._features(asked, scores, candidates, told),
            strict=True,
        )
        return judge_rows(rows, self.policy, self.scale, self.rivals)

    def _features(
        self,
        asked: Asked,
        scores: Mapping[int, float],
        candidates: Sequence[int],
        told: frozenset[int],
    ) -> Iterator[Features]:
        """The figures of each candidate."""
        bare = {entry: scores.get(entry, 0.0) for entry in candidates}
        seen = {entry: self.profiles[entry].sees(asked.units) for entry in candidates}
        alike = {e: likeness(seen[e], asked.weights, self.profiles[e].totals) for e in candidates}
        best, best_alike = (dict(best_rivals(v, self.rivals)) for v in (bare, alike))
        near = self._missed(asked, scores)
        known = [self.heard(unit.seeks).most for unit in asked.units]
        meant = None if asked.followed else self.same.get(stripped(asked.reading.words))
        shape = shape_of(asked)
        for entry in candidates:
            likest, doubted = near.get(self.faq_of[entry], (0.0, 0.0))
            score = self.scale(bare[entry])
            yield Features(
                score=score,
                lead=score - self.scale(best[entry]) if best[entry] else score,
                alike=alike[entry],
                alike_lead=alike[entry] - best_alike[entry],
                near_miss=likest,
                refused=self.scale(doubted),
                told=float(entry in told),
                ahead=bare[entry] - best[entry],
                doubted=doubted,
                same=float(entry == meant),
                **explained_by(self.profiles[entry], asked, seen[entry], known),
                **shape,
            )

    def _missed(self, asked: Asked, scores: Mapping[int, float]) -> dict[int, tuple[float, float]]:
        """By FAQ: how alike the nearest near miss is, and the best score of any."""
        found: dict[int, tuple[float, float]] = {}
        lines = [number for number in scores if number >= len(self.entries)][:MISSES]
        for line in lines:
            faq, near = self.faq_of[line], self.near_misses[line - len(self.entries)]
            alike, doubted = found.get(faq, (0.0, 0.0))
            mine = likeness(near.sees(asked.units), asked.weights, near.totals)
            likest = max(alike, mine)
            found[faq] = (likest, max(doubted, scores[line]))
        return found

    def _about(self, asked: Asked) -> list[int]:
        """The entries that speak of most of the question's weight."""
        found: dict[int, float] = {}
        for unit, weight in zip(asked.units, asked.weights, strict=True):
            if weight < LIGHT:
                continue
            for entry, share in self.heard(unit.seeks).entries:
                found[entry] = found.get(entry, 0.0) + weight * share
        return sorted(found, key=lambda entry: (-found[entry], entry))[:CANDIDATES]
