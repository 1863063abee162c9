"""The proof of a draft: of what a language model proposes, what holds, and why the rest does not.

A quote must stand in the article, an answer may say no more than its quotes, a phrasing must lead
to its own entry, a near miss to silence, and nothing that was answered before may be led away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, NotCovered, Part, Passage
from bot.editing.check import unsupported
from bot.editing.collisions import telling
from bot.editing.draft_entries import TriedEntry, Unproven, key_of
from bot.editing.findings import checked_files
from bot.editing.idle_lines import silencing, silencings
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
    """What became of a reply; `reading` is the FAQ with what holds, None if nothing does.

    `round` are the entries, by id, that held when the latest round began.
    """

    candidates: list[TriedEntry]
    near_misses: list[str]
    dropped: list[Unproven] = field(default_factory=list)
    reading: FaqReading | None = None
    round: dict[str, TriedEntry] = field(default_factory=dict)

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
        proof.round = {one.id: one for one in proof.held}
        knowledge = proof.reading.build(known=before.sections if before else ())
        if _drop_answers(proof, proof.reading) | _drop_silencing(proof, knowledge):
            continue
        astray = {one for one in _astray(knowledge) if not (before and one.was_astray(before))}
        if not astray:
            return
        in_order = sorted(astray, key=lambda one: (one.file, one.entry, one.text))
        if not sum(_drop_for(proof, knowledge, one) for one in in_order):
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
        parts = Answerer(before).ask(self.text).parts
        if self.entry:
            old = before.by_id.get(self.entry)
            stood = old is not None and self.text in old.questions
            return stood and _answered_by(parts[0]) != self.entry
        lines = (faq.not_covered for faq in before.faqs if faq.file == self.file)
        return any(self.text in some for some in lines) and any(map(_speaks, parts))


def _astray(knowledge: Knowledge) -> Iterator[_Asked]:
    """The phrasings that don't lead to their entry, and the near misses that are answered."""
    answerer = Answerer(knowledge)
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


# Each of these drops something, and says whether it did.


def _drop_answers(proof: Proof, reading: FaqReading) -> bool:
    """Answers with names and figures that their quotes don't hold."""
    dropped = False
    for fault in (fault for checked in checked_files(reading) for fault in unsupported(checked)):
        one = proof.round.get(fault.entry or "")
        if one and one.answer:
            one.dropped.append(Unproven(one.answer, fault.problem, fault.mend))
            one.answer, dropped = None, True
    return dropped


def _drop_silencing(proof: Proof, knowledge: Knowledge) -> bool:
    """Near misses that silence a question of an entry, said a little otherwise."""
    dropped = False
    for section in knowledge.sections:
        if not set(proof.near_misses).isdisjoint(section.faq.not_covered):
            alone = Knowledge.of([section], knowledge.fingerprint)
            for line, entry, _, variant in silencings(alone):
                if line in proof.near_misses:
                    proof.refuse_line(line, f"It silences `{variant}`, which `{entry.id}` answers.")
                    dropped = True
    return dropped


def _drop_for(proof: Proof, knowledge: Knowledge, asked: _Asked) -> bool:
    """What leads a question astray: itself if it is new, what silences it, or another."""
    one, by = proof.round.get(asked.entry), asked.answered_by
    if not asked.entry and asked.text in proof.near_misses:
        said = f"`{by}`" if by else "a sentence of the article"
        proof.refuse_line(asked.text, f"It is answered by {said}.")
        return True
    if asked.entry:
        part = Answerer(knowledge).ask(asked.text).first
        if isinstance(part.reply, NotCovered) and part.reply.near_miss:
            line = silencing(knowledge, knowledge.by_id[asked.entry], asked.text)
            if line in proof.near_misses:
                proof.refuse_line(line, f"It silences `{asked.text}` of `{asked.entry}`.")
                return True
    if one and asked.text in one.questions:
        why = f"It leads to `{by}`." if by else "It is not answered."
        one.drop(asked.text, why, "Say in it what sets this entry apart.")
        return True
    return _drop_nearest(proof, asked)


def _drop_nearest(proof: Proof, asked: _Asked) -> bool:
    """Where an old question is led away: what is new and most like it."""
    why, mine = f"It leads `{asked.text}` away from where it led.", telling(asked.text)
    rival = proof.round.get(asked.answered_by)
    held = [rival] if rival else proof.held
    pool: list[tuple[str, TriedEntry | None]]
    pool = [(text, one) for one in held for text in one.questions]
    pool += [] if rival else [(line, None) for line in proof.near_misses]
    if not pool:
        return False
    text, one = max(pool, key=lambda new: len(mine & telling(new[0])))
    if one:
        one.drop(text, why)
    else:
        proof.refuse_line(text, why)
    return True
