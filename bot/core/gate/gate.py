"""The gate: for each question, which entries may answer it, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.article import Citation
from bot.core.faq import Entry, Faq
from bot.core.gate.calibration import Scale
from bot.core.gate.figures import Figures
from bot.core.gate.judging import Judged, judged
from bot.core.gate.leftovers import Leftovers
from bot.core.gate.material import Heard, hearing, read, reader_of, rivals_of, spoken_by
from bot.core.gate.policy import POLICY, Policy
from bot.core.gate.profiles import Profile, likeness
from bot.core.gate.rarity import Rarity
from bot.core.gate.sameness import Bare, same, stripped
from bot.core.gate.seen import Keys
from bot.core.gate.slips import Slips
from bot.core.gate.units import Reader, Reading
from bot.core.gate.weighing import Asked, best_rivals, explained_by, shape_of
from bot.core.matching import Rehearsal

CANDIDATES = 3  # by the matcher, and as many again by what the words are about
MISSES = 4  # near misses that are looked at
REMEMBERED = 1 << 14  # places of words seen lately that all entries together remember
FEWEST = 16  # words whose places each of them remembers
LIGHT = 0.05  # a unit of less weight brings no entry into question
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Built once from the FAQs and their matcher; frozen afterwards.

    Near misses are numbered after the entries; `faq_of` holds the FAQ of both. `rivals` are the
    entries that compete with each, `heard` tells which entries have what a unit seeks, `same` the
    entry of what is left of a phrasing without idle words.
    """

    entries: tuple[Entry, ...]
    reader: Reader
    slips: Slips
    profiles: tuple[Profile, ...]
    near_misses: tuple[Profile, ...]
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    rarity: Rarity
    heard: Callable[[Keys], Heard] = field(repr=False)
    same: Mapping[Bare, int] = field(repr=False)
    scale: Scale
    policy: Policy = POLICY

    @classmethod
    def build(
        cls, faqs: Sequence[Faq], rehearsal: Rehearsal, phrasings: int, policy: Policy = POLICY
    ) -> Gate:
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
            slips=Slips.build(known),
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
    ) -> tuple[Judged, ...]:
        """The entries that may answer, likeliest first.

        `scores` are the matcher's by entry, best first; near misses are numbered after entries.
        The entries in `told` answered the question before.
        """
        ranked = [entry for entry in scores if entry < len(self.entries)]
        candidates = sorted({*ranked[:CANDIDATES], *self._about(asked)})
        rows = zip(
            candidates,
            [scores.get(entry, 0.0) for entry in candidates],
            self._figures(asked, scores, candidates, told),
            strict=True,
        )
        return judged(rows, self.policy, self.scale, self.rivals)

    def _figures(
        self,
        asked: Asked,
        scores: Mapping[int, float],
        candidates: Sequence[int],
        told: frozenset[int],
    ) -> Iterator[Figures]:
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
            yield Figures(
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
