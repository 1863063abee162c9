"""How a question asks: by which question word, and what its answer therefore holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import normalise
from bot.matching.word_lists import grammar, lines

LONGEST_CUE = 5  # words of the longest cue
REACH = 3  # words between "what" and the noun that says what is wanted ("what exact date")

NOUNS: Mapping[str, str] = {
    **dict.fromkeys(("date", "day", "year", "month", "weekday", "time", "century"), "when"),
    **dict.fromkeys(("percent", "percentage", "number", "share", "amount", "count"), "how many"),
    **dict.fromkeys(("city", "place", "town", "street", "address", "location"), "where"),
    **dict.fromkeys(("person", "people", "author", "reporter"), "who"),
    **dict.fromkeys(("reason", "motive", "cause", "excuse", "explanation"), "why"),
    **dict.fromkeys(("price", "fee", "cost"), "how many"),
}
"""What "what" and "which" ask for, by the noun that follows them."""

YES_NO = "whether"


def asks(words: Sequence[str]) -> str:
    """The way a text asks: by its first question word or phrase.

    Args:
        words: Normalised words.

    Returns:
        The name of a line of `questions.txt` such as "when" or "how many", ``YES_NO`` where a yes
        or no is the answer, "" for a text that does not ask.
    """
    opened = _opener(words)
    for at in range(len(words)):
        found = _cue(words, at)
        if found is None:
            continue
        if opened and at and words[at - 1] not in grammar("indirect"):
            continue
        return _narrowed(words, at, found)
    return YES_NO if opened else ""


@lru_cache(maxsize=4_096)
def only_asks(text: str) -> bool:
    """Whether a word or phrase, normalised, does nothing but ask: "how do i", "when"."""
    return " ".join(text.split()) in _cues()


def _opener(words: Sequence[str]) -> bool:
    """Whether the text opens with a verb that asks for yes or no, greetings aside."""
    for word in words[:4]:
        if word in grammar("verbs"):
            return True
        term = lexicon().exact(word)
        if term is None or term.kind is not TermKind.CHAT:
            return False
    return False


def _cue(words: Sequence[str], at: int) -> str | None:
    if words[at] not in _cue_openers():
        return None
    cues = _cues()
    for length in range(min(LONGEST_CUE, len(words) - at), 0, -1):
        found = cues.get(" ".join(words[at : at + length]))
        if found is not None:
            return found
    return None


def _narrowed(words: Sequence[str], at: int, found: str) -> str:
    if found == "how" and at + 1 < len(words) and not _acts(words[at + 1]):
        return "how many"  # "how heavy", "how big": a quantity
    if found not in ("what", "which"):
        return found
    following = words[at + 1 : at + 1 + REACH]
    return next((NOUNS[word] for word in following if word in NOUNS), found)


def _acts(word: str) -> bool:
    """Whether "how" before this word asks for a way of doing."""
    return word in grammar("verbs") or word in grammar("pointers") or word in grammar("after how")


@lru_cache(maxsize=1)
def _cues() -> Mapping[str, str]:
    return {normalise(m): line.name for line in lines("questions.txt") for m in line.members}


@lru_cache(maxsize=1)
def _cue_openers() -> frozenset[str]:
    """The first words of all cues: most words open none."""
    return frozenset(cue.partition(" ")[0] for cue in _cues())
