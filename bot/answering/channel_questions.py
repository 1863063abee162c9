"""Finds the sentences of a message that ask a question of everybody, by their form alone.

This is cheap, and done before anything is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from bot.answering.form import SENTENCE
from bot.answering.small_talk import withdrawn
from bot.answering.units import NAMES_SUBJECT, information
from bot.matching.lexicon import TermKind, bases, lexicon
from bot.matching.text import tokens
from bot.matching.word_lists import grammar

MOST = 3  # questions in one message; who asks more is thinking aloud
NEAR = 3  # words after "when" or "why" within which a verb makes it a question
FAR = 5  # likewise after "what" and "which", with their noun between: "which company does"
NOUN = 3  # words between "what" and a verb of its own: "what kind of group attacked"
CALLED = 2  # words that a name in front of a question takes at most

_STRETCH = re.compile(r"[,:;()]+|\s[-–—]+\s")
_QUOTED = re.compile(r"(?m)^\s*>.*$")
_ELSEWHERE = re.compile(r"https?://|www\.|(?<!\w)@\w|<[@#]|```")
"""What makes a message a pointer to a page, to a member, to a channel, or code."""

_ADVERBS = frozenset({"when", "where", "why", "how"})
_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody", "everyone", "everybody", "any"})
_OF_PEOPLE = frozenset({"who", "whose", "whom"})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question asked of everybody, and the statements after it in the same message."""

    text: str
    after: str = ""


def inquiries(text: str, names: Collection[str] = (), *, title: bool = False) -> list[Inquiry]:
    """The questions of a message; none if it is taken back, answered, or addressed to somebody.

    `names` are the first names of those who spoke just before, normalised. A `title` of a post asks
    by being one, whatever its form.
    """
    if _ELSEWHERE.search(text):
        return []
    found = [match[0].strip() for match in SENTENCE.finditer(_QUOTED.sub("", text))]
    sentences = [one for one in found if tokens(one)]
    if any(map(_taken_back, sentences)) or any(_calls(one, names) for one in sentences):
        return []
    asked = [at for at, one in enumerate(sentences) if title or _asks(one)]
    if not asked or len(asked) > MOST or any(map(_verdict, sentences[asked[0] :])):
        return []
    stated = [at for at in range(len(sentences)) if at not in asked]
    return [
        Inquiry(sentences[at], " ".join(sentences[later] for later in stated if later > at))
        for at in asked
    ]


def core(words: Sequence[str]) -> tuple[str, ...]:
    """A question's words without greeting, and without "does anyone know" and the like."""
    rest = tuple(_past_greeting(words))
    at = next((at for at, word in enumerate(rest[:3]) if word in _ANYBODY), None)
    if at is None or not all(word in grammar("verbs") for word in rest[:at]):
        return rest
    for start in range(at + 1, min(at + 7, len(rest))):
        if rest[start] in grammar("asking") or rest[start] in ("if", "whether"):
            return rest[start:]
    return rest


def opens_plainly(words: Sequence[str]) -> bool:
    """Whether words open as a question of the bot, and as no statement may: not "when i log in"."""
    rest = _past_greeting(words)
    to_bot = len(rest) > 2 and rest[0] in grammar("verbs") and rest[1] == "you"
    return to_bot or (bool(rest) and _opens(rest, marked=False))


def _taken_back(sentence: str) -> bool:
    return any(withdrawn(tokens(stretch)) for stretch in _STRETCH.split(sentence))


def _verdict(sentence: str) -> bool:
    """Whether a sentence only says yes or no."""
    return grammar("verdicts").issuperset(tokens(sentence))


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
    idle = lexicon().kind(word) in (TermKind.CHAT, TermKind.FUNCTION)
    return word not in grammar("address") and not idle


def _asks(sentence: str) -> bool:
    """Whether a sentence opens as a question does; without its mark only at its very head."""
    marked = sentence.rstrip().endswith("?")
    parts = [_past_greeting(tokens(part)) for part in _STRETCH.split(sentence)]
    stretches = [words for words in parts if words]
    heads = stretches if marked else stretches[:1]
    return any(_opens(words, marked=marked) for words in heads)


def _opens(words: Sequence[str], *, marked: bool) -> bool:
    """Whether words open as a question; without a mark what may open a statement does not.

    Behind "what" the verb comes before who it is about: "what linkedin did" is a statement.
    """
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
        if (first, rest[0]) == ("how", "many") and len(rest) > NEAR:
            return True
        near = first in _ADVERBS and rest[0] not in ("many", "much")
        verb = _verb(rest[: NEAR if near else FAR])
        if verb is not None and (verb == 0 or first in _ADVERBS or not _subject(rest[verb - 1])):
            return True
        return _measures(first, rest) or _acts(first, rest)
    if first not in grammar("verbs") or len(rest) <= 1 or rest[0] == "not":
        return False
    return marked or _subject(rest[0]) or _plural(rest[0])


def _verb(words: Sequence[str]) -> int | None:
    return next((at for at, word in enumerate(words) if word in grammar("verbs")), None)


def _measures(first: str, rest: Sequence[str]) -> bool:
    """Whether "how" asks for a measure, its verb far behind: "how soon after that did they"."""
    turned = any(a in grammar("verbs") and _subject(b) for a, b in pairwise(rest))
    return first == "how" and not _subject(rest[0]) and turned


def _acts(first: str, rest: Sequence[str]) -> bool:
    """Whether "what", or "which" with a noun, does something: "what happened", "which apps failed".

    Where somebody stands before the verb, it is a statement: "what they wanted".
    """
    if first not in ("what", "which") or _subject(rest[0]):
        return False
    if not grammar("verbs").isdisjoint(rest):
        return False  # "what happened there is sad"
    verbs = rest[first == "which" : NOUN]
    return any(word.endswith(("s", "ed")) and bases(word) for word in verbs)


def _subject(word: str) -> bool:
    """Whether a word that stands behind a verb may be who it is about."""
    kind = lexicon().kind(word)
    named = information(word) >= NAMES_SUBJECT if kind is None else kind is TermKind.NAME
    return named or word in grammar("subjects")


def _plural(word: str) -> bool:
    """Whether a word is a noun in the plural, since no verb ends so behind "can" or "are"."""
    return word.endswith("s") and any(base in lexicon() for base in bases(word))


def _past_greeting(words: Sequence[str]) -> Sequence[str]:
    """The words after a greeting, a joint, or a call to everybody."""
    beside = (grammar("joints") | grammar("address") | grammar("greeting")) - grammar("asking")
    return [*dropwhile(beside.__contains__, words)]
