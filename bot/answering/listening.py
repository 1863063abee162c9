"""Unasked: what the bot answers where nobody called it, which takes more than to be asked.

A message is answered when it asks the room a question (see `inquiry`), when the question says that
it is about the article and not about something else of the same words, and when the entry explains
all of it. In doubt there is silence: people talk among themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.answer import answer
from bot.answering.decision import Considered, consider
from bot.answering.knowledge import Knowledge
from bot.answering.profiles import RARE, RAREST, tells
from bot.answering.reply import Answer, Part, Response
from bot.answering.small_talk import withdrawn
from bot.answering.units import Unit
from bot.matching.lexicon import TermKind, bases, lexicon
from bot.matching.text import tokens
from bot.matching.word_lists import grammar

# Inquiry: which sentences of a message ask a question of everybody in the room.
#
# Only the form is looked at: cheaply, before anything is searched for.

MOST = 3  # questions in one message; who asks more is thinking aloud
NEAR = 3  # words after "when" or "why" within which a verb makes it a question
FAR = 5  # likewise after "what" and "which", with their noun between: "which company does"
NOUN = 3  # words between "what" and a verb of its own: "what kind of group attacked"
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
    """The questions of a message; none if it is taken back, answered, or addressed to somebody.

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
    if not asked or len(asked) > MOST or any(map(_verdict, sentences[asked[0] :])):
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
    term = lexicon().term(word)
    return word not in grammar("address") and (
        term is None or term.kind not in (TermKind.CHAT, TermKind.FUNCTION)
    )


def _asks(sentence: str) -> bool:
    """Whether a sentence opens as a question does; without its mark only at its very head."""
    marked = sentence.rstrip().endswith("?")
    parts = [_past_greeting(tokens(part)) for part in _STRETCH.split(sentence)]
    said = [words for words in parts if words]
    return any(_opens(words, marked=marked) for words in (said if marked else said[:1]))


def _opens(words: Sequence[str], *, marked: bool) -> bool:
    """Whether words open as a question; without a mark what may open a statement does not.

    Behind "what" the verb comes before who it is about: "what linkedin did" is told.
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

    Where somebody stands before the verb, it is told: "what they wanted".
    """
    if first not in ("what", "which") or _subject(rest[0]):
        return False
    if not grammar("verbs").isdisjoint(rest):
        return False  # "what happened there is sad"
    verbs = rest[first == "which" : NOUN]
    return any(word.endswith(("s", "ed")) and bases(word) for word in verbs)


def _subject(word: str) -> bool:
    """Whether a word that stands behind a verb may be who it is about."""
    term = lexicon().term(word)
    named = tells(word) >= RARE if term is None else term.kind is TermKind.NAME
    return named or word in grammar("subjects")


def _plural(word: str) -> bool:
    """Whether a word is a noun in the plural, since no verb ends so behind "can" or "are"."""
    return word.endswith("s") and any(base in lexicon() for base in bases(word))


def _past_greeting(words: Sequence[str]) -> Sequence[str]:
    """The words after a greeting, a joint, or a call to everybody."""
    beside = (grammar("joints") | grammar("address") | grammar("greeting")) - grammar("asking")
    at = next((at for at, word in enumerate(words) if word not in beside), len(words))
    return words[at:]


BARE = 0.15  # the most that a word may weigh which the entry does not explain
MET = 0.85  # from how far explained a word counts as the entry's own
ENOUGH = 4.5  # what the words of a question must say together to be about the article
NAMING = (TermKind.NAME, None)  # the kinds of words that name things; None is of a word in no list
WHOLE = 0.95  # how far a question must be a phrasing, to be known by one rare word alone
USUAL = 0.2  # the share of an entry's phrasings from which a pointing word is no stranger there


