"""The proof of a draft: of what a language model proposes, what holds, and why the rest does not.

A quote must stand in the article, an answer may say no more than its quotes, a phrasing must lead
to its own entry, a near miss to silence, and nothing that was answered before may be led away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answering.answerer import Answerer, FixedKnowledge
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, NotCovered, Part, Passage
from bot.editing.check import unsupported
from bot.editing.collisions import telling, variants
from bot.editing.draft_entries import TriedEntry, Unproven, key_of
from bot.editing.findings import checked_files
from bot.editing.idle_lines import near_phrasings, silencing
from bot.editing.proposal import is_content
from bot.faq.edits import AddNearMiss, Edit, EditRefused
from bot.faq.model import PHRASING
from bot.faq.store import FaqReading
from bot.matching.lexicon import asks
from bot.matching.text import exact_key, stem, words

Build = Callable[[Sequence[Edit]], FaqReading]  # the FAQ as it would be; raises EditRefused
ROUNDS = 30  # each drops what failed in it; few need more than three


@dataclass(slots=True)
class Proof:
    """What became of a reply; `reading` is the FAQ with what holds, None if nothing does."""

    candidates: list[TriedEntry]
    near_misses: list[str]
    dropped: list[Unproven] = field(default_factory=list)
    reading: FaqReading | None = None

    @property
    def held(self) -> list[TriedEntry]:
        """The entries that hold."""
        return [one for one in self.candidates if one.holds and (one.questions or not one.old)]

    @property
    def failed(self) -> list[TriedEntry]:
        """The entries that don't."""
        return [one for one in self.candidates if not one.holds]

    def edits(self) -> list[Edit]:
        """All that holds, as changes of the file."""
        lines = [AddNearMiss(line) for line in self.near_misses]
        return [*(edit for one in self.held for edit in one.edits()), *lines]

    def refuse_line(self, line: str, problem: str, mend: str = "") -> None:
        """Take a near miss out."""
        self.near_misses.remove(line)
        self.dropped.append(Unproven(line, problem, mend))


def drop_known_lines(proof: Proof, entries: Sequence[Entry], lines: Sequence[str]) -> None:
    """Take out near misses that the FAQ has already, or that are questions of an entry."""
    phrased = [(text, entry.id) for entry in entries for text in entry.questions]
    phrased += [(text, one.id) for one in proof.held for text in one.questions]
    asked = {_says(text): name for text, name in phrased}
    known = {key_of(line) for line in lines}
    for line in [*proof.near_misses]:
        key = key_of(line)
        if key in known:
            proof.near_misses.remove(line)
        elif _says(line) in asked:
            proof.refuse_line(line, f"It asks what `{asked[_says(line)]}` answers.")
        elif len(line) > PHRASING or not exact_key(line):
            proof.refuse_line(line, "It is too long, or holds no word.")
        known.add(key)


def _says(text: str) -> tuple[str, frozenset[str]]:
    """What a question asks: by which question word, and about what."""
    read = [word.text for word in words(text)]
    about = {stem(word) for word in read if is_content(word)}
    return asks(read), frozenset(about or {key_of(text)})


# All of them together, in the FAQ as it would be: asked, and dropped until all lead where they
# should.


def prove(proof: Proof, build: Build, before: Knowledge | None) -> None:
    """Drop what doesn't hold, until all that is left leads where it should.

    `build` reads the FAQ with changes made; `before` is what is known without them. What fails is
    noted in the proof.
    """
    for _ in range(ROUNDS):
        proof.reading = _built(proof, build)
        if proof.reading is None:
            return
        knowledge = proof.reading.build(known=before.sections if before else ())
        trial = _Trial(proof, knowledge)
        if trial.drop_answers() | trial.drop_silencing():
            continue
        astray = {one for one in _astray(knowledge) if not (before and one.was_astray(before))}
        if not astray:
            return
        if not trial.drop_for(astray):
            lost = min(astray, key=lambda one: one.text)
            raise EditRefused(f"Nothing was changed: `{lost.text}` would lead astray.")
    raise EditRefused("What was proposed does not settle: too much of it leads elsewhere.")


def _built(proof: Proof, build: Build) -> FaqReading | None:
    """The FAQ with what holds so far; entries that make it faulty fail."""
    for _ in range(ROUNDS):
        edits = proof.edits()
        if not edits:
            return None
        try:
            reading = build(edits)
        except EditRefused:
            _drop_unwritable(proof, build)
            continue
        blamed = {fault.entry: fault for fault in reading.faults}
        failed = [one for one in proof.held if one.id in blamed and not one.old]
        for one in failed:
            one.fatal.append(Unproven(one.id, blamed[one.id].problem, blamed[one.id].mend))
        if not reading.faults:
            return reading
        if not failed:
            why = f"The FAQ would have faults:\n{reading.faults[0]}"
            raise EditRefused(f"Nothing was changed. {why}")
    raise EditRefused("What was proposed can't be written into the file.")


