"""What kind of thing a question asks for, and whether a sentence holds one."""

import re
from collections.abc import Sequence
from enum import Enum, auto

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
