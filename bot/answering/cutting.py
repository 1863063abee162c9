"""Cuts a message into clauses and items, and what offers alternatives into its readings.

By form alone: which of them are questions that something answers is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.small_talk import topic
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import Word, normalise, tokens, words
from bot.matching.word_lists import function, grammar

MOST_ITEM = 4  # words of an item of a list with marks between: "return policy"
MOST_LINE = 12  # words of an item on a line of its own
MOST_PARALLEL = 3  # words on either side of an "or": "the shipping cost or the return policy"

# The last full stop of "A.I." parts nothing, unless a sentence begins after it; nor does C++.
_IN_WORD = r"(?!(?<=\.[A-Za-z])\.(?!\s+[A-Z])|(?<=[A-Za-z])\+\+|(?<=[A-Za-z]\+)\+)"
_MARK = re.compile(rf"{_IN_WORD}[.?!;:,\n()&+]+(?=\s|$)|\s[-–—]+\s|\s[&+/]\s|\n+")
_JOINT = re.compile(
    r"\b(?:and also|and|but also|but|because|cause|cuz|so|or|also|plus|then|since|as well as|"
    r"by the way|btw|anyway|though)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?m)^[ \t]*>[^\n]*\n?")
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-*•–·]|\(?\d{1,2}[.)])[ \t]+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s+(?=\S)")
_AND_SIGN = re.compile(r"[ \t][&+][ \t]")
_EITHER = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)
_ITEM = re.compile(r"[,;?]+(?=\s|$)|\s[/|]\s")
_ENUMERATION = re.compile(r"\w+(?:, \w+)+,? (?:and|or) \w+(?=[.?!]*$| (?:in|on|at|for|from)\b)")
_SENTENCE_END = re.compile(r"(?<=[.?!])(?<!\.[A-Za-z]\.)\s+|(?<=\.[A-Za-z]\.)\s+(?=[A-Z])|\n+")

_DETERMINERS = frozenset({"the", "a", "an", "my", "your", "just", "also", "with", "in", "to"})
_SPEAKERS = frozenset({"i", "we", "you"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the message; `asks` when it opens like a question, or is an item of a list.

    `alone` says that it stands by itself: on a line, as an item, or as a sentence.
    """

    text: str
    asks: bool
    alone: bool = False


def unframed(text: str) -> str:
    """A question without the manners around it: "hey, can you tell me when it opens? thanks!".

    What consists of nothing else is left as it is.
    """
    said = words(text)
    plain = " ".join(word.text for word in said)
    head, tail = _frames().match(plain), _tags().search(plain)
    first = head[0].count(" ") if head else 0
    left = plain[: tail.start()].count(" ") + 1 if tail else len(said)
    if first >= left or not (head or tail):
        return text
    if left == len(said):
        return text[said[first].start :]
    kept = text[said[first].start : said[left].start].rstrip(" ,;:-–—")
    return f"{kept}?" if text.rstrip().endswith("?") and not kept.endswith("?") else kept


@lru_cache(maxsize=1)
def _frames() -> re.Pattern[str]:
    """Manners before a question."""
    return re.compile(rf"(?:(?:{_any_of('manners', 'framing')}) )+")


@lru_cache(maxsize=1)
def _tags() -> re.Pattern[str]:
    """Manners after a question."""
    return re.compile(rf"(?: (?:{_any_of('manners', 'tags')}))+$")


