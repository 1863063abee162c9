"""Ways: what kind of thing a question wants back: a time, a person, a number, a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache

from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import normalise
from bot.matching.word_lists import grammar, lines

# What kind of thing a question asks for, and whether a sentence holds one.

_NUMBERS = frozenset(
    {
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "half",
        "twice",
        "once",
        "both",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "percent",
    }
)
_TIMES = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "century",
        "decade",
        "year",
        "years",
        "month",
        "week",
        "day",
        "during",
        "after",
        "before",
        "until",
        "since",
        "yesterday",
        "today",
        "tomorrow",
    }
)
_CAUSES = frozenset(
    {
        "because",
        "due",
        "since",
        "reason",
        "reasons",
        "cause",
        "caused",
        "led",
        "therefore",
        "so",
        "order",
    }
)
_YEAR = re.compile(r"\b[12]\d{3}s?\b")
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z]\w")  # a capital that opens no sentence

_PERSON_OR_PLACE = frozenset({"who", "whom", "whose", "where"})
_OPENERS = _PERSON_OR_PLACE | {"when", "why", "how", "what", "which"}


class Asked(Enum):
    """Kinds of thing that leave a trace in the sentence that tells them."""

    TIME = auto()
    NUMBER = auto()
    NAME = auto()
    CAUSE = auto()


def asked(tokens: Sequence[str]) -> Asked | None:
    """The kind that a question asks for; None for one that leaves no trace."""
    text = f" {' '.join(tokens)} "
    opener = next((token for token in tokens if token in _OPENERS), "")
    if opener == "when" or any(f" {which} {unit} " in text for which, unit in _DATED):
        return Asked.TIME
    if any(f" how {unit} " in text for unit in ("many", "much", "long", "old", "far", "often")):
        return Asked.NUMBER
    if opener in _PERSON_OR_PLACE:
        return Asked.NAME
    return Asked.CAUSE if opener == "why" else None


_DATED = [
    (which, unit) for which in ("what", "which") for unit in ("year", "date", "century", "day")
]


def told(sentence: str, tokens: Sequence[str]) -> frozenset[Asked]:
    """The kinds that a sentence may tell."""
    held = set(tokens)
    signs = {
        Asked.TIME: bool(_YEAR.search(sentence)) or not held.isdisjoint(_TIMES),
        Asked.NUMBER: any(map(str.isdigit, sentence)) or not held.isdisjoint(_NUMBERS),
        Asked.NAME: bool(_NAME.search(sentence)),
        Asked.CAUSE: not held.isdisjoint(_CAUSES),
    }
    return frozenset(kind for kind, sign in signs.items() if sign)


LONGEST = 5  # words of the longest cue
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

WANTED: Mapping[str, str] = {
    "when": "time",
    "how many": "number",
    "how long": "number",
    "how often": "number",
    "who": "name",
    "where": "name",
}
"""What an answer to a question asked in this way holds."""

_FIGURE = re.compile(r"\d")

YES_NO = "whether"


def held(reading: Sequence[str], names: bool) -> frozenset[str]:
    """What a text holds that a question may want: a number, a time, a name."""
    found = {"name"} if names else set()
    if any(_FIGURE.search(word) or word in grammar("numbers") for word in reading):
        found |= {"number", "time"}
    if not grammar("times").isdisjoint(reading):
        found.add("time")
    return frozenset(found)


def asks(words: Sequence[str]) -> str:
    """The way a text asks: by its first question word or phrase; "" if it has none."""
    opened = _opener(words)
    for at in range(len(words)):
        found = _cue(words, at)
        if found is None:
            continue
        if opened and at and words[at - 1] not in grammar("indirect"):
            continue
        return _narrowed(words, at, found)
    return YES_NO if opened else ""


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
    for length in range(min(LONGEST, len(words) - at), 0, -1):
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
