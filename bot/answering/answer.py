"""The road from text to reply; it has no failure of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.answering.decision import Considered, Decision, consider, decide, follow, within
from bot.answering.dialogue import LONGEST, Clause, clauses
from bot.answering.entry import Entry
from bot.answering.explanation import evidence
from bot.answering.knowledge import Knowledge
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
from bot.matching.text import ending, normalise

OFFERS = 3
RANKED = 5
GREETINGS = ("hello", "thanks", "bye")  # nobody who says one of these means another
CHATTY = 0.25  # the share of an entry's phrasings that are small talk, if that is what it is about


def answer(knowledge: Knowledge, question: str, history: Sequence[str] = ()) -> Response:
    """The turn for a message; `history` holds the earlier questions, oldest first."""
    text = ending(question, LONGEST)
    before = [ending(earlier, LONGEST) for earlier in history]
    known = knowledge.known(text)
    if known is not None:
        parts = [_known(knowledge, question, known)]
    else:
        parts = _talk(knowledge, text) or _judged(knowledge, plain(text), before)
    return Response(question, tuple(parts), knowledge.fingerprint, knowledge.by_id)


def considered(knowledge: Knowledge, question: str, history: Sequence[str]) -> list[Considered]:
    """All readings of a message of which the best answers: as a whole, by clause, as follow-up."""
    text = plain(ending(question, LONGEST))
    whole = consider(knowledge, text, history)
    found = clauses(text)
    alone = [whole]
    if len(found) > 1:
        alone += [
            within(knowledge, consider(knowledge, one.text, history), whole)
            for one in found
            if one.asks
        ]
    joint = (follow(knowledge, one, history) for one in alone)
    return [*alone, *(one for one in joint if one is not None)]


def _known(knowledge: Knowledge, question: str, position: int) -> Part:
    """The part for a question that is a phrasing, word for word."""
    entry = knowledge.entries[position]
    rule = "The question is a phrasing of the entry, word for word."
    return Part(question, Answer(entry), 1.0, (Match(entry, 1.0),), Evidence(rule=rule))


def _talk(knowledge: Knowledge, text: str) -> list[Part]:
    """The part for small talk and for what can't be read; none for a question."""
    shown = plain(text)
    if any(map(unreadable, {shown, text})):
        return [_aside(text, NotCovered(), "There are no words to read.")]
    words = normalise(shown).split()
    said = topic(words)
    if said is not None and not _held(knowledge, shown, said):
        return [_aside(text, SmallTalk(said, offers(knowledge)), "The message is small talk.")]
    if hostile(words, knowledge.scorer.slips.own):
        return [_aside(text, NotCovered(), "The message orders or insults; it asks nothing.")]
    return []


def _held(knowledge: Knowledge, text: str, said: Topic) -> bool:
    """Whether the entry that is meant is small talk of the kind, as a FAQ of intents may hold."""
    found = consider(knowledge, text)
    if found.confidence < knowledge.scorer.policy.near:
        return False
    questions = knowledge.entries[found.candidates[0].entry].questions
    topics = [topic(normalise(one).split()) for one in questions]
    alike = topics.count(said) if said in GREETINGS else len(topics) - topics.count(None)
    return alike >= CHATTY * len(questions)


def _aside(text: str, reply: Reply, rule: str) -> Part:
    return Part(text, reply, 0.0, (), Evidence(rule=rule))


def offers(knowledge: Knowledge) -> tuple[Entry, ...]:
    """Three questions that the bot can answer, each about other sentences."""
    chosen = {entry.sources: entry for entry in reversed(knowledge.entries)}
    return tuple(reversed(chosen.values()))[:OFFERS]


def _judged(knowledge: Knowledge, text: str, history: Sequence[str]) -> list[Part]:
    """The parts for a message that asks: one, or one for each question that is answered."""
    found = clauses(text)
    whole = consider(knowledge, text, history)
    if len(found) <= 1:
        return [_part(knowledge, _followed(knowledge, whole, history))]
    pieces = _pieces(knowledge, found, whole, history)
    sure = [piece for piece in pieces if decide(knowledge, piece).answers]
    apart = _apart(knowledge, sure)
    if len(apart) > 1:
        return [_part(knowledge, piece) for piece in apart]
    whole = _followed(knowledge, whole, history)
    if decide(knowledge, whole).answers:
        sure.insert(0, whole)
    # A reading may have a higher chance and yet say too little to be answered.
    return [_part(knowledge, max(sure or [whole, *pieces], key=lambda one: one.confidence))]


def _pieces(
    knowledge: Knowledge, found: Sequence[Clause], whole: Considered, history: Sequence[str]
) -> list[Considered]:
    """Each clause that asks, considered; a later one may lean on the one before it."""
    pieces: list[Considered] = []
    asked = list(history)
    for clause in found:
        if clause.asks:
            piece = within(knowledge, consider(knowledge, clause.text, asked), whole)
            pieces.append(_followed(knowledge, piece, asked))
            asked.append(clause.text)
    return pieces


def _apart(knowledge: Knowledge, sure: Sequence[Considered]) -> list[Considered]:
    """The clauses that competing entries answer, in the order of the message."""
    chosen: list[Considered] = []
    for piece in sure:
        rivals = knowledge.scorer.rivals[piece.candidates[0].entry]
        if all(other.candidates[0].entry in rivals for other in chosen):
            chosen.append(piece)
    return chosen


def _followed(knowledge: Knowledge, alone: Considered, history: Sequence[str]) -> Considered:
    """The clause as a follow-up, where that explains more."""
    joint = follow(knowledge, alone, history)
    return joint if joint is not None and joint.confidence >= alone.confidence else alone


def _part(knowledge: Knowledge, found: Considered) -> Part:
    decision: Decision = decide(knowledge, found)
    ranking = tuple(
        Match(knowledge.entries[j.entry], j.confidence) for j in found.candidates[:RANKED]
    )
    why = partial(evidence, knowledge, found, decision)
    return Part(found.text, decision.reply, found.confidence, ranking, why)


# Completion: natural questions while somebody types, by the same ranker that answers.

MOST = 25  # what a face can show at once
TYPED = 200  # characters, normalised, that are looked at; the last ones
LIKELY = 0.25  # the least score by the matcher alone


def complete(knowledge: Knowledge, typed: str, limit: int) -> tuple[Entry, ...]:
    """The entries that somebody who has typed this far may mean, best first.

    At most `limit`, and never more than 25; ties stand in the FAQ's order. For an empty field: the
    first entries, those about the same sentences left out.
    """
    most = max(0, min(limit, MOST))
    text = ending(typed, TYPED)
    if not text.strip():
        return _first(knowledge)[:most]
    held = knowledge.completer.scores(text)
    ranked = knowledge.ranker.rank(text, limit=MOST)
    likely = {found.entry: found.score for found in ranked if found.entry < len(knowledge.entries)}
    total = {
        entry: round(held.get(entry, 0.0) + likely.get(entry, 0.0), 6)
        for entry in {*held, *(e for e, score in likely.items() if score >= LIKELY)}
    }
    best = sorted(total, key=lambda entry: (-total[entry], entry))
    return tuple(knowledge.entries[entry] for entry in best[:most])


def _first(knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries in the FAQ's order, one for each set of sentences."""
    chosen: dict[object, Entry] = {}
    for entry in knowledge.entries:
        chosen.setdefault(entry.sources or entry.id, entry)
    return tuple(chosen.values())
