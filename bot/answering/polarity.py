"""Polarity: what a text affirms and what it denies, as in "who can" and "who can't"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bot.matching.question_type import YES_NO
from bot.matching.text import stem
from bot.matching.word_lists import function, grammar

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


@dataclass(frozen=True, slots=True)
class Polarity:
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
