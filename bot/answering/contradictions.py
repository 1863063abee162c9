"""Contradictions: a question that asks about another thing than the entry it comes near.

Words that nearly all agree hide what tells two things apart: the number in "tier 2", the opposite
in "unmute", the direction in "from mit to gpl", the "not" in "who can not post". An entry that
speaks of the one and never of the other does not answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.matching.directions import Direction, directions
from bot.matching.numbers import ALL, Designator, designators, same
from bot.matching.opposites import Side, sides
from bot.matching.question_type import YES_NO, asks
from bot.matching.text import stem
from bot.matching.word_lists import function

MAY = "may"  # the type of questions such as "am i allowed to", which yes or no answers
STATES = frozenset(("is", "are", "was", "were", "am"))  # "is it so" is answered by "it is not so"
AUXILIARIES = {
    **dict.fromkeys(("can", "could"), "can"),
    **dict.fromkeys((*STATES, "be"), "be"),
    **dict.fromkeys(("do", "does", "did"), "do"),
    **dict.fromkeys(("will", "would", "shall", "should"), "will"),
    **dict.fromkeys(("may", "might", "must"), "may"),
    **dict.fromkeys(("has", "have", "had"), "have"),
    "with": "with",
}
NOT = frozenset(("not", "never", "without"))
SCOPE = 5  # words after "not" or "can" within which stands what it is said of
# What nobody denies who says "i can't find where" or "not sure".
_ASIDE = frozenset(
    "know understand see find sure get figure remember believe think only just yet why care mind "
    "sure certain clear tell say".split()
)


class Said(NamedTuple):
    """What is said of a word: by which auxiliary, and the stem of the word."""

    auxiliary: str
    stem: str


@dataclass(frozen=True, slots=True)
class Polarity:
    """What a text affirms, what it denies, and the way it asks."""

    question_type: str
    affirmed: frozenset[Said]
    denied: frozenset[Said]


def polarity(words: Sequence[str]) -> Polarity:
    """What a text affirms and denies.

    Args:
        words: Normalised words.
    """
    affirmed, denied = set(), set()
    for at, word in enumerate(words):
        if word in NOT:
            auxiliary = "with" if word == "without" else _auxiliary(words[:at])
            if found := _said_of(words, at, auxiliary):
                denied.add(found)
        elif word in AUXILIARIES and (found := _said_of(words, at, AUXILIARIES[word])):
            affirmed.add(found)
    kind = asks(words)
    kind = "what" if kind == "which" else kind
    return Polarity(kind, frozenset(affirmed - denied), frozenset(denied))


def _auxiliary(before: Sequence[str]) -> str:
    return next((AUXILIARIES[word] for word in reversed(before) if word in AUXILIARIES), "")


def _said_of(words: Sequence[str], at: int, auxiliary: str) -> Said | None:
    """The first word with a meaning after a place, unless another "not" or aside comes first."""
    for word in words[at + 1 : at + 1 + SCOPE]:
        if word in NOT or word in _ASIDE:
            return None
        if word not in function():
            return Said(auxiliary, stem(word))
    return None


@dataclass(frozen=True, slots=True)
class Signs:
    """What in a question may contradict an entry, read once for all entries."""

    designators: tuple[Designator, ...]
    sides: dict[Side, str]
    directions: tuple[Direction, ...]
    polarity: Polarity
    stems: frozenset[str]


def signs(words: Sequence[str]) -> Signs:
    """What may contradict an entry, in normalised, spelt words."""
    asked, taken = polarity(words), sides(words)
    of_states = asked.question_type == YES_NO and not STATES.isdisjoint(words[:3])
    mine = {
        side: word
        for side, word in taken.items()
        if side.opposite not in taken and not (of_states and side.state)
    }
    return Signs(
        tuple(one for one in designators(words) if one.value != ALL),
        mine,
        tuple(directions(words)),
        asked,
        frozenset(map(stem, words)),
    )


class Claims:
    """What an entry speaks of, so that a question can contradict it; built once."""

    def __init__(
        self, phrasings: Sequence[Sequence[str]], own: Iterable[Sequence[str]]
    ) -> None:
        """Read off an entry.

        Args:
            phrasings: The words of its phrasings.
            own: Those of its answer and its cited sentences.
        """
        texts = [*phrasings, *own]
        self._designators = _by_noun(texts)
        self._contrary = _contrary(phrasings, texts)
        self._directions = [one for words in phrasings for one in directions(words)]
        self._all_directions = [one for words in texts for one in directions(words)]
        self._polarities = [polarity(words) for words in phrasings]
        self._denied = {one.stem for words in texts for one in polarity(words).denied}

    def contradiction(self, question: Signs) -> str:
        """What contradicts, in words for an editor; "" if nothing does."""
        return (
            (question.designators and self._other(question))
            or self._opposite(question)
            or (question.directions and self._reverse(question))
            or self._negation(question)
            or ""
        )

    def _other(self, question: Signs) -> str:
        """Another of several things."""
        asked: dict[str, list[Designator]] = {}
        for one in question.designators:
            if one.noun in self._designators:
                asked.setdefault(one.noun, []).append(one)
        for noun, several in asked.items():
            held = self._designators[noun]
            if ALL not in held and not any(same(a.value, b) for a in several for b in held):
                return _differ(several[0].text, next(iter(held.values())))
        return ""

    def _opposite(self, question: Signs) -> str:
        """The opposite of what the phrasings ask about."""
        if self._contrary.keys().isdisjoint(question.sides):
            return ""
        side, word = next((s, w) for s, w in question.sides.items() if s in self._contrary)
        return _differ(word, self._contrary[side])

    def _reverse(self, question: Signs) -> str:
        """The way back."""
        for mine in question.directions:
            theirs = next((one for one in self._directions if mine.is_reverse_of(one)), None)
            if theirs and not any(_same_way(mine, one) for one in self._all_directions):
                return _differ(mine.text, theirs.text)
        return ""

    def _negation(self, question: Signs) -> str:
        """Not what the phrasings ask about, or what they deny."""
        asked = question.polarity
        if asked.question_type in ("", YES_NO, MAY):
            return ""
        alike = [one for one in self._polarities if one.question_type == asked.question_type]
        affirmed = {said for one in self._polarities for said in one.affirmed}
        denied = {said for one in alike for said in one.denied}
        for said in asked.denied:
            if said.stem not in self._denied and any(said in one.affirmed for one in alike):
                return _differ(f"not {said.stem}", said.stem)
        if not asked.denied:
            for said in asked.affirmed & denied:
                if said not in affirmed:
                    return _differ(said.stem, f"not {said.stem}")
        return ""


def _by_noun(texts: Iterable[Sequence[str]]) -> dict[str, dict[str, str]]:
    """By noun the values that texts hold, each as it was put."""
    found: dict[str, dict[str, str]] = {}
    for words in texts:
        for one in designators(words):
            found.setdefault(one.noun, {}).setdefault(one.value, one.text)
    return {noun: values for noun, values in found.items() if set(values) != {ALL}}


def _contrary(
    phrasings: Sequence[Sequence[str]], texts: Iterable[Sequence[str]]
) -> dict[Side, str]:
    """The sides that the entry never takes while phrasings take their opposites."""
    taken = [sides(words) for words in phrasings]
    held = set().union(*(sides(words) for words in texts))
    return {
        side.opposite: word
        for one in taken
        for side, word in one.items()
        if side.opposite not in held
    }


def _same_way(mine: Direction, other: Direction) -> bool:
    goal = not mine.goal or bool(mine.goal & other.goal)
    return goal and (not mine.origin or not other.origin or bool(mine.origin & other.origin))


def _differ(asked: str, entry: str) -> str:
    return f"asks about “{asked}”, the entry about “{entry}”"
