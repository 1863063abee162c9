"""Answers where nobody called the bot, which takes more than to be asked.

A message is answered when it asks everybody a question (see `inquiries`), when the question says
that it is about the article and not about something else of the same words, and when the entry
explains all of it. In doubt there is silence: people talk among themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.answering.channel_questions import Inquiry, core, inquiries
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import Answer, Part, Response
from bot.answering.section import ConsideredClause, Section
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import NAMES_SUBJECT_ALONE, Unit, information
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import tokens
from bot.matching.word_lists import grammar

MOST_UNEXPLAINED = 0.15  # the most that a word may weigh which the entry does not explain
OWN = 0.85  # from how far explained a word counts as the entry's own
ENOUGH = 4.5  # what the words of a question must say together to be about the article
NAMING = (TermKind.NAME, None)  # the kinds of words that name things; None is of a word in no list
WHOLE = 0.95  # how far a question must be a phrasing, to be recognised by one rare word alone
USUAL = 0.2  # the share of an entry's phrasings from which a pointing word is no stranger there


def may_ask(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> bool:
    """Whether it is worth looking for an answer: by the form alone, and by any word of the FAQ.

    The arguments are those of `unasked`.
    """
    function = grammar("asking") | grammar("verbs")
    asked = (tokens(one.text) for one in inquiries(text, names, title=title))
    return any(knowledge.own_words(words) - function for words in asked)


def unasked(
    knowledge: Knowledge, text: str, names: Collection[str] = (), *, title: bool = False
) -> Response | None:
    """The response to a message that is not for the bot; None where it had better be silent.

    Args:
        knowledge: What to answer from.
        text: The message.
        names: The first names of those who spoke just before, in lower case.
        title: Whether it is the title of a post, which asks by itself.
    """
    found = inquiries(text, names, title=title)
    parts = [part for one in found if (part := _plainly_answered(knowledge, one)) is not None]
    return Response(text, tuple(parts), knowledge.fingerprint) if parts else None


def _plainly_answered(knowledge: Knowledge, inquiry: Inquiry) -> Part | None:
    """The part for a question that an entry plainly answers."""
    parts = answer(knowledge, inquiry.text).parts
    reply = parts[0].reply
    needed = THRESHOLDS.min_confidence_unasked
    if len(parts) > 1 or not isinstance(reply, Answer) or parts[0].score < needed:
        return None
    section = knowledge.section_of(reply.entry)
    return parts[0] if _Question(section, reply.entry, inquiry).plainly_answered() else None


class _Question:
    """A question that everybody was asked, with the entry that would answer it."""

    def __init__(self, section: Section, entry: Entry, inquiry: Inquiry) -> None:
        self._section = section
        self._entry = entry
        self._inquiry = inquiry
        self._clause = section.read(inquiry.text)
        self._profile = section.profile_of(entry)

    def plainly_answered(self) -> bool:
        """Whether the entry explains all of it, and nothing speaks for silence."""
        left = (w * (1 - self._profile.explains(unit)) for unit, w in _weighed(self._clause))
        return (
            max(left, default=0.0) <= MOST_UNEXPLAINED
            and not self._points_elsewhere()
            and self._about_the_article()
            and not self._answers_itself()
        )

    def _own(self, unit: Unit) -> bool:
        """Whether a unit is the entry's own."""
        return self._profile.explains(unit) >= OWN

    def _points_elsewhere(self) -> bool:
        """Whether it points at the people and the place where it is asked."""
        phrasings = [tokens(one) for one in self._entry.questions]
        return any(
            sum(word in one for one in phrasings) < USUAL * len(phrasings)
            for word in grammar("present").intersection(core(tokens(self._inquiry.text)))
        )

    def _about_the_article(self) -> bool:
        """Whether its words say by themselves that it is about this article and nothing else.

        The article's subject does; so do words that together say enough, a name among them where
        the subject has a name; so does a rare word that is all that a phrasing says.
        """
        own = [unit for unit, _ in _weighed(self._clause) if self._own(unit)]
        says = {word: information(word) for unit in own for word in unit.text.split()}
        subject = self._section.subject
        sought = {key.partition("NAME:")[2] or key[1:] for unit in own for key, _ in unit.seeks}
        if sought & subject:
            return True
        names = any(unit.kind in NAMING for unit in own) or not any(
            lexicon().kind(word) in NAMING for word in subject
        )
        if not self._has_central_names():
            return False
        if names and sum(says.values()) >= ENOUGH:
            return True
        candidates = self._clause.candidates
        mine = next((one for one in candidates if one.entry is self._entry), None)
        whole = mine is not None and min(mine.met.likeness, mine.features.central_share) >= WHOLE
        return whole and any(value >= NAMES_SUBJECT_ALONE for value in says.values())

    def _has_central_names(self) -> bool:
        """Whether it has all the names that are central to the entry."""
        central = self._profile.core
        names = {key for key, share in central.items() if share >= OWN and key.startswith("NAME:")}
        units = self._clause.question.units
        keys = {key for unit in units for key, _ in unit.keys}
        # A longer name holds a shorter one: "microsoft exchange".
        words = {word for unit in units for word in unit.text.split()}
        return all(key in keys or words.issuperset(key.partition(":")[2].split()) for key in names)

    def _answers_itself(self) -> bool:
        """Whether what follows the question already says what the entry would."""
        if not tokens(self._inquiry.after):
            return False
        asked = {unit.text for unit, _ in _weighed(self._clause)}
        after = self._section.read(self._inquiry.after)
        return any(
            unit.text not in asked and information(unit.text) and self._own(unit)
            for unit, _ in _weighed(after)
        )


def _weighed(clause: ConsideredClause) -> Iterator[tuple[Unit, float]]:
    return zip(clause.question.units, clause.question.weights, strict=True)
