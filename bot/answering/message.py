"""Reads a message that asks something as one question or several, each of them a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.answering.advice import taken_back
from bot.answering.channel_questions import opens_plainly
from bot.answering.choice import options
from bot.answering.entry import Entry
from bot.answering.explanation import Explanation
from bot.answering.form import (
    Clause,
    alternatives,
    clauses,
    items,
    listed,
    only_states,
    sentences,
    unquoted,
)
from bot.answering.knowledge import Decision, Knowledge, decide, suggestions
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
from bot.answering.section import LONGEST, ConsideredClause
from bot.answering.small_talk import hostile, plain, topic, unframed, unreadable
from bot.answering.thresholds import THRESHOLDS
from bot.matching.lexicon import TermKind
from bot.matching.text import ending, normalise, stem, tokens
from bot.matching.word_lists import grammar

RANKED = 5  # entries of a part's ranking
MOST_CLAUSES = 6  # questions that are looked at; the last ones, since rambling comes before them
SHORT = 3  # words of a question without a verb: "which voltage"
LEFT = 0.3  # what a question says at least that the answers beside it do not explain

_JOINT = re.compile(r"^(?:(?:and|or|but|also|so|then|plus)\b[\s,]*)+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A clause that asks, as it was read, with the decision about it."""

    clause: ConsideredClause
    decision: Decision
    alone: bool = False

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer it."""
        return self.decision.answers


@dataclass(frozen=True, slots=True)
class Message:
    """A message that asks something, with the person's earlier questions."""

    knowledge: Knowledge
    text: str
    history: Sequence[str]

    def parts(self) -> list[Part]:
        """One part, or one for each question that is answered or stands by itself."""
        return [self._part(one) for one in self._questions()]

    def _questions(self) -> list[Question]:
        known, asked = self.knowledge, self._asked()
        whole = self._question(known.read(listed(self.text), self.history))
        if len(asked) <= 1:
            whole = self._question(known.best_or_follow_up(whole.clause, self.history))
            return self._either(whole, self.history) or [whole]
        if self._lists and self._explains(whole):
            return [whole]
        asking = self._asking(asked, whole.clause)
        several = self._several(asking, whole)
        if len(several) > 1:
            return several
        whole = self._question(known.best_or_follow_up(whole.clause, self.history))
        sure = [one for one in (whole, *asking) if one.answers]
        # A reading may be of more confidence and yet say too little to be answered.
        best = max(sure or [whole, *asking], key=lambda one: one.clause.confidence)
        return [best]

    def left(self) -> tuple[str, ...]:
        """The questions before the last ones, which are not looked at."""
        return tuple(one.text for one in self._asked() if one.asks)[:-MOST_CLAUSES]

    @property
    def _lists(self) -> bool:
        """Whether it is one sentence that lists things, which may be keywords of one question."""
        return sentences(self.text) == 1 and bool(items(self.text))

    def _asked(self) -> tuple[Clause, ...]:
        return items(self.text) or clauses(self.text)

    def _question(self, clause: ConsideredClause, *, alone: bool = False) -> Question:
        return Question(clause, decide(self.knowledge, clause), alone)

    def _asking(self, asked: Sequence[Clause], whole: ConsideredClause) -> list[Question]:
        """Each clause that asks; a later one may lean on the one before it."""
        rambles = not all(one.asks or topic(tokens(one.text)) for one in asked)
        asking: list[Question] = []
        history = list(self.history)
        looked_at = [one for one in asked if one.asks][-MOST_CLAUSES:]
        for place, one in enumerate(looked_at, start=1):
            question = self._clause(one, history, whole)
            room = MOST_CLAUSES - len(asking) - len(looked_at[place:])
            readings = [] if rambles else self._either(question, history)
            asking += readings if 0 < len(readings) <= room else [question]
            history.append(one.text)
        return asking

    def _clause(self, one: Clause, history: Sequence[str], whole: ConsideredClause) -> Question:
        """A clause beside the rest of the message, or by itself where only that is answered."""
        known = self.knowledge
        alone = known.read(one.text, history)
        beside = known.best_or_follow_up(known.in_message(alone, whole), history)
        question = self._question(beside, alone=one.alone)
        if one.alone and not question.answers:
            by_itself = self._question(alone, alone=True)
            return by_itself if by_itself.answers else question
        return question

    def _several(self, asking: Sequence[Question], whole: Question) -> list[Question]:
        """The questions of a message that are each to be seen, in its order."""
        apart = self._apart([one for one in asking if one.answers])
        if whole.decision.rule == "near_miss":
            return []
        if len(apart) < 2 and self._prevails(whole, apart):
            return []
        unanswered = [one for one in asking if not one.answers and self._stands(one, apart)]
        if not apart and (whole.answers or self._lists or _offers_more(whole, unanswered)):
            return []
        return [one for one in asking if one in apart or one in unanswered]

    def _apart(self, sure: Iterable[Question]) -> list[Question]:
        """The questions that competing entries answer, in the order of the message."""
        chosen: list[Question] = []
        for one in sure:
            best = one.clause.candidates[0]
            if all(best.competes_with(other.clause.candidates[0]) for other in chosen):
                chosen.append(one)
        return chosen

    def _prevails(self, whole: Question, apart: Sequence[Question]) -> bool:
        """Whether the message as a whole is one question, and no clause of it makes more sense."""
        if self._explains(whole):
            return True
        if not whole.answers or len(apart) != 1:
            return False
        surer = whole.clause.confidence >= apart[0].clause.confidence
        return surer and len(self._apart([whole, *apart])) > 1

    def _explains(self, question: Question) -> bool:
        """Whether it is answered, and all of it is explained by what answers it."""
        return question.answers and self._left(question, [question]) < LEFT

    def _stands(self, question: Question, answered: Sequence[Question]) -> bool:
        """Whether a question without an answer is one of its own, beside those with one."""
        said = tokens(_JOINT.sub("", question.clause.text))
        plainly = opens_plainly(said) or (len(said) <= SHORT and said[0] in grammar("asking"))
        if topic(said) is not None or not (question.alone or plainly):
            return False
        apart = not question.clause.candidates or question in self._apart([*answered, question])
        if not (apart or question.alone or isinstance(question.decision.reply, NotCovered)):
            return False  # what it would offer is shown already
        return self._left(question, answered) >= LEFT or (question.alone and apart)

    def _left(self, question: Question, answered: Sequence[Question]) -> float:
        """The weight of what a question says itself that no answer explains."""
        own = question.clause.own
        profiles = [
            candidate.profile for one in answered for candidate in one.clause.candidates[:1]
        ]
        return sum(
            weight * (1 - max((profile.explains(unit) for profile in profiles), default=0.0))
            for unit, weight in zip(own.units, own.weights, strict=True)
        )

    def _either(self, question: Question, history: Sequence[str]) -> list[Question]:
        """The readings of a question that joins things by "or" or "and"; empty for others.

        Only where the question as a whole leaves something open, and a reading is answered.
        """
        readings = alternatives(question.clause.text)
        if not readings or question.decision.rule == "near_miss" or self._explains(question):
            return []
        known = self.knowledge
        found = [
            self._question(known.best_or_follow_up(known.read(text, history), history), alone=True)
            for text in readings
        ]
        apart = self._apart([one for one in found if one.answers])
        several = [
            one for one in found if one in apart or (not one.answers and self._stands(one, apart))
        ]
        if len(apart) > 1:
            return several
        # Of one alone the form has to say that it asks: "burr or blade grinder" is one thing.
        asks = opens_plainly(tokens(question.clause.text)) and len(several) > 1
        return several if asks and apart and self._explains(apart[0]) else []

    def _part(self, question: Question) -> Part:
        clause, decision = question.clause, question.decision
        ranking = tuple(Match(one.entry, one.confidence) for one in clause.candidates[:RANKED])
        text = _JOINT.sub("", clause.text)
        explanation = Explanation(self.knowledge, clause, decision, text)
        given = partial(options, self.knowledge, clause, self.text)
        return Part(text, decision.reply, clause.confidence, ranking, explanation.evidence, given)