def may_ask(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> bool:
    """Whether it is worth looking for an answer, told cheaply: by the form, and by any word."""
    known, function = knowledge.scorer.slips.own, grammar("asking") | grammar("verbs")
    return any(
        any(word in known and word not in function for word in tokens(one.text))
        for one in inquiries(text, names, title=title)
    )


def unasked(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> Response | None:
    """The turn for a message that is not for the bot; None where it had better be silent.

    `names` are the first names of those who spoke just before, in lower case. A `title` of a forum
    post asks by itself.
    """
    asked = inquiries(text, names, title=title)
    parts = [part for one in asked if (part := _plain(knowledge, one)) is not None]
    return Response(text, tuple(parts), knowledge.fingerprint) if parts else None


def _plain(knowledge: Knowledge, asked: Inquiry) -> Part | None:
    """The part for a question that an entry plainly answers."""
    parts = answer(knowledge, asked.text).parts
    reply = parts[0].reply
    if len(parts) > 1 or not isinstance(reply, Answer):
        return None
    found = consider(knowledge, asked.text)
    entry = next(n for n, one in enumerate(knowledge.entries) if one is reply.entry)
    left = (w * (1 - _met(knowledge, entry, u)) for u, w in _weighed(found))
    plain = (
        max(left, default=0.0) <= BARE
        and not _elsewhere(knowledge, entry, asked.text)
        and _about(knowledge, entry, found)
        and not _answers_itself(knowledge, entry, found, asked.after)
    )
    return parts[0] if plain else None


def _elsewhere(knowledge: Knowledge, entry: int, text: str) -> bool:
    """Whether a question points at the people and the place where it is asked."""
    phrasings = [tokens(one) for one in knowledge.entries[entry].questions]
    return any(
        sum(word in one for one in phrasings) < USUAL * len(phrasings)
        for word in grammar("present").intersection(core(tokens(text)))
    )


def _about(knowledge: Knowledge, entry: int, found: Considered) -> bool:
    """Whether the words say by themselves that this article is meant, and no other subject.

    The article's subject does; so do words that together say enough, a name among them where the
    subject has a name; so does a rare word that is all that a phrasing says.
    """
    met = [unit for unit, _ in _weighed(found) if _met(knowledge, entry, unit) >= MET]
    said = {word: tells(word) for unit in met for word in unit.text.split()}
    subject = knowledge.subjects[knowledge.scorer.faq_of[entry]]
    sought = {key.partition("NAME:")[2] or key[1:] for unit in met for key, _ in unit.seeks}
    if sought & subject:
        return True
    names = any(unit.kind in NAMING for unit in met) or not any(map(_names, subject))
    if not _named(knowledge, entry, found):
        return False
    if names and sum(said.values()) >= ENOUGH:
        return True
    features = next((one.features for one in found.candidates if one.entry == entry), None)
    whole = features is not None and min(features.alike, features.covered) >= WHOLE
    return whole and any(value >= RAREST for value in said.values())


def _named(knowledge: Knowledge, entry: int, found: Considered) -> bool:
    """Whether a question has all the names that are central to an entry."""
    core = knowledge.scorer.profiles[entry].core
    names = {key for key, share in core.items() if share >= MET and key.startswith("NAME:")}
    keys = {key for unit in found.asked.units for key, _ in unit.keys}
    # A longer name holds a shorter one: "microsoft exchange".
    words = {word for unit in found.asked.units for word in unit.text.split()}
    return all(key in keys or words.issuperset(key.partition(":")[2].split()) for key in names)


def _names(word: str) -> bool:
    term = lexicon().term(word)
    return (term.kind if term else None) in NAMING


def _answers_itself(knowledge: Knowledge, entry: int, found: Considered, after: str) -> bool:
    """Whether what follows the question already says what the entry would."""
    asked = {unit.text for unit, _ in _weighed(found)}
    said = consider(knowledge, after) if tokens(after) else None
    return said is not None and any(
        unit.text not in asked and tells(unit.text) and _met(knowledge, entry, unit) >= MET
        for unit, _ in _weighed(said)
    )


def _met(knowledge: Knowledge, entry: int, unit: Unit) -> float:
    return knowledge.scorer.profiles[entry].explains(unit)


def _weighed(found: Considered) -> Iterator[tuple[Unit, float]]:
    return zip(found.asked.units, found.asked.weights, strict=True)
