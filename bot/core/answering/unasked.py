"""Unasked: what the bot answers where nobody called it, which takes more than to be asked.

A message is answered when it asks the room a question (see `inquiry`), when the question says that
it is about the article and not about something else of the same words, and when the entry explains
all of it. In doubt there is silence: people talk among themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.core.answering.answer import answer
from bot.core.answering.consider import Considered, consider
from bot.core.answering.inquiry import Inquiry, core, inquiries
from bot.core.gate import Unit
from bot.core.gate.lexicon import Kind, lexicon
from bot.core.gate.subject import RAREST, tells
from bot.core.gate.wordlists import grammar
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer
from bot.core.text import tokens
from bot.core.turn import Part, Turn

BARE = 0.15  # the most that a word may weigh which the entry does not explain
MET = 0.85  # from how far explained a word counts as the entry's own
ENOUGH = 4.5  # what the words of a question must say together to be about the article
NAMING = (Kind.NAME, None)  # the kinds of words that name things; None is of a word in no list
WHOLE = 0.95  # how far a question must be a phrasing, to be known by one rare word alone
USUAL = 0.2  # the share of an entry's phrasings from which a pointing word is no stranger there


def may_ask(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> bool:
    """Whether it is worth looking for an answer, told cheaply: by the form, and by any word."""
    known, function = knowledge.gate.slips.own, grammar("asking") | grammar("verbs")
    return any(
        any(word in known and word not in function for word in tokens(one.text))
        for one in inquiries(text, names, title=title)
    )


def unasked(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> Turn | None:
    """The turn for a message that is not for the bot; None where it had better be silent.

    `names` are the first names of those who spoke just before, in lower case. A `title` of a forum
    post asks by itself.
    """
    asked = inquiries(text, names, title=title)
    parts = [part for one in asked if (part := _plain(knowledge, one)) is not None]
    return Turn(text, tuple(parts), knowledge.fingerprint) if parts else None


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
    subject = knowledge.subjects[knowledge.gate.faq_of[entry]]
    sought = {key.partition("NAME:")[2] or key[1:] for unit in met for key, _ in unit.seeks}
    if sought & subject:
        return True
    names = any(unit.kind in NAMING for unit in met) or not any(map(_names, subject))
    if not _named(knowledge, entry, found):
        return False
    if names and sum(said.values()) >= ENOUGH:
        return True
    figures = next((one.figures for one in found.judged if one.entry == entry), None)
    whole = figures is not None and min(figures.alike, figures.covered) >= WHOLE
    return whole and any(value >= RAREST for value in said.values())


def _named(knowledge: Knowledge, entry: int, found: Considered) -> bool:
    """Whether a question has all the names that are central to an entry."""
    core = knowledge.gate.profiles[entry].core
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
    return knowledge.gate.profiles[entry].explains(unit)


def _weighed(found: Considered) -> Iterator[tuple[Unit, float]]:
    return zip(found.asked.units, found.asked.weights, strict=True)
