"""The form of a message: its clauses, items and alternatives, and whether it only states something.

By form alone: which of its clauses are questions that something answers is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from bot.answering.small_talk import topic
from bot.matching.lexicon import TermKind, bases, lexicon
from bot.matching.text import Word, normalise, tokens, words
from bot.matching.word_lists import function, grammar, zipf

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
    wishes = _holds(tokens(line)[:3], "wishing")
    return wishes or _clause(line).asks or _is_item(line)


def _is_item(piece: str) -> bool:
    """Whether a stretch names something, and tells and asks nothing."""
    said = tokens(piece)
    telling = grammar("verbs") | grammar("asking") | grammar("subjects") - {"the", "a", "an"}
    told = len(said) > MOST_ITEM or not telling.isdisjoint(said)
    return not told and not all(map(_is_idle, said))


def _is_idle(word: str) -> bool:
    term = lexicon().exact(word)
    return term is not None and term.kind in (TermKind.CHAT, TermKind.FUNCTION)


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
            behind = [*dropwhile(lambda word: word.text in _DETERMINERS, said[at + 1 :])]
            size = min(_run(said[:at][::-1]), _run(behind))
            if size > 1 or (size and _alike(said[at - 1].text, behind[0].text)):
                one, other = said[at - size : at], behind[:size]
                head, tail = text[: one[0].start], text[other[-1].end :]
                chosen = (text[some[0].start : some[-1].end] for some in (one, other))
                return tuple(f"{head}{some}{tail}" for some in chosen)
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
    naming = takewhile(lambda word: not _is_function(word.text), said[:MOST_PARALLEL])
    return sum(1 for _ in naming)


def _is_function(word: str) -> bool:
    return word in function() or word in grammar("asking") or word in grammar("verbs")


# A message that only states, judges or exclaims something, as against one that asks.
#
# It is told by who or what, a form of "be", and an opinion or what it is; by an opinion alone; by
# what somebody loves or hates. A report that something fails, a wish, keywords, and whatever is in
# doubt may ask, and are no statement.

SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!](?=\S)[^.?!\n]*)*[.?!]*")  # with its marks
_BE = frozenset({"is", "are", "was", "were", "am"})
_SELF = frozenset({"i", "we"})
_WHEN = frozenset({"in", "on", "at", "from"})
_PEOPLE = _SELF | {"he", "she", "they", "you", "everyone", "everybody", "people"}
_WHOSE = frozenset({"my", "his", "her", "our", "their"})
_REPORTED = frozenset({"i", "we", "my", "our", "there", "it", "they"})
"""What is said of these, other than an opinion, may be a report: "my phone is a brick"."""

_VERDICTS = frozenset({"sucks", "suck", "rocks", "stinks"})
MOST_BEFORE = 8  # words of who or what is spoken of
MOST_OF_SELF = 4  # words of an opinion of oneself: "so tired of this", but not "happy to pay for …"
MOST_MARVELLED = 5  # words of "such a good movie"
MOST_JUDGED = 1  # words that an opinion without a verb judges: "nice site", not "nice hotel rome"


def only_states(text: str) -> bool:
    """Whether a message asks nothing: each of its sentences states something or is small talk."""
    sentences = [found[0] for found in SENTENCE.finditer(text) if tokens(found[0])]
    return bool(sentences) and all(map(states, sentences))


def states(sentence: str) -> bool:
    """Whether one sentence only states, judges or exclaims something, or is small talk."""
    words = tokens(sentence)
    if "?" in sentence:
        return False
    if topic(words) is not None or _marvels(words):
        return True
    rest = _past_chat(words)
    if (
        not rest
        or _holds(rest[:1], "bidding")
        or any(clause.asks for clause in clauses(sentence))
        or any(_holds(rest, name) for name in ("asking", "wishing", "failing"))
    ):
        return False
    emphatic = len(rest) < len(words) or sentence.rstrip().endswith("!")
    if len(rest) <= MOST_JUDGED + 2 and rest[-1] in _VERDICTS:
        return True
    return _feels(rest) or _exclaims(rest, MOST_JUDGED + emphatic) or _claims(rest)


def _holds(words: Sequence[str], name: str) -> bool:
    return not grammar(name).isdisjoint(words)


def _past_chat(words: Sequence[str]) -> Sequence[str]:
    """The words without greetings and interjections at their head and their end."""
    said = [at for at, word in enumerate(words) if not _interjects(word)]
    return words[said[0] : said[-1] + 1] if said else ()


def _interjects(word: str) -> bool:
    term = lexicon().exact(word)
    lists = ("evaluating", "feeling", "wishing", "failing", "degrees")
    chat = term is not None and term.kind is TermKind.CHAT
    return chat and not any(word in grammar(name) for name in lists)


def _past_degrees(words: Sequence[str]) -> Sequence[str]:
    return [*dropwhile(grammar("degrees").__contains__, words)]


def _marvels(words: Sequence[str]) -> bool:
    """Whether it marvels: "what a day", "how nice"."""
    if words[0] == "what" and words[1:2] in (["a"], ["an"]):
        return len(words) == 3 or _holds(words[2:3], "evaluating")
    if words[:2] == ["such", "a"]:
        return len(words) <= MOST_MARVELLED
    return words[0] == "how" and len(words) == 2 and words[1] in grammar("evaluating")


def _feels(words: Sequence[str]) -> bool:
    """Whether it says what people love or hate; "i like to" is a wish."""
    if words[0] in _WHOSE:
        words = words[1:]  # "my boss loves it"
    elif words[0] not in _PEOPLE:
        return False
    rest = _past_degrees(words[1:])
    return _holds(rest[:1], "feeling") and rest[1:2] not in ([], ["to"])


def _exclaims(words: Sequence[str], most: int) -> bool:
    """Whether it is an opinion without a verb, of so many words at most: "nice site"."""
    rest = _past_degrees(words)
    judging = grammar("evaluating") | grammar("degrees") | grammar("address")
    judged = [word for word in rest[1:] if word not in judging]
    if not judged:
        return _holds(rest[:1] or words, "evaluating")
    linked = _holds(rest, "prepositions") or _holds(rest, "verbs")
    return _holds(rest[:1], "exclaiming") and len(judged) <= most and not linked


def _claims(words: Sequence[str]) -> bool:
    """Whether it says what somebody or something is: an opinion, a kind, by whom it is done."""
    at = next((at for at, word in enumerate(words[: MOST_BEFORE + 1]) if word in _BE), 0)
    subject, said = words[:at], words[at + 1 :]
    if not subject or not said:
        return False
    opinion = _past_degrees(said)
    if _holds(opinion[:1], "evaluating"):
        return subject[-1] not in _SELF or len(opinion) <= MOST_OF_SELF
    if subject[0] in _REPORTED:
        return False
    # What is said of a certain thing may be a report too: "the screen is a mirror now".
    return (said[0] in ("a", "an") and subject[0] != "the") or _done(subject, said)


def _done(subject: Sequence[str], said: Sequence[str]) -> bool:
    """Whether it says by whom something was done, or of what has a name when or where."""
    if len(said) < 3 or not bases(said[0]) or said[0].endswith(("ing", "s")):
        return False
    return said[1] == "by" or (said[1] in _WHEN and any(map(_names, subject)))


def _names(word: str) -> bool:
    kind = lexicon().kind(word)
    return kind is TermKind.NAME or (kind is None and word not in zipf())
