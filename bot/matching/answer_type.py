"""What type of answer a question asks for, and which sentences hold an answer of that type.

For sentences of an article, which say it in their own words; how a question to the FAQ asks is read
more closely, by `bot.matching.lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

_NUMBERS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "dozen", "half", "twice", "once", "both", "hundred", "hundreds", "thousand",
    "thousands", "million", "millions", "billion", "billions", "percent",
})  # fmt: skip
_TIMES = frozenset({
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "century", "decade", "year", "years", "month", "week", "day", "during", "after",
    "before", "until", "since", "yesterday", "today", "tomorrow",
})  # fmt: skip
_CAUSES = frozenset({
    "because", "due", "since", "reason", "reasons", "cause", "caused", "led", "therefore", "so",
    "order",
})  # fmt: skip
_YEAR = re.compile(r"\b[12]\d{3}s?\b")
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z]\w")  # a capital that opens no sentence

_PERSON_OR_PLACE = frozenset({"who", "whom", "whose", "where"})
_OPENERS = _PERSON_OR_PLACE | {"when", "why", "how", "what", "which"}

_DATED = [
    f" {which} {unit} "
    for which in ("what", "which")
    for unit in ("year", "date", "century", "day")
]
_COUNTED = [f" how {unit} " for unit in ("many", "much", "long", "old", "far", "often")]


class AnswerType(Enum):
    """Types of answers that can be recognised in a sentence that holds one."""

    TIME = auto()
    NUMBER = auto()
    NAME = auto()
    CAUSE = auto()


def wanted_answer(tokens: Sequence[str]) -> AnswerType | None:
    """The type of answer that a question asks for; None for one that can't be recognised."""
    text = f" {' '.join(tokens)} "
    opener = next((token for token in tokens if token in _OPENERS), "")
    if opener == "when" or any(dated in text for dated in _DATED):
        return AnswerType.TIME
    if any(counted in text for counted in _COUNTED):
        return AnswerType.NUMBER
    if opener in _PERSON_OR_PLACE:
        return AnswerType.NAME
    return AnswerType.CAUSE if opener == "why" else None


def answers_in(sentence: str, tokens: Sequence[str]) -> frozenset[AnswerType]:
    """The types of answers that a sentence may hold."""
    words = set(tokens)
    signs = {
        AnswerType.TIME: bool(_YEAR.search(sentence)) or not words.isdisjoint(_TIMES),
        AnswerType.NUMBER: any(map(str.isdigit, sentence)) or not words.isdisjoint(_NUMBERS),
        AnswerType.NAME: bool(_NAME.search(sentence)),
        AnswerType.CAUSE: not words.isdisjoint(_CAUSES),
    }
    return frozenset(one for one, sign in signs.items() if sign)