def _offers_more(whole: Question, several: Sequence[Question]) -> bool:
    """Whether a message as a whole is offered something, and none of its questions is.

    Not of questions that each stand by themselves, as on lines.
    """
    if all(one.alone for one in several):
        return False
    silent = [isinstance(one.decision.reply, NotCovered) for one in (whole, *several)]
    return not silent[0] and all(silent[1:])


# Answers a message: from its text and the questions before it to a response; it never fails.


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
    clause = knowledge.read(text)
    if clause.is_near_miss:
        return []
    questions = _nearest_phrasings(knowledge, text)
    # One everyday word, unless nothing comes near it: it may be asked in vain, which editors read.
    everyday = [unit.kind for unit in clause.question.units] == [TermKind.CONTENT]
    alone = everyday and "?" not in text and len(tokens(text)) == 1
    idle = alone and bool(questions) and not message.history
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
    clause = knowledge.read(text)
    if clause.confidence < THRESHOLDS.min_confidence_to_show:
        return ()
    return clause.candidates[0].entry.questions


def offers(knowledge: Knowledge) -> tuple[Entry, ...]:
    """Three questions that the bot can answer, each about other sentences."""
    chosen = {entry.sources: entry for entry in reversed(knowledge.entries)}
    return tuple(reversed(chosen.values()))[:OFFERS]
