"""Inquiry: which sentences of a message ask a question of everybody in the room.

Only the form is looked at: cheaply, before anything is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.answering.talk import withdrawn
from bot.core.gate.lexicon import Kind, lexicon
from bot.core.gate.wordlists import grammar
from bot.core.text import tokens

MOST = 3  # questions in one message; who asks more is thinking aloud
NEAR = 3  # words after "when" or "why" within which a verb makes it a question
FAR = 5  # likewise after "what" and "which", with their noun between: "which company does"
CALLED = 2  # words that a name in front of a question takes at most

_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!]+(?=\s|$)|[.?!](?=\S)[^.?!\n]*)*[.?!]*")
_STRETCH = re.compile(r"[,:;()]+|\s[-–—]+\s")
_QUOTED = re.compile(r"(?m)^\s*>.*$")
_ELSEWHERE = re.compile(r"https?://|www\.|(?<!\w)@\w|<[@#]|```")
"""What makes a message a pointer to a page, to a member, to a channel, or code."""

_ADVERBS = frozenset({"when", "where", "why", "how"})
_ROOM = frozenset({"anyone", "anybody", "someone", "somebody", "everyone", "everybody", "any"})
_OF_PEOPLE = frozenset({"who", "whose", "whom"})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question asked into the room, and what is told after it in the same message."""

    text: str
    after: str = ""


def inquiries(text: str, names: Collection[str] = (), *, title: bool = False) -> list[Inquiry]:
    """The questions of a message; none if it is taken back, or addressed to somebody.

    `names` are the first names of those who spoke just before, normalised. A `title` of a post asks
    by being one, whatever its form.
    """
    if _ELSEWHERE.search(text):
        return []
    said = [found[0].strip() for found in _SENTENCE.finditer(_QUOTED.sub("", text))]
    sentences = [one for one in said if tokens(one)]
    if any(map(_taken_back, sentences)) or any(_calls(one, names) for one in sentences):
        return []
    asked = [at for at, one in enumerate(sentences) if title or _asks(one)]
    if len(asked) > MOST:
        return []
    told = [at for at in range(len(sentences)) if at not in asked]
    return [
        Inquiry(sentences[at], " ".join(sentences[later] for later in told if later > at))
        for at in asked
    ]


def core(words: Sequence[str]) -> tuple[str, ...]:
    """A question's words without greeting, and without "does anyone know" and the like."""
    rest = tuple(_past_greeting(words))
    at = next((at for at, word in enumerate(rest[:3]) if word in _ROOM), None)
    if at is None or not all(word in grammar("verbs") for word in rest[:at]):
        return rest
    for start in range(at + 1, min(at + 7, len(rest))):
        if rest[start] in grammar("asking") or rest[start] in ("if", "whether"):
            return rest[start:]
    return rest


def _taken_back(sentence: str) -> bool:
    return any(withdrawn(tokens(stretch)) for stretch in _STRETCH.split(sentence))


def _calls(sentence: str, names: Collection[str]) -> bool:
    """Whether a sentence calls somebody by name, at its head or at its end."""
    stretches = [words for part in _STRETCH.split(sentence) if (words := tokens(part))]
    first, last = _past_greeting(stretches[0]), stretches[-1]
    if not {*first[:1], *stretches[0][:1], last[-1]}.isdisjoint(names):
        return True
    if len(stretches) == 1:
        return False
    return any(len(part) <= CALLED and any(map(_may_name, part)) for part in (first, last))


def _may_name(word: str) -> bool:
    """Whether a word that stands between commas may be a name."""
    term = lexicon().term(word)
    return word not in grammar("address") and (
        term is None or term.kind not in (Kind.CHAT, Kind.FUNCTION)
    )


def _asks(sentence: str) -> bool:
    """Whether a sentence opens as a question does; without its mark only at its very head."""
    marked = sentence.rstrip().endswith("?")
    parts = [_past_greeting(tokens(part)) for part in _STRETCH.split(sentence)]
    said = [words for words in parts if words]
    return any(_opens(words, marked=marked) for words in (said if marked else said[:1]))


def _opens(words: Sequence[str], *, marked: bool) -> bool:
    """Whether words open as a question; without a mark what may open a statement does not."""
    if len(core(words)) < len(words):
        return True  # somebody is asked whether they know
    first, rest = words[0], words[1:]
    if first in grammar("prepositions") and rest and rest[0] in grammar("asking"):
        first, rest = rest[0], rest[1:]
    if first in grammar("asking"):
        if first in _OF_PEOPLE:
            return bool(rest)
        if not rest or marked:
            return bool(rest)
        near = first in _ADVERBS and rest[0] not in ("many", "much")
        return not grammar("verbs").isdisjoint(rest[: NEAR if near else FAR])
    if first not in grammar("verbs") or len(rest) <= 1 or rest[0] == "not":
        return False
    return marked or rest[0] in grammar("subjects") or _names(rest[0])


def _names(word: str) -> bool:
    term = lexicon().term(word)
    return term is None or term.kind is Kind.NAME


def _past_greeting(words: Sequence[str]) -> Sequence[str]:
    """The words after a greeting, a joint, or a call to everybody."""
    beside = (grammar("joints") | grammar("address") | grammar("greeting")) - grammar("asking")
    at = next((at for at, word in enumerate(words) if word not in beside), len(words))
    return words[at:]
