"""Contradictions: a question that asks about another thing than the entry it comes near.

Words that nearly all agree hide what tells two things apart: the number in "tier 2", the opposite
in "unmute", the direction in "from mit to gpl", the "not" in "who can not post". An entry that
speaks of the one and never of the other does not answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.matching.lexicon import YES_NO
from bot.matching.numbers import ALL, Designator, designators, same
from bot.matching.opposites import Direction, Side, Taken, directions, sides
from bot.matching.text import stem
from bot.matching.word_lists import function, grammar

CENTRAL = 0.3  # the share of phrasings from which a side is what the entry is about
SEVERAL = 2  # of one noun that are named beside all of it, from which no others are meant
CENTRAL_FIRST = 0.15  # the same, where the phrasing that is shown to people takes it


class Signs:
    """What in a text tells things apart: a question's may contradict those of an entry.

    Each kind is read when it is asked for: most questions have few.

    Args:
        words: Normalised, spelt words.
        question_type: How they ask, by :func:`bot.matching.lexicon.asks`.
    """

    def __init__(self, words: tuple[str, ...], question_type: str) -> None:
        self._words = words
        self._question_type = question_type

    @cached_property
    def designators(self) -> tuple[Designator, ...]:
        """The numbers and letters of things."""
        return tuple(designators(self._words))

    @cached_property
    def sides(self) -> Mapping[Side, Taken]:
        """The sides of opposites that it takes."""
        return sides(self._words)

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """From what to what."""
        return tuple(directions(self._words))

    @cached_property
    def polarity(self) -> Polarity:
        """What it affirms and denies."""
        return polarity(self._words, self._question_type)

    @cached_property
    def same_fact(self) -> bool:
        """Whether it only asks if something is so."""
        return same_fact(self._words, self._question_type)


signs = lru_cache(maxsize=1_024)(Signs)
"""The signs of a text: a clause is read by itself, beside others and as a follow-up."""


class Contrary(NamedTuple):
    """What contradicts a question that takes a side: how the phrasings take its opposite."""

    word: str
    beside: frozenset[str]
    central: bool

    def meets(self, taken: Taken, side: Side) -> bool:
        """Whether both sides are said of one thing."""
        if self.beside & taken.beside or not taken.beside:
            return True
        return self.central and not side.state


class Claims:
    """What an entry speaks of, so that a question can contradict it; each kind read once."""

    def __init__(self, phrasings: Sequence[Signs], own: Sequence[Signs]) -> None:
        """Read off an entry.

        Args:
            phrasings: What its phrasings tell apart.
            own: What its answer and its cited sentences do.
        """
        self._phrasings = phrasings
        self._texts = [*phrasings, *own]

    @cached_property
    def _designators(self) -> dict[str, dict[str, str]]:
        return _by_noun(one for text in self._texts for one in text.designators)

    @cached_property
    def _contrary(self) -> dict[Side, Contrary]:
        return _contrary(self._phrasings, {side for text in self._texts for side in text.sides})

    @cached_property
    def _denied(self) -> set[str]:
        return {said.word for text in self._texts for said in text.polarity.denied}

    @cached_property
    def _polarities(self) -> list[Polarity]:
        return [text.polarity for text in self._phrasings]

    def contradiction(self, question: Signs) -> str:
        """What contradicts, in words for an editor; "" if nothing does."""
        return (
            (question.designators and self._other(question.designators))
            or (question.sides and not question.same_fact and self._opposite(question.sides))
            or (question.directions and self._reverse(question.directions))
            or (question.polarity.settles and self._negation(question.polarity))
            or ""
        )

    def _other(self, asked: Iterable[Designator]) -> str:
        """Another of several things."""
        nouns: dict[str, list[Designator]] = {}
        for one in asked:
            if one.noun in self._designators and one.value != ALL:
                nouns.setdefault(one.noun, []).append(one)
        for noun, several in nouns.items():
            held = self._designators[noun]
            if not any(same(one.value, other) for one in several for other in held):
                return _differ(several[0].text, next(iter(held.values())))
        return ""

    def _opposite(self, taken: Mapping[Side, Taken]) -> str:
        """The opposite of what the phrasings ask about."""
        if self._contrary.keys().isdisjoint(taken):
            return ""
        for side, how in taken.items():
            contrary = self._contrary.get(side)
            if contrary and side.opposite not in taken and contrary.meets(how, side):
                return _differ(how.word, contrary.word)
        return ""

    def _reverse(self, asked: Iterable[Direction]) -> str:
        """The way back."""
        phrased = [one for text in self._phrasings for one in text.directions]
        every = [one for text in self._texts for one in text.directions]
        for mine in asked:
            theirs = next((one for one in phrased if mine.is_reverse_of(one)), None)
            if theirs and not any(mine.is_part_of(one) for one in every):
                return _differ(mine.text, theirs.text)
        return ""

    def _negation(self, asked: Polarity) -> str:
        """Not what the phrasings ask about, or what they deny."""
        alike = [one for one in self._polarities if one.question_type == asked.question_type]
        for said in asked.denied:
            if said.word not in self._denied and any(one.affirms(said) for one in alike):
                return _differ(f"not {said.text}", said.text)
        for said in asked.affirmed if not asked.denied else ():
            if any(one.denies(said) for one in alike) and not any(
                one.affirms(said) for one in self._polarities
            ):
                return _differ(said.text, f"not {said.text}")
        return ""


def _by_noun(designators: Iterable[Designator]) -> dict[str, dict[str, str]]:
    """By noun its values, each as it was put.

    Without nouns of which all are meant, unless several are named: who says what levels 5, 8 and 15
    bring says nothing of level 10.
    """
    found: dict[str, dict[str, str]] = {}
    for one in designators:
        found.setdefault(one.noun, {}).setdefault(one.value, one.text)
    return {
        noun: {value: text for value, text in values.items() if value != ALL}
        for noun, values in found.items()
        if ALL not in values or len(values) > SEVERAL
    }


def _contrary(phrasings: Sequence[Signs], held: Set[Side]) -> dict[Side, Contrary]:
    """What contradicts the sides that the entry never takes."""
    found: dict[Side, list[tuple[int, Taken]]] = {}
    for number, text in enumerate(phrasings):
        for side, how in text.sides.items():
            if side.opposite not in held:
                found.setdefault(side.opposite, []).append((number, how))
    return {side: _joined(how, len(phrasings)) for side, how in found.items()}


def _joined(taken: Sequence[tuple[int, Taken]], phrasings: int) -> Contrary:
    share = len(taken) / phrasings
    central = share >= (CENTRAL if taken[0][0] else CENTRAL_FIRST)
    beside = frozenset[str]().union(*(how.beside for _, how in taken))
    return Contrary(taken[0][1].word, beside, central)


def _differ(asked: str, entry: str) -> str:
    return f"asks about “{asked}”, the entry about “{entry}”"


# Polarity: what a text affirms and what it denies, as in "who can" and "who can't".


MAY = "may"  # the type of questions such as "am i allowed to", which yes or no answers
SCOPE = 6  # words after "not" or "can" within which stands what it is said of

_AUXILIARIES = {
    **dict.fromkeys(("can", "could"), "can"),
    **dict.fromkeys(("is", "are", "was", "were", "am", "be"), "be"),
    **dict.fromkeys(("do", "does", "did", "if"), "do"),
    **dict.fromkeys(("will", "would", "shall", "should"), "will"),
    **dict.fromkeys(("may", "might", "must"), "may"),
    **dict.fromkeys(("has", "have", "had"), "have"),
    "with": "with",
}
_NOT = frozenset(("not", "never"))
_WISHES = frozenset(("can", "could", "may", "should", "shall"))
_ASKERS = frozenset(("i", "we", "you", "there"))


class Said(NamedTuple):
    """What is affirmed or denied: the stem of a word, after which auxiliary, and what follows it.

    `text` is the word as it was put.
    `following` is empty where no word with a meaning follows at once: the word is then the verb,
    not a subject before it.
    """

    auxiliary: str
    word: str
    following: str
    text: str

    def agrees(self, other: Said) -> bool:
        """Whether both are said of the same."""
        if (self.auxiliary, self.word) != (other.auxiliary, other.word):
            return False
        return not self.following or not other.following or self.following == other.following


class Polarity(NamedTuple):
    """What a text affirms, what it denies, and the way it asks."""

    question_type: str
    affirmed: frozenset[Said]
    denied: frozenset[Said]

    @property
    def settles(self) -> bool:
        """Whether it matters what is denied: what asks for yes or no is answered by either."""
        return self.question_type not in ("", YES_NO, MAY)

    def affirms(self, said: Said) -> bool:
        """Whether it affirms what is said."""
        return any(said.agrees(one) for one in self.affirmed)

    def denies(self, said: Said) -> bool:
        """Whether it denies what is said."""
        return any(said.agrees(one) for one in self.denied)


def polarity(words: Sequence[str], question_type: str) -> Polarity:
    """What a text affirms and denies.

    Args:
        words: Normalised words.
        question_type: How they ask.
    """
    affirmed, denied = set(), set()
    last, auxiliary = -1, ""  # the auxiliary that a "not" belongs to
    for at, word in enumerate(words):
        if word == "without":
            denied.add(_said(words[at + 1 :], "with"))
        elif _denies(words, at):
            affirmed.discard(_said(words[last + 1 :], auxiliary))
            denied.add(_said([*words[last + 1 : at], *words[at + 1 :]], auxiliary))
        elif word in _AUXILIARIES:
            last, auxiliary = at, _AUXILIARIES[word]
            affirmed.add(_said(words[at + 1 :], auxiliary))
    sure = (frozenset(one for one in found if one) for found in (affirmed - denied, denied))
    return Polarity("what" if question_type == "which" else question_type, *sure)


def _denies(words: Sequence[str], at: int) -> bool:
    return words[at] in _NOT or (words[at] == "longer" and at > 0 and words[at - 1] == "no")


def same_fact(words: Sequence[str], question_type: str) -> bool:
    """Whether a question only asks if something is so: it is answered by the opposite also.

    "Is it open" is answered by what says that it is closed; "can i mute" by nothing about unmuting.
    """
    if ("or", "not") in pairwise(words):
        return True
    if question_type == "":
        return any(_AUXILIARIES.get(word) == "be" for word in words)
    opener = next((at for at, word in enumerate(words) if word in _AUXILIARIES), len(words))
    if question_type != YES_NO or words[opener] in _WISHES:
        return False
    return _ASKERS.isdisjoint(words[opener + 1 : opener + 3])


def _said(words: Sequence[str], auxiliary: str) -> Said | None:
    """What is said after an auxiliary; None if another "not" or an aside comes first."""
    for place, word in enumerate(words[:SCOPE]):
        if word in grammar("aside") or _denies(words, place):
            return None
        if word not in function() and word not in grammar("fillers"):
            after = next((one for one in words[place + 1 :] if one not in grammar("fillers")), "")
            return Said(auxiliary, stem(word), "" if after in function() else stem(after), word)
    return None
