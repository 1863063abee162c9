"""The gate: for each question, which entries may answer it, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.faq import Entry, Faq
from bot.core.gate.calibration import Scale
from bot.core.gate.figures import Asked, Figures, alike, covered, leads, missing, way
from bot.core.gate.frequency import zipf
from bot.core.gate.lexicon import Kind, lexicon
from bot.core.gate.policy import POLICY, Policy
from bot.core.gate.profiles import Profile, Rarity, profile
from bot.core.gate.units import Reader, Reading, Unit
from bot.core.matching import Matcher
from bot.core.text import words

CARRIED = 0.4  # what a word of the question before still weighs
CANDIDATES = 6  # by the matcher, and as many again by what the words are about


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, by position, with its figures and how likely it answers, 0 to 1."""

    entry: int
    score: float
    figures: Figures
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Built once from the FAQs and their matcher; frozen afterwards."""

    entries: tuple[Entry, ...]
    reader: Reader
    profiles: tuple[Profile, ...]
    near_misses: tuple[Profile, ...]
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    rarity: Rarity
    postings: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)
    scale: Scale
    policy: Policy = POLICY

    @classmethod
    def build(cls, faqs: Sequence[Faq], matcher: Matcher, policy: Policy = POLICY) -> Gate:
        """Read all phrasings, answers and near misses of proven FAQs."""
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        reader = Reader.build(
            (f"S:{number}:{head}", (head, *others))
            for number, faq in enumerate(faqs)
            for head, others in faq.synonyms.items()
        )
        phrasings = [[_read(reader, text) for text in entry.questions] for entry in entries]
        rarity = Rarity.of(phrasings)
        profiles = tuple(
            profile(mine, [_read(reader, text) for text in _spoken(entry)], rarity)
            for entry, mine in zip(entries, phrasings, strict=True)
        )
        return cls(
            entries=entries,
            reader=reader,
            profiles=profiles,
            near_misses=tuple(
                profile([_read(reader, line) for line in faq.not_covered], [], rarity)
                for faq in faqs
            ),
            faq_of=tuple(number for number, faq in enumerate(faqs) for _ in faq.entries),
            rivals=_rivals(entries),
            rarity=rarity,
            postings=_postings(profiles),
            scale=Scale.of(matcher.leave_one_out()),
            policy=policy,
        )

    def ask(self, read: Sequence[str]) -> Asked:
        """The question of normalised, spelt words, weighed for this FAQ."""
        reading = self.reader.read(read)
        return Asked(reading, tuple(self.rarity.weight(unit) for unit in reading.units))

    def joined(self, asked: Asked, before: Asked) -> Asked:
        """A follow-up with what the question before it was about, at a lesser weight.

        What the follow-up says itself replaces names of the same class: "what about weibo" asks
        about Weibo, not about the app that the question before it named.
        """
        said = {key for unit in asked.reading.units for key, _ in unit.keys}
        carried = [
            (unit, weight * CARRIED)
            for unit, weight in zip(before.reading.units, before.weights, strict=True)
            if not any(key in said for key, _ in unit.keys)
        ]
        units = (*asked.reading.units, *(unit for unit, _ in carried))
        weights = (*asked.weights, *(weight for _, weight in carried))
        return Asked(Reading(asked.reading.words, units, asked.reading.asks), weights)

    def judge(self, asked: Asked, scores: Mapping[int, float]) -> tuple[Judged, ...]:
        """The entries that may answer, likeliest first; `scores` are the matcher's by entry."""
        candidates = sorted({*list(scores)[:CANDIDATES], *self._about(asked)})
        scaled = {entry: self.scale(scores.get(entry, 0.0)) for entry in candidates}
        near = {entry: alike(asked, self.profiles[entry]) for entry in candidates}
        alikes = {entry: found.alike for entry, found in near.items()}
        rivals = {entry: self.rivals[entry] for entry in candidates}
        lead, alike_lead = leads(scaled, rivals), leads(alikes, rivals)
        misses = [alike(asked, lines).alike for lines in self.near_misses]
        known = [self._known(unit) for unit in asked.reading.units]
        judged = []
        for entry in candidates:
            matched = [near[entry].shares.get(at, 0.0) for at in range(len(asked.weights))]
            centres = [self.profiles[entry].centres(unit) for unit in asked.reading.units]
            shares = [self.profiles[entry].explains(unit) for unit in asked.reading.units]
            figures = Figures(
                score=scaled[entry],
                lead=lead[entry],
                alike=alikes[entry],
                alike_lead=alike_lead[entry],
                covered=covered(asked, shares),
                missing=missing(asked, shares, Kind.ASKED),
                nameless=missing(asked, shares, Kind.NAME),
                way=way(asked.reading.asks, self.profiles[entry]),
                near_miss=misses[self.faq_of[entry]] - alikes[entry],
                bare=1.0 - min(1.0, asked.total),
                central=covered(asked, centres),
                matched=covered(asked, matched),
                unmatched=max(
                    missing(asked, matched, Kind.ASKED), missing(asked, matched, Kind.NAME)
                ),
                strange=near[entry].strange,
                foreign=max(
                    (w * (1 - k) for w, k in zip(asked.weights, known, strict=True)), default=0.0
                ),
            )
            chance = _chance(figures, self.policy)
            judged.append(Judged(entry, scores.get(entry, 0.0), figures, chance))
        return tuple(sorted(judged, key=lambda found: (-found.chance, found.entry)))

    def _known(self, unit: Unit) -> float:
        """How far any entry explains the unit."""
        return max((s for key, s in unit.seeks if key in self.postings), default=0.0)

    def _about(self, asked: Asked) -> list[int]:
        """The entries that speak of most of the question's weight."""
        found: dict[int, float] = {}
        for unit, weight in zip(asked.reading.units, asked.weights, strict=True):
            best: dict[int, float] = {}
            for key, mine in unit.seeks:
                for entry, theirs in self.postings.get(key, ()):
                    best[entry] = max(best.get(entry, 0.0), min(mine, theirs))
            for entry, share in best.items():
                found[entry] = found.get(entry, 0.0) + weight * share
        return sorted(found, key=lambda entry: (-found[entry], entry))[:CANDIDATES]


def vocabulary() -> frozenset[str]:
    """Words that the spelling must leave alone, because they are words."""
    return frozenset(zipf()) | {part for text in lexicon().terms for part in text.split()}


def _read(reader: Reader, text: str) -> Reading:
    return reader.read([word.text for word in words(text)])


def _spoken(entry: Entry) -> list[str]:
    return [*([entry.answer] if entry.answer else []), *(cited.quote for cited in entry.citations)]


def _rivals(entries: Sequence[Entry]) -> tuple[frozenset[int], ...]:
    """For each entry those that compete with it: they cite other sentences."""
    by_sources: dict[frozenset[tuple[str, int]], set[int]] = {}
    for number, entry in enumerate(entries):
        by_sources.setdefault(entry.sources, set()).add(number)
    everyone = frozenset(range(len(entries)))
    return tuple(
        everyone - (by_sources[entry.sources] if entry.sources else {number})
        for number, entry in enumerate(entries)
    )


def _postings(profiles: Sequence[Profile]) -> dict[str, tuple[tuple[int, float], ...]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for entry, mine in enumerate(profiles):
        for key, strength in mine.keys.items():
            found.setdefault(key, []).append((entry, strength))
    return {key: tuple(rows) for key, rows in found.items()}


def _chance(figures: Figures, policy: Policy) -> float:
    spoken = (weight * getattr(figures, name) for name, weight in policy.weights.items())
    logit = policy.bias + sum(spoken)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)
