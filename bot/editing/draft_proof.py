"""The proof of a draft: of what a language model proposes, what holds, and why the rest does not.

A quote must stand in the article, an answer may say no more than its quotes, a phrasing must lead
to its own entry, a near miss to silence, and nothing that was answered before may be led away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answering.answerer import Answerer, FixedKnowledge
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, NotCovered, Part, Passage
from bot.article.article import Article
from bot.article.links import link_faults
from bot.article.quotes import Finder, Found, Twice
from bot.article.visible import legible
from bot.editing.check import unsupported
from bot.editing.collisions import checked_files, telling
from bot.editing.draft_reply import ModelReply, ProposedEntry
from bot.editing.proposal import fresh_id, is_content
from bot.editing.silenced import near_phrasings, silencing, variants
from bot.faq.edits import AddEntry, AddNearMiss, AddPhrasing, Edit, EditRefused
from bot.faq.model import ANSWER, ID, PHRASING, SHOWN
from bot.faq.proof import MARKER
from bot.faq.store import FaqReading
from bot.matching.completer import exact_key
from bot.matching.text import stem, words

Build = Callable[[Sequence[Edit]], FaqReading]  # the FAQ as it would be; raises EditRefused
ROUNDS = 8  # each drops what failed in it; what is left over then is refused
BORNE_OUT = 0.5  # of an answer's words: so many stand in what it cites
_LINK = re.compile(r"://|www\.|\]\(|@", re.IGNORECASE)
_NUMBERED = re.compile(r"^[\[(]?(\d{1,5})[\])]?[.:)]?(?:\s+|$)")
_QUOTES = "\"'“”‘’«»„`"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was proposed and does not hold: what it is about, why, and the mend."""

    text: str
    problem: str
    mend: str = ""

    def __str__(self) -> str:
        return f"`{self.text}`: {self.problem} {self.mend}".rstrip()


@dataclass(slots=True)
class Candidate:
    """A proposed entry on its way through the proof; `old` if the FAQ has it and it only grows."""

    proposed: ProposedEntry
    id: str
    questions: list[str]
    cite: tuple[str, ...] = ()
    answer: str | None = None
    old: bool = False
    fatal: list[Refusal] = field(default_factory=list)
    dropped: list[Refusal] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether it can stand in a FAQ: proven so far, with a question that can be shown."""
        return not self.fatal and (self.old or any(len(one) <= SHOWN for one in self.questions))

    def drop(self, text: str, problem: str, mend: str = "") -> None:
        """Take a phrasing out."""
        self.questions.remove(text)
        self.dropped.append(Refusal(text, problem, mend))

    def edits(self) -> Iterator[Edit]:
        """What it changes in the file."""
        if self.old:
            yield from (AddPhrasing(self.id, text) for text in self.questions)
        else:
            shown = next(text for text in self.questions if len(text) <= SHOWN)
            others = (text for text in self.questions if text != shown)
            yield AddEntry(self.id, (shown, *others), self.cite, self.answer, proposed=True)


@dataclass(slots=True)
class Proof:
    """What became of a reply; `reading` is the FAQ with what holds, None if nothing does."""

    candidates: list[Candidate]
    near_misses: list[str]
    dropped: list[Refusal] = field(default_factory=list)
    reading: FaqReading | None = None

    @property
    def held(self) -> list[Candidate]:
        """The entries that hold."""
        return [one for one in self.candidates if one.holds and (one.questions or not one.old)]

    @property
    def failed(self) -> list[Candidate]:
        """The entries that don't."""
        return [one for one in self.candidates if one not in self.held]

    def edits(self) -> list[Edit]:
        """All that holds, as changes of the file."""
        lines = [AddNearMiss(line) for line in self.near_misses]
        return [*(edit for one in self.held for edit in one.edits()), *lines]

    def refuse_line(self, line: str, problem: str, mend: str = "") -> None:
        """Take a near miss out."""
        self.near_misses.remove(line)
        self.dropped.append(Refusal(line, problem, mend))


# Each proposal by itself: its quotes, its answer, its id, its texts.


def candidates(
    reply: ModelReply,
    article: Article,
    own: Sequence[Entry],
    known: Sequence[Entry],
    not_covered: Sequence[str] = (),
) -> list[Candidate]:
    """The entries of a reply, each as far as it holds by itself.

    Args:
        reply: The reply.
        article: The article that it must quote.
        own: The entries that the article's FAQ has.
        known: Those of the whole folder, whose ids and phrasings are taken.
        not_covered: The FAQ's near misses, which no phrasing may be.
    """
    finder = Finder(article)
    by_id = {entry.id: entry for entry in own}
    ids = {entry.id for entry in known}
    taken = {_key(text): entry.id for entry in known for text in entry.questions}
    taken |= dict.fromkeys(map(_key, not_covered), "not_covered")
    found = []
    for proposed in reply.entries:
        old = proposed.id in by_id and not proposed.cite
        one = Candidate(proposed, proposed.id, [], old=old)
        if not old:
            one.id = _free_id(proposed, ids)
            _prove_quotes(one, finder)
            _prove_answer(one, finder)
        _prove_texts(one, taken)
        if one.holds:
            ids.add(one.id)
        found.append(one)
    return found