def _drop_unwritable(proof: Proof, build: Build) -> None:
    """Take out what the file can't take in, tried one by one."""
    for one in proof.held:
        try:
            build(list(one.edits()))
        except EditRefused as error:
            one.fatal.append(Unproven(one.id, str(error)))
    for line in [*proof.near_misses]:
        try:
            build([AddNearMiss(line)])
        except EditRefused as error:
            proof.refuse_line(line, str(error))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A stored question that is answered otherwise than it should; a near miss has no entry."""

    file: str
    entry: str
    text: str
    answered_by: str = field(compare=False, default="")

    def was_astray(self, before: Knowledge) -> bool:
        """Whether it is an old question that went astray before."""
        parts = Answerer(FixedKnowledge(before)).ask(self.text).parts
        if self.entry:
            old = before.by_id.get(self.entry)
            stood = old is not None and self.text in old.questions
            return stood and _answered_by(parts[0]) != self.entry
        lines = (faq.not_covered for faq in before.faqs if faq.file == self.file)
        return any(self.text in some for some in lines) and any(map(_speaks, parts))


def _astray(knowledge: Knowledge) -> Iterator[_Asked]:
    """The phrasings that don't lead to their entry, and the near misses that are answered."""
    answerer = Answerer(FixedKnowledge(knowledge))
    for faq in knowledge.faqs:
        for entry in faq.entries:
            for text in entry.questions:
                by = _answered_by(answerer.ask(text).first)
                if by != entry.id:
                    yield _Asked(faq.file, entry.id, text, by)
        for line in faq.not_covered:
            for part in answerer.ask(line).parts:
                if _speaks(part):
                    yield _Asked(faq.file, "", line, _answered_by(part))


def _speaks(part: Part) -> bool:
    return isinstance(part.reply, Answer | Passage)


def _answered_by(part: Part) -> str:
    return part.reply.entry.id if isinstance(part.reply, Answer) else ""


class _Trial:
    """One round: the proposals asked in the knowledge that holds them all."""

    def __init__(self, proof: Proof, knowledge: Knowledge) -> None:
        self._proof = proof
        self._knowledge = knowledge
        self._new = {one.id: one for one in proof.held}

    def drop_answers(self) -> bool:
        """Drop answers with names and figures that their quotes don't hold; whether any was."""
        dropped = False
        for checked in checked_files(self._proof.reading) if self._proof.reading else ():
            for fault in unsupported(checked):
                one = self._new.get(fault.entry or "")
                if one and one.answer:
                    one.dropped.append(Unproven(one.answer, fault.problem, fault.mend))
                    one.answer, dropped = None, True
        return dropped

    def drop_silencing(self) -> bool:
        """Drop near misses that silence an entry's question, said otherwise; whether any was."""
        dropped = False
        for section in self._knowledge.sections:
            faq = section.faq
            if not set(self._proof.near_misses).intersection(faq.not_covered):
                continue
            alone = Knowledge.of([section], self._knowledge.fingerprint)
            for entry, text in near_phrasings(faq):
                for variant in variants(text, section.subject, faq.synonyms):
                    line = silencing(alone, entry, variant)
                    if line in self._proof.near_misses and telling(line) & telling(text):
                        problem = f"It silences `{variant}`, which `{entry.id}` answers."
                        self._proof.refuse_line(line, problem)
                        dropped = True
        return dropped

    def drop_for(self, astray: set[_Asked]) -> bool:
        """Drop a proposal for each question that goes astray, old or new; whether any was."""
        dropped = False
        for asked in sorted(astray, key=lambda one: (one.file, one.entry, one.text)):
            dropped |= self._drop_line(asked) if not asked.entry else self._drop_phrasing(asked)
        return dropped

    def _drop_line(self, asked: _Asked) -> bool:
        """A near miss that is answered: it goes if it is new, else the phrasing nearest to it."""
        if asked.text in self._proof.near_misses:
            by = f"`{asked.answered_by}`" if asked.answered_by else "a sentence of the article"
            self._proof.refuse_line(asked.text, f"It is answered by {by}.")
            return True
        return self._drop_nearest(asked)

    def _drop_phrasing(self, asked: _Asked) -> bool:
        one = self._new.get(asked.entry)
        part = Answerer(FixedKnowledge(self._knowledge)).ask(asked.text).first
        if isinstance(part.reply, NotCovered) and part.reply.near_miss:
            entry = self._knowledge.by_id[asked.entry]
            line = silencing(self._knowledge, entry, asked.text)
            if line in self._proof.near_misses:
                self._proof.refuse_line(line, f"It silences `{asked.text}` of `{asked.entry}`.")
                return True
        if one and asked.text in one.questions:
            rival = asked.answered_by
            why = f"It leads to `{rival}`." if rival else "It is not answered."
            one.drop(asked.text, why, "Say in it what sets this entry apart.")
            return True
        return self._drop_nearest(asked)

    def _drop_nearest(self, asked: _Asked) -> bool:
        """An old question is led away: drop what is new and most like it."""
        why, mine = f"It leads `{asked.text}` away from where it led.", telling(asked.text)
        rival = self._new.get(asked.answered_by)
        held = [rival] if rival else self._proof.held
        pool: list[tuple[str, TriedEntry | None]]
        pool = [(text, one) for one in held for text in one.questions]
        pool += [] if rival else [(line, None) for line in self._proof.near_misses]
        if not pool:
            return False
        text, one = max(pool, key=lambda new: len(mine & telling(new[0])))
        if one:
            one.drop(text, why)
        else:
            self._proof.refuse_line(text, why)
        return True
