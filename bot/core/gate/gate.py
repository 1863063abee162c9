"""The gate: for each question, which entries may answer it, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.faq import Entry, Faq
from bot.core.gate.calibration import Scale
from bot.core.gate.figures import Asked, Figures, lacking, leads, left, way
from bot.core.gate.frequency import zipf
from bot.core.gate.lexicon import lexicon
from bot.core.gate.policy import POLICY, Policy
from bot.core.gate.profiles import Profile, Rarity, nearest, profile
from bot.core.gate.slips import Slips
from bot.core.gate.units import Reader, Reading, Unit
from bot.core.matching import Rehearsal
from bot.core.text import words

CANDIDATES = 6  # by the matcher, and as many again by what the words are about


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, by position, with its figures and how likely it answers, 0 to 1.

    `forbidden` names the figure that forbids it to answer, "" if none does.
    """

    entry: int
    score: float
    figures: Figures
    chance: float
    forbidden: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Built once from the FAQs and their matcher; frozen afterwards."""

    entries: tuple[Entry, ...]
    reader: Reader
    slips: Slips
    profiles: tuple[Profile, ...]
    near_misses: tuple[Profile, ...]
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    rarity: Rarity
    postings: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)
    scale: Scale
    policy: Policy = POLICY

    @classmethod
    def build(
        cls,
        faqs: Sequence[Faq],
        rehearsal: Rehearsal,
        phrasings: int,
        policy: Policy = POLICY,
    ) -> Gate:
        """Read all phrasings, answers and near misses of proven FAQs.

        `rehearsal` is the matcher's; its first `phrasings` rows are those of the entries.
        """
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        reader = Reader.build(
            (f"S:{number}:{head}", (head, *others))
            for number, faq in enumerate(faqs)
            for head, others in faq.synonyms.items()
        )
        asked = [[_read(reader, text) for text in entry.questions] for entry in entries]
        rarity = Rarity.of(asked)
        profiles = tuple(
            profile(mine, [_read(reader, text) for text in _spoken(entry)], rarity)
            for entry, mine in zip(entries, asked, strict=True)
        )
        return cls(
            entries=entries,
            reader=reader,
            slips=Slips.build(
                {w.text for e in entries for t in (*e.questions, *_spoken(e)) for w in words(t)}
            ),
            profiles=profiles,
            near_misses=tuple(
                profile([_read(reader, line) for line in faq.not_covered], [], rarity)
                for faq in faqs
            ),
            faq_of=tuple(number for number, faq in enumerate(faqs) for _ in faq.entries),
            rivals=_rivals(entries),
            rarity=rarity,
            postings=_postings(profiles),
            scale=Scale.of(rehearsal, phrasings),
            policy=policy,
        )

    def ask(self, read: Sequence[str]) -> Asked:
        """The question of normalised, spelt words, weighed for this FAQ."""
        reading = self.reader.read(read)
        return Asked(reading, tuple(self.rarity.weight(unit) for unit in reading.units))

    def joined(self, asked: Asked, before: Asked, share: float) -> Asked:
        """A question with what another was about, at a share of its weight.

        What the follow-up says itself replaces names of the same class: "what about weibo" asks
        about Weibo, not about the app that the question before it named.
        """
        said = {key for unit in asked.reading.units for key, _ in unit.keys}
        carried = [
            (unit, weight * share)
            for unit, weight in zip(before.reading.units, before.weights, strict=True)
            if not any(key in said for key, _ in unit.keys)
        ]
        units = (*asked.reading.units, *(unit for unit, _ in carried))
        weights = (*asked.weights, *(weight for _, weight in carried))
        return Asked(Reading(asked.reading.words, units, asked.reading.asks), weights)

    def judge(self, asked: Asked, scores: Mapping[int, float]) -> tuple[Judged, ...]:
        """The entries that may answer, likeliest first; `scores` are the matcher's by entry.

        Positions beyond the entries are near misses.
        """
        ranked = [entry for entry in scores if entry < len(self.entries)]
        candidates = sorted({*ranked[:CANDIDATES], *self._about(asked)})
        judged = [
            judgement(entry, scores.get(entry, 0.0), figures, self.policy)
            for entry, figures in zip(
                candidates, self._figures(asked, scores, candidates), strict=True
            )
        ]
        return tuple(sorted(judged, key=lambda found: (-found.chance, found.entry)))

    def _figures(
        self, asked: Asked, scores: Mapping[int, float], candidates: Sequence[int]
    ) -> Iterator[Figures]:
        """The figures of each candidate."""
        units = asked.reading.units
        scaled = {entry: self.scale(scores.get(entry, 0.0)) for entry in candidates}
        near = {e: nearest(units, asked.weights, self.profiles[e]) for e in candidates}
        alike = {entry: found.alike for entry, found in near.items()}
        rivals = {entry: self.rivals[entry] for entry in candidates}
        lead, alike_lead = leads(scaled, rivals), leads(alike, rivals)
        misses = [nearest(units, asked.weights, lines).alike for lines in self.near_misses]
        refused = self.scale(
            max((s for e, s in scores.items() if e >= len(self.entries)), default=0.0)
        )
        known = [self._known(unit) for unit in units]
        foreign = max((w * (1 - k) for w, k in zip(asked.weights, known, strict=True)), default=0.0)
        for entry in candidates:
            mine = self.profiles[entry]
            kept = left(asked, [mine.explains(unit) for unit in units], known)
            core = left(asked, [mine.centres(unit) for unit in units], known)
            best = left(asked, [near[entry].shares.get(at, 0.0) for at in range(len(units))], known)
            yield Figures(
                score=scaled[entry],
                lead=lead[entry],
                alike=alike[entry],
                alike_lead=alike_lead[entry],
                agreed=float(lead[entry] >= 0.0 and alike_lead[entry] >= 0.0),
                said=kept.said,
                covered=core.covered,
                asked=kept.asked,
                named=kept.named,
                elsewhere=kept.elsewhere,
                unheard=kept.unheard,
                counted=kept.counted,
                passing=kept.said - core.said,
                wanted=best.asked + best.named,
                strange=near[entry].strange,
                foreign=foreign,
                way=way(asked.reading.asks, mine),
                lacking=lacking(asked.reading.asks, mine),
                near_miss=misses[self.faq_of[entry]],
                refused=refused,
                trust=self.scale.trust * scaled[entry],
            )

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
    """For each entry those that compete with it: they cite none of its sentences."""
    sources = [entry.sources or frozenset({(entry.id, 0)}) for entry in entries]
    citing: dict[tuple[str, int], set[int]] = {}
    for number, cited in enumerate(sources):
        for sentence in cited:
            citing.setdefault(sentence, set()).add(number)
    everyone = frozenset(range(len(entries)))
    return tuple(everyone.difference(*(citing[one] for one in cited)) for cited in sources)


def _postings(profiles: Sequence[Profile]) -> dict[str, tuple[tuple[int, float], ...]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for entry, mine in enumerate(profiles):
        for key, strength in mine.keys.items():
            found.setdefault(key, []).append((entry, strength))
    return {key: tuple(rows) for key, rows in found.items()}


def judgement(entry: int, score: float, figures: Figures, policy: Policy) -> Judged:
    """The judgement on an entry with these figures."""
    forbidden = forbids(figures, policy)
    likely = chance(figures, policy)
    return Judged(
        entry, score, figures, min(likely, policy.held) if forbidden else likely, forbidden
    )


def forbids(figures: Figures, policy: Policy) -> str:
    """The name of the figure that forbids an answer, however well the rest fits; "" for none."""
    if figures.way < policy.way:
        return "way"
    if figures.asked > policy.asked:
        return "asked"
    if figures.named > policy.named:
        return "named"
    if figures.near_miss > figures.alike:
        return "near_miss"
    return ""


def chance(figures: Figures, policy: Policy) -> float:
    """How likely an entry with these figures answers, 0 to 1."""
    spoken = (weight * getattr(figures, name) for name, weight in policy.weights.items())
    logit = policy.bias + sum(spoken)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)