def _any_of(*names: str) -> str:
    """The phrases of some lists, the longest first."""
    found = (phrase for name in names for phrase in grammar(name))
    return "|".join(map(re.escape, sorted(found, key=lambda phrase: (-len(phrase), phrase))))


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a message, in order; one that is short and plain is one clause."""
    text = listed(text)
    found: list[Clause] = []
    for sentence in _SENTENCE_END.split(text):
        pieces = [piece.strip() for piece in _MARK.split(sentence)]
        parts = [part for piece in pieces for part in _joined(piece) if normalise(part)]
        found += [_clause(part, alone=len(parts) == 1) for part in parts]
    return tuple(found)


def unquoted(text: str) -> tuple[str, str]:
    """What a message says, and the lines that it quotes; where it only quotes, it says that."""
    own = _QUOTED.sub("", text)
    if own == text or not normalise(own):
        return text, ""
    return own, "\n".join(found[0].strip().lstrip("> ") for found in _QUOTED.finditer(text))


def listed(text: str) -> str:
    """The message with each item of a list on a line, without bullets, numbers and "&"."""
    numbers = [int(found[1]) for found in _NUMBERED.finditer(text)]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        text = _NUMBERED.sub("\n", text)
    text = _BULLET.sub("", text).strip()
    # Before a question of its own the sign cuts; else it only joins two things.
    return _AND_SIGN.sub(
        lambda sign: sign[0] if _opens(tokens(text[sign.end() :])) else " and ", text
    )


def items(text: str) -> tuple[Clause, ...]:
    """The items of a message that is a list: on lines, or short ones with marks between.

    Empty where it is no list: where lines or stretches tell something.
    """
    lines = [line.strip() for line in listed(text).split("\n") if normalise(line)]
    if len(lines) > 1:
        return _lines(lines, marked=bool(_BULLET.search(text) or _NUMBERED.search(text)))
    if enumerated := _ENUMERATION.search(text):
        return _enumerated(text, enumerated)
    pieces = [piece.strip() for piece in _ITEM.split(listed(text)) if normalise(piece)]
    if len(pieces) < 2 or not all(map(_is_item, pieces)):
        return ()
    return tuple(Clause(piece, asks=True, alone=True) for piece in pieces)


def _lines(lines: Sequence[str], *, marked: bool) -> tuple[Clause, ...]:
    """Lines as items; without marks each of them has to ask. What only leads to them is none."""
    asked = [line for line in lines if not (line.endswith(":") or topic(tokens(line)))]
    if all(len(tokens(line)) <= MOST_LINE and (marked or _asks(line)) for line in asked):
        return tuple(Clause(line, asks=True, alone=True) for line in asked)
    return ()


def _enumerated(text: str, found: re.Match[str]) -> tuple[Clause, ...]:
    """A question of several things, as one of each: "is it sold in spain, italy or peru"."""
    if not _clause(text[: found.start()] or text).asks:
        return ()
    things = [normalise(one) for one in re.split(r",|\s(?:and|or)\s", found[0])]
    if any(map(_is_function, things)) or not all(_alike(things[0], one) for one in things):
        return ()
    return tuple(
        Clause(f"{text[: found.start()]}{one}{text[found.end() :]}", asks=True, alone=True)
        for one in things
        if one
    )


def sentences(text: str) -> int:
    """How many sentences and lines a message has."""
    return sum(1 for one in _SENTENCE_END.split(listed(text)) if normalise(one))


def _asks(line: str) -> bool:
    """Whether a line may ask by itself: a question, a wish, keywords."""
    said = tokens(line)
    wishes = not grammar("wishing").isdisjoint(said[:3])
    return wishes or _clause(line).asks or (len(said) <= MOST_ITEM and _is_item(line))


def _is_item(piece: str) -> bool:
    """Whether a stretch names something, and tells and asks nothing."""
    said = tokens(piece)
    telling = grammar("verbs") | grammar("asking") | grammar("subjects") - {"the", "a", "an"}
    if len(said) > MOST_ITEM or not telling.isdisjoint(said):
        return False
    return any(not _is_idle(word) for word in said)


def _is_idle(word: str) -> bool:
    term = lexicon().exact(word)
    idle = term is not None and term.kind in (TermKind.CHAT, TermKind.FUNCTION)
    return word in function() or idle


def _joined(piece: str) -> list[str]:
    """A stretch between marks, cut where a joint is followed by a question of its own."""
    cuts = [0]
    for joint in _JOINT.finditer(piece):
        rest = normalise(piece[joint.end() :]).split()
        if _opens(rest) and len(normalise(piece[cuts[-1] : joint.start()]).split()) > 1:
            cuts.append(joint.start())
    return [piece[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(piece)], strict=True)]


def _opens(rest: Sequence[str]) -> bool:
    """Whether words open a question: a question word, or a verb and who it is about."""
    own = rest[1:] if rest[:1] and rest[0] in ("and", "also", "so", "if") else rest
    first = own[0] if own else ""
    if first == "when" and own[1:2] and own[1] in _SPEAKERS:
        return own[2:3] != [] and own[2] in grammar("verbs")  # "when i open it" tells
    return (
        first in grammar("asking")
        or (first in grammar("verbs") and len(rest) > 2)
        or (first in grammar("prepositions") and grammar("asking").issuperset(rest[1:2]))
    )


def _clause(part: str, *, alone: bool = False) -> Clause:
    opening = tokens(part)[:4]
    rest = [word for word in opening if word not in grammar("joints")]
    return Clause(part, _opens(rest), alone)


def alternatives(text: str) -> tuple[str, ...]:
    """The readings of a question that joins things by "or" or "and": one for each of them.

    "is it blocked or slow" is read as "is it blocked" and "is it slow", keywords as either side.
    Empty where there is no such joint, or nothing of equal weight stands on both its sides.
    """
    said = words(text)
    sides = [side.strip() for side in _EITHER.split(text)]
    if len(sides) > 1 and all(map(_names_something, sides)):
        return tuple(sides)
    for at in range(len(said) - 2, 0, -1):
        if said[at].text in ("or", "and"):
            behind = said[at + 1 + _determiners(said[at + 1 :]) :]
            before, after = _run(said[:at][::-1]), _run(behind)
            size = min(before, after)
            if size > 1 or (size and _alike(said[at - 1].text, behind[0].text)):
                return _readings(text, said, at, size)
    return ()


def _names_something(side: str) -> bool:
    """Whether words are keywords alone: neither a verb nor a question word is among them."""
    said = tokens(side)
    return (grammar("verbs") | grammar("asking")).isdisjoint(said) and not all(map(_is_idle, said))


def _alike(one: str, other: str) -> bool:
    """Whether two words may stand for each other: both are numbers, names, or neither."""
    numbers = grammar("numbers")
    if (one in numbers or one.isdigit()) != (other in numbers or other.isdigit()):
        return False
    kinds = set(map(lexicon().kind, (one, other))) - {None}
    return len(kinds) < 2 or TermKind.NAME not in kinds


def _run(said: Sequence[Word]) -> int:
    """How many words at the head name something, up to a few."""
    places = enumerate(said[:MOST_PARALLEL])
    return next((at for at, word in places if _is_function(word.text)), len(said[:MOST_PARALLEL]))


def _determiners(said: Sequence[Word]) -> int:
    return next((n for n, word in enumerate(said) if word.text not in _DETERMINERS), len(said))


def _is_function(word: str) -> bool:
    return word in function() or word in grammar("asking") or word in grammar("verbs")


def _readings(text: str, said: Sequence[Word], at: int, size: int) -> tuple[str, ...]:
    """Both readings: what comes before, one of the two, and what comes after both."""
    first = said[at - size].start
    skipped = at + 1 + _determiners(said[at + 1 :])
    last = said[skipped + size - 1].end
    one, other = text[first : said[at - 1].end], text[said[skipped].start : last]
    return text[:first] + one + text[last:], text[:first] + other + text[last:]
