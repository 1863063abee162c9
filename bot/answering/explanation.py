"""Explains a decision in an editor's words: what was understood, what came near, what decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from bot.answering.advice import Advice, Decided, contradicted_instead, faq_of, synonym_heads
from bot.answering.confidence import Candidate, Comparison
from bot.answering.features import FEATURE_NAMES, LOOSE, NearestMiss
from bot.answering.reply import (
    CandidateEvidence,
    Evidence,
    FeatureEvidence,
    LineChange,
    WordEvidence,
    citations_of,
)
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import Unit
from bot.matching.lexicon import YES_NO
from bot.matching.text import normalise

SHOWN = 5  # candidates
IN_WORDS = 2  # of them
MOST_NAMED = 8  # words in a line
IN_PART, WHOLLY = 0.5, 0.75  # shares of a word from which it is explained in part, and wholly
ALIKE = 0.05  # by how much a weight or a likeness must differ to be called more
FEW = 0.5  # how far a question must ask otherwise than most phrasings, to be named

ASKS = {
    "": "has no question word",
    YES_NO: "asks for yes or no",
    "may": "asks whether one may",
    "what if": "asks what happens",
}
"""How a question asks, where its type does not say it."""


class Explanation(Decided):
    """Explains a decision in words, should anybody ask."""

    def evidence(self) -> Evidence:
        """The evidence: words, candidates, thresholds, the rule and how to change it."""
        compared = self.decision.compared
        return Evidence(
            words=tuple(self._words()),
            candidates=tuple(map(self._candidate, self._candidates[:SHOWN])),
            thresholds=(
                ("confidence to answer", *compared.to_answer),
                ("confidence to show as closest", *compared.to_show),
                ("confidence to suggest", *compared.to_suggest),
                ("confidence to show in spite of a near miss", *compared.if_spared),
                ("explained weight to answer", *compared.weight_to_answer),
                ("unexplained word that forbids an answer", *compared.unexplained_word),
            ),
            rule=self._rule(),
            understood=self._understood(),
            nearest=tuple(map(self._in_words, self._named_first)),
            changes=self._changes,
        )

    # The tables.

    def _words(self) -> Iterator[WordEvidence]:
        """The words that weigh something, and how far the best entry explains them."""
        best = self._candidates[:1]
        shares = self._shares(best[0]) if best else [0.0] * len(self.clause.question.units)
        for unit, weight, share in zip(
            self._units, self.clause.question.weights, shares, strict=True
        ):
            typed = self.clause.typed_as(unit.first, unit.last, unit.text)
            yield WordEvidence(typed, unit.text, round(weight, 3), round(share, 3))

    def _candidate(self, one: Candidate) -> CandidateEvidence:
        start, adds, by_score = additions(one)
        rows = zip(FEATURE_NAMES, one.features, adds, strict=True)
        features = tuple(FeatureEvidence(*row) for row in rows)
        return CandidateEvidence(
            one.entry, one.met.score, one.confidence, features, start, by_score, one.fit
        )

    # What was understood.

    def _understood(self) -> str:
        own = [self._read_as(unit) for unit in self._units if self._is_own(unit)]
        carried = [f"“{unit.text}”" for unit in self._units if not self._is_own(unit)]
        before = self.clause.before
        source = "from the question before" if before else "from the rest of the message"
        question = self.clause.question
        return "; ".join(
            [
                _listed(own) or "no word that says what it is about",
                _asking(question.text.question_type),
                *([f"a follow-up of “{before}”"] if before else []),
                *([f"{source} {_listed(carried)}"] if carried else []),
                *(["points back to a question before, but is read alone"] * question.points_back),
            ]
        )

    def _read_as(self, unit: Unit) -> str:
        """A word as it was read, with how it was typed and what it is a synonym of."""
        typed = self.clause.typed_as(unit.first, unit.last, unit.text)
        notes = [] if normalise(typed) == unit.text else [f"typed “{typed}”"]
        faqs = [faq_of(self.knowledge, one.entry) for one in self._candidates[:1]]
        heads = [head for faq in faqs for head in synonym_heads(faq, unit.text)]
        notes += [f"a synonym of “{head}”" for head in heads if normalise(head) != unit.text]
        return f"“{unit.text}” ({', '.join(notes)})" if notes else f"“{unit.text}”"

    def _is_own(self, unit: Unit) -> bool:
        """Whether the clause itself has a word, as against what stands around or before it."""
        return " ".join(self.clause.words[unit.first : unit.last + 1]) == unit.text

    def _in_words(self, one: Candidate) -> str:
        """What speaks for and against an entry."""
        said = [
            one.contradiction,
            self._explains(one),
            self._asks(one),
            self._near_miss(one),
            "it answered the question before" if one.features.answered_previous_question else "",
            self._beside(one),
        ]
        whole = "; ".join(part for part in said if part)
        return f"“{one.entry.id}”, {one.confidence:.2f}: {whole}"

    def _explains(self, one: Candidate) -> str:
        """Which words the entry leaves unexplained, or has a part of."""
        if not self._units:
            return f"its phrasings score {one.met.score:.2f}"
        pairs = list(zip(self._units, self._shares(one), strict=True))
        left = [unit for unit, share in pairs if share < IN_PART]
        loosely = [unit for unit, share in pairs if IN_PART <= share < WHOLLY]
        if len(left) == len(pairs):
            return "explains none of it"
        if len(left) + len(loosely) == len(pairs):
            return f"explains no more than {_named(loosely)}, in part"
        whole = f"explains all but {_named(left)}" if left else "explains all of it"
        return f"{whole}, {_named(loosely)} in part" if loosely else whole

    def _asks(self, one: Candidate) -> str:
        """Whether the phrasings want the same kind of thing."""
        asked, otherwise = self.clause.question.text.question_type, one.features.asked_otherwise
        if not asked or asked in LOOSE or otherwise < FEW:
            return ""
        alike = "none of its phrasings does" if otherwise == 1.0 else "few of its phrasings do"
        return f"{_asking(asked)}, {alike}"

    def _near_miss(self, one: Candidate) -> str:
        """How the near miss that is most like the question compares with the entry."""
        near = self._nearest.get(faq_of(self.knowledge, one.entry).file)
        said = f"the near miss “{one.near_miss}”"
        if near is None or near.line != (one.near_miss or near.line):
            return f"{said} is near" if one.near_miss else ""
        more = self.clause.question.explained(near.shares) - one.met.explained_weight
        if not one.near_miss:
            return f"outdoes the near miss “{near.line}”" if more > -ALIKE else ""
        if more > ALIKE:
            return f"{said} explains more"
        if near.likeness > one.met.likeness + ALIKE:
            return f"{said} is more like it"
        return f"{said} explains as much" if more > -ALIKE else f"{said} is near"

    def _beside(self, one: Candidate) -> str:
        """How it stands to the first candidate; of the first itself, whether another leads."""
        first = self._candidates[0]
        if one is not first:
            alike = not one.competes_with(first) and not one.contradiction
            return f"counts as one with “{first.entry.id}”, as they cite alike" if alike else ""
        others = [other for other in self._candidates if other.competes_with(first)]
        ahead = max(others, key=lambda other: other.met.score, default=None)
        if ahead is None or ahead.met.score < first.met.score:
            return ""
        return f"the phrasings of “{ahead.entry.id}” are no less like it"

    # The rule.

    def _rule(self) -> str:
        """The rule that decided, and by how much."""
        compared, clause = self.decision.compared, self.clause
        match self.decision.rule:
            case "near_miss":
                line = next((change.text for change in self._changes), clause.said[1])
                return f"not answered: “{line}” is written under not_covered"
            case "sure":
                reached, needed = _figures(*compared.to_answer)
                return f"answered: {reached}, {needed} is needed"
            case "passage":
                (cited,) = citations_of(self.decision.reply)
                return (
                    f"sentence {cited.number} is quoted: no entry cites it, and it explains the "
                    f"question; “{clause.candidates[0].entry.id}” has {self._short()}"
                )
            case "other_words":
                alike, needed = _figures(*compared.near_miss)
                return (
                    f"not answered: like the near miss “{clause.candidates[0].near_miss}” in other "
                    f"words (alike by {alike}, {needed} is enough)"
                )
            case "likely":
                return f"shown as the closest: {self._short()}; {self._enough_to_show()}"
            case "unsure":
                return f"a choice is offered: {self._short()}, {self._not_shown()}"
            case "far":
                return f"nothing found: {self._far()}"

    @cached_property
    def _confidences(self) -> tuple[str, ...]:
        """The confidence reached, and those to answer, to show as the closest and to suggest."""
        compared = self.decision.compared
        needed = (compared.to_answer, compared.to_show, compared.to_suggest)
        return _figures(compared.to_answer.reached, *(one.needed for one in needed))

    def _enough_to_show(self) -> str:
        """Why the first entry is shown as the closest."""
        compared = self.decision.compared
        if compared.to_show.met:
            return f"{self._confidences[2]} is enough for that"
        reached, needed = _figures(*compared.if_spared)
        return f"{reached} without the near miss, which adds nothing; {needed} is enough then"

    def _short(self) -> str:
        """Why the first entry does not answer."""
        compared, (reached, answer, *_) = self.decision.compared, self._confidences
        if not compared.to_answer.met:
            return f"{reached}, below {answer} for an answer"
        if compared.unexplained_word.met:
            share, most = _figures(*compared.unexplained_word)
            return f"{reached}, but {share} of it is one word not explained; {most} forbids"
        if compared.weight_to_answer.met:
            return f"{reached}, but an entry of another FAQ is nearly as likely"
        weight = _below(compared.weight_to_answer, "for an answer")
        return f"{reached}, but the weight that it explains is {weight}"

    def _not_shown(self) -> str:
        """Why the first entry is not shown as the closest."""
        _, _, show, suggest = self._confidences
        compared = self.decision.compared
        if not (compared.to_show.met or compared.if_spared.met):
            return f"and below {show} for the closest; {suggest} is enough for a choice"
        if not compared.weight_to_show.met or compared.word_to_show.met:
            return "and the entry explains too little of it for the closest"
        first = self._candidates[0]
        other = next(one for one in self._candidates if one.competes_with(first))
        return f"and “{other.entry.id}” is nearly as likely: {other.confidence:.2f}"

    def _far(self) -> str:
        """Why nothing is suggested."""
        compared, candidates = self.decision.compared, self._candidates
        if not candidates:
            return "no entry comes near"
        contradicted = contradicted_instead(candidates)
        if contradicted is candidates[0]:
            return f"no candidate: “{contradicted.entry.id}” is contradicted"
        if not compared.weight_to_suggest.met:
            weight = _below(compared.weight_to_suggest, "for a choice")
            return f"the most that an entry explains weighs {weight}"
        return _below(compared.to_suggest, "for a choice")

    @cached_property
    def _changes(self) -> tuple[LineChange, ...]:
        return Advice(self.knowledge, self.clause, self.decision, self.question).changes()

    @cached_property
    def _named_first(self) -> tuple[Candidate, ...]:
        """The first two candidates; one that is contradicted alone takes the second's place."""
        candidates = self._candidates
        contradicted = contradicted_instead(candidates)
        if contradicted is None or contradicted in candidates[:IN_WORDS]:
            return candidates[:IN_WORDS]
        return (candidates[0], contradicted)

    @cached_property
    def _nearest(self) -> dict[str, NearestMiss]:
        """The nearest near miss of each FAQ, by its file."""
        found = {}
        for section, one in zip(self.knowledge.sections, self.clause.by_faq, strict=True):
            known, scores = section.scorer.near_misses, one.scores.near_misses.values()
            if (near := known.nearest(one.question, scores)).line:
                found[section.faq.file] = near
        return found

    @cached_property
    def _candidates(self) -> tuple[Candidate, ...]:
        """The candidates that the decision is about, the likeliest first."""
        return self.decision.about(self.clause)

    @property
    def _units(self) -> Sequence[Unit]:
        return self.clause.question.units

    def _shares(self, one: Candidate) -> list[float]:
        """How far an entry explains each word."""
        return [one.profile.explains(unit) for unit in self._units]