def _key(text: str) -> str:
    return exact_key(text) or text.casefold()


def _free_id(proposed: ProposedEntry, ids: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", proposed.id.lower()).strip("-")[: ID - 4].strip("-")
    if slug and slug not in ids:
        return slug
    first = proposed.questions[0] if proposed.questions else ""
    return fresh_id(slug.replace("-", " ") or first, ids)


def _prove_quotes(one: Candidate, finder: Finder) -> None:
    quotes = []
    for text in one.proposed.cite:
        found = _quote(text, finder)
        if isinstance(found, Refusal):
            one.fatal.append(found)
        else:
            quotes.append(found)
    one.cite = tuple(dict.fromkeys(quotes))
    if not one.proposed.cite:
        mend = "Quote the sentence of the article that answers, word for word, under `cite`."
        one.fatal.append(Refusal(one.id, "It quotes nothing.", mend))


def _quote(text: str, finder: Finder) -> str | Refusal:
    """A quote that stands in the article once, or why there is none.

    Left out are a sentence's number and marks round the quote. A number alone, and what differs
    in capitals and punctuation alone, stands for its whole sentence.
    """
    article = finder.article
    number = _NUMBERED.match(text)
    bare = text[number.end() :] if number else text
    for said in dict.fromkeys((text, bare, bare.strip(_QUOTES), bare.strip(_QUOTES + " .…"))):
        if said and isinstance(finder.find(said), Found):
            return said
    if number and not bare and 0 < int(number[1]) <= len(article.sentences):
        return _whole(int(number[1]), finder)
    found = finder.find(bare or text)
    if isinstance(found, Twice):
        places = ", ".join(str(one.number) for one in found.sentences)
        problem = f"It stands in several places (sentences {places})."
        return Refusal(text, problem, "Quote more of the sentence that is meant.")
    nearest = getattr(found, "nearest", None)
    if nearest and f" {_plain(bare)} " in f" {_plain(article.quote(nearest))} ":
        return _whole(nearest.number, finder)
    return Refusal(text, "It is not in the article.", f"{found}")


def _whole(number: int, finder: Finder) -> str | Refusal:
    said = legible(finder.article.cite(number).quote)
    if isinstance(finder.find(said), Found):
        return said
    return Refusal(said, f"Sentence {number} stands in several places.", "Quote a neighbour too.")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _prove_answer(one: Candidate, finder: Finder) -> None:
    """Keep the answer only if it says what its quotes say; without one these are the answer."""
    answer = one.proposed.answer
    if not answer or one.fatal:
        return
    named = {int(number) for number in MARKER.findall(answer)}
    found = [finder.find(quote) for quote in one.cite]
    quoted = {
        stem(word.text)
        for place in found
        if isinstance(place, Found)
        for sentence in place.sentences
        for word in words(finder.article.quote(sentence))
    }
    said = [stem(word.text) for word in words(MARKER.sub("", answer)) if is_content(word.text)]
    if len(answer) > ANSWER or link_faults(answer) or _LINK.search(answer):
        problem = "The answer is too long, or holds a link."
    elif named and named != set(range(1, len(one.cite) + 1)):
        problem = "The answer's marks are not those of its quotes."
    elif sum(word in quoted for word in said) < BORNE_OUT * len(said):
        problem = "The answer says more than its quotes do."
    else:
        one.answer = answer
        return
    one.dropped.append(Refusal(answer, problem, "The quoted sentences answer by themselves."))


def _prove_texts(one: Candidate, taken: dict[str, str]) -> None:
    """Keep the questions that hold words, are not too long, and belong to no other entry yet."""
    for text in one.proposed.questions:
        key, owner = _key(text), taken.get(_key(text), "")
        if len(text) > PHRASING or not exact_key(text):
            problem = "It holds no word." if len(text) <= PHRASING else "It is too long."
            one.dropped.append(Refusal(text, problem))
        elif owner and owner != one.id:
            one.dropped.append(Refusal(text, f"It stands under `{owner}` already."))
        elif not owner:
            one.questions.append(text)
            if not one.fatal:
                taken[key] = one.id
    if not one.fatal and not one.holds:
        mend = f"Write one that leads to it alone, of at most {SHOWN} characters."
        one.fatal.append(Refusal(one.id, "No question is left that can be shown.", mend))


def drop_known_lines(proof: Proof, entries: Sequence[Entry], lines: Sequence[str]) -> None:
    """Take out near misses that the FAQ has already, or that are questions of an entry."""
    phrased = [(text, entry.id) for entry in entries for text in entry.questions]
    phrased += [(text, one.id) for one in proof.held for text in one.questions]
    asked = {telling(text) or _key(text): name for text, name in phrased}
    known = {_key(line) for line in lines}
    for line in [*proof.near_misses]:
        key = _key(line)
        if key in known:
            proof.near_misses.remove(line)
        elif (says := telling(line) or key) in asked:
            proof.refuse_line(line, f"It asks what `{asked[says]}` answers.")
        elif len(line) > PHRASING or not exact_key(line):
            proof.refuse_line(line, "It is too long, or holds no word.")
        known.add(key)


# All of them together, in the FAQ as it would be: asked, and dropped until all lead where they
# should.


def prove(proof: Proof, build: Build, before: Knowledge | None) -> None:
    """Drop what doesn't hold, until all that is left leads where it should.

    Args:
        proof: The candidates and near misses; what fails is noted there.
        build: Reads and proves the FAQ with changes made.
        before: What is known without them, if anything is.
    """
    faults = set(_astray(before)) if before else set[_Asked]()
    for _ in range(ROUNDS):
        proof.reading = _built(proof, build)
        if proof.reading is None:
            return
        knowledge = proof.reading.build(known=before.sections if before else ())
        trial = _Trial(proof, knowledge)
        if trial.drop_new():
            continue
        astray = set(_astray(knowledge)) - faults
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
        if not any(isinstance(edit, AddEntry | AddPhrasing | AddNearMiss) for edit in edits):
            return None
        try:
            reading = build(edits)
        except EditRefused:
            _drop_unwritable(proof, build)
            continue
        blamed = {fault.entry: fault for fault in reading.faults}
        failed = [one for one in proof.held if one.id in blamed and not one.old]
        for one in failed:
            one.fatal.append(Refusal(one.id, blamed[one.id].problem, blamed[one.id].mend))
        if not reading.faults:
            return reading
        if not failed:
            raise EditRefused(
                f"Nothing was changed. The FAQ would have faults:\n{reading.faults[0]}"
            )
    raise EditRefused("What was proposed can't be written into the file.")


def _drop_unwritable(proof: Proof, build: Build) -> None:
    """Take out what the file can't take in, tried one by one."""
    for one in proof.held:
        try:
            build(list(one.edits()))
        except EditRefused as error:
            one.fatal.append(Refusal(one.id, str(error)))
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
                if isinstance(part.reply, Answer | Passage):
                    yield _Asked(faq.file, "", line, _answered_by(part))


def _answered_by(part: Part) -> str:
    return part.reply.entry.id if isinstance(part.reply, Answer) else ""


class _Trial:
    """One round: the proposals asked in the knowledge that holds them all."""

    def __init__(self, proof: Proof, knowledge: Knowledge) -> None:
        self._proof = proof
        self._knowledge = knowledge
        self._new = {one.id: one for one in proof.held}

    def drop_new(self) -> bool:
        """Drop answers that say too much and near misses that silence too much; whether any was."""
        dropped = self._drop_answers()
        return self._drop_silencing() or dropped

    def _drop_answers(self) -> bool:
        """Take out answers with names and figures that their quotes don't hold."""
        dropped = False
        for checked in checked_files(self._proof.reading) if self._proof.reading else ():
            for fault in unsupported(checked):
                one = self._new.get(fault.entry or "")
                if one and one.answer:
                    one.dropped.append(Refusal(one.answer, fault.problem, fault.mend))
                    one.answer, dropped = None, True
        return dropped

    def _drop_silencing(self) -> bool:
        """Take out near misses that silence a question of an entry, said a little otherwise."""
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
            by = (
                f"It leads to `{asked.answered_by}`."
                if asked.answered_by
                else "It is not answered."
            )
            one.drop(asked.text, by, "Say in it what sets this entry apart.")
            return True
        return self._drop_nearest(asked)

    def _drop_nearest(self, asked: _Asked) -> bool:
        """An old question is led away: drop the new phrasing that is most like it."""
        rival = self._new.get(asked.answered_by)
        if rival is None or not rival.questions:
            return False
        mine = telling(asked.text)
        nearest = max(rival.questions, key=lambda text: len(mine & telling(text)))
        rival.drop(nearest, f"It leads `{asked.text}` away from where it led.")
        return True
