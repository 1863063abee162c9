"""Answers a message: from its text and the questions before it to a response; it never fails."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.answering.advice import taken_back
from bot.answering.clauses import LONGEST, ConsideredClause
from bot.answering.cutting import unframed, unquoted
from bot.answering.decision import suggestions
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.message import Message
from bot.answering.reply import (
    Answer,
    Evidence,
    Match,
    NotCovered,
    Part,
    Reply,
    Response,
    SmallTalk,
    Topic,
)
from bot.answering.small_talk import hostile, plain, topic, unreadable
from bot.answering.statements import idle_word, only_states
from bot.matching.text import ending, normalise, stem, tokens

OFFERS = 3
GREETINGS = ("hello", "thanks", "bye")  # nobody who says one of these wants another
SEVERAL = 2  # phrasings of an entry that hold a word which may ask by itself
CHATTY = 0.25  # the share of an entry's phrasings that are small talk, if that is what it is about


def answer(knowledge: Knowledge, question: str, history: Sequence[str] = ()) -> Response:
    """The response to a message.

    Args:
        knowledge: What to answer from.
        question: The message, of any length; the last 1,500 characters are read.
        history: The person's earlier questions, oldest first. What the message quotes (`> …`)
            counts as one more.
    """
    text, quoted = unquoted(ending(question, LONGEST))
    entry = knowledge.entry_phrased(text)
    left: tuple[str, ...] = ()
    if entry is not None:
        parts = [_word_for_word(knowledge, text if quoted else question, entry)]
    else:
        before = [ending(earlier, LONGEST) for earlier in (*history, quoted) if earlier]
        message = Message(knowledge, unframed(plain(text)), before)
        parts = _no_question(knowledge, text) or _statement(message) or _parts(message)
        left = message.left() if len(parts) > 1 else ()
    return Response(question, tuple(parts), knowledge.fingerprint, knowledge.by_id, left)


def _parts(message: Message) -> list[Part]:
    """The parts of a message that asks: of a phrasing where nothing but manners stand around it."""
    entry = message.knowledge.entry_phrased(message.text)
    return [_word_for_word(message.knowledge, message.text, entry)] if entry else message.parts()


def _word_for_word(knowledge: Knowledge, question: str, entry: Entry) -> Part:
    """The part for a question that is a phrasing, word for word."""
    evidence = partial(taken_back, knowledge, entry, question)
    return Part(question, Answer(entry), 1.0, (Match(entry, 1.0),), evidence)


def _no_question(knowledge: Knowledge, text: str) -> list[Part]:
    """The part for small talk and for what can't be read; none for a question."""
    shown = plain(text)
    if any(map(unreadable, {shown, text})):
        return [_aside(text, NotCovered(), "there are no words to read")]
    words = normalise(shown).split()
    found = topic(words)
    if found is not None and not _entry_talks(knowledge, shown, found):
        return [_aside(text, SmallTalk(found, offers(knowledge)), "the message is small talk")]
    if hostile(words, knowledge.own_words(words)):
        return [_aside(text, NotCovered(), "the message orders or insults; it asks nothing")]
    return []


def _aside(text: str, reply: Reply, rule: str) -> Part:
    return Part(text, reply, 0.0, (), Evidence(rule=rule))


def _entry_talks(knowledge: Knowledge, text: str, found: Topic) -> bool:
    """Whether the nearest entry is small talk of this kind, as a FAQ of intents may hold."""
    questions = _nearest_phrasings(knowledge, text)
    topics = [topic(normalise(one).split()) for one in questions]
    alike = topics.count(found) if found in GREETINGS else len(topics) - topics.count(None)
    return bool(alike) and alike >= CHATTY * len(questions)


def _statement(message: Message) -> list[Part]:
    """The part for a message that only states something, or is one idle word; none for others."""
    knowledge, text = message.knowledge, message.text
    clause = knowledge.clauses.read(text)
    if clause.is_near_miss:
        return []
    questions = _nearest_phrasings(knowledge, text)
    # A word that nothing comes near is left alone: it may be asked in vain, which editors read.
    idle = bool(questions) and not message.history and idle_word(text, clause.question.units)
    if not (idle or only_states(text)) or _is_phrased(text, clause, questions):
        return []
    near = suggestions(clause.candidates)[:OFFERS] if questions else ()
    reply = SmallTalk("chat", near or offers(knowledge))
    return [_aside(text, reply, "the message states something; it asks nothing")]


def _is_phrased(text: str, clause: ConsideredClause, questions: Sequence[str]) -> bool:
    """Whether phrasings of an entry state things too, or hold what was said, more than once.

    Of a single word that means in any form; the entry is called by it where its title has it.
    """
    if sum(map(only_states, questions)) > CHATTY * len(questions):
        return True
    said = f" {normalise(text)} "
    if len(clause.words) > 1:
        return any(said in f" {normalise(question)} " for question in questions)
    stems = [{stem(word) for word in tokens(question)} for question in questions]
    holding = [stem(clause.words[0]) in one for one in stems]
    return sum(holding) >= SEVERAL or holding[:1] == [True]


def _nearest_phrasings(knowledge: Knowledge, text: str) -> Sequence[str]:
    """The phrasings of the entry that comes nearest to a text; none if none is near."""
    clause = knowledge.clauses.read(text)
    if clause.confidence < knowledge.thresholds.min_confidence_to_show:
        return ()
    return clause.candidates[0].entry.questions


def offers(knowledge: Knowledge) -> tuple[Entry, ...]:
    """Three questions that the bot can answer, each about other sentences."""
    chosen = {entry.sources: entry for entry in reversed(knowledge.entries)}
    return tuple(reversed(chosen.values()))[:OFFERS]