def additions(candidate: Candidate) -> tuple[float, tuple[float, ...], float]:
    """What adds up to the fit of an entry that nothing contradicts.

    Returns:
        What there is without features, what each of them adds, and what the score alone adds; the
        words count as far as the score is not trusted.
    """
    scale = candidate.scale
    words = 1.0 - scale.trust
    pairs = zip(THRESHOLDS.weights, candidate.features, strict=True)
    added = tuple(words * weight * value for weight, value in pairs)
    by_score = scale.trust * THRESHOLDS.score_steepness * scale(candidate.met.score)
    return words * THRESHOLDS.bias, added, by_score


def _asking(question_type: str) -> str:
    return ASKS.get(question_type, f"asks {question_type}")


def _named(units: Iterable[Unit]) -> str:
    return _listed([f"“{unit.text}”" for unit in units])


def _listed(words: Sequence[str]) -> str:
    """Words in a row, the first of many."""
    rest = len(words) - MOST_NAMED
    return ", ".join([*words[:MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _below(compared: Comparison, purpose: str) -> str:
    """What was reached and what is needed, which is more."""
    reached, needed = _figures(*compared)
    return f"{reached}, below {needed} {purpose}"


def _figures(reached: float, *needed: float) -> tuple[str, ...]:
    """Numbers with as many digits as it takes to tell the first from the others."""
    for digits in (2, 3, 4):
        first, *others = (f"{one:.{digits}f}" for one in (reached, *needed))
        if first not in others:
            break
    return (first, *others)
