"""Lines that do nothing, or too much: repeated near misses, idle synonyms, dead ends, strangers.

Each is looked at by what it does. A phrasing of one word is asked within sentences of others. A
near miss may silence what it says, and no more: a question that leaves out a word which says
nothing, or takes a synonym of the FAQ's own, must be answered like the phrasing it is made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge, decide
from bot.answering.reply import Answer, entry_of
from bot.answering.section import ConsideredClause
from bot.answering.units import UnitReader
from bot.editing.collisions import said, telling, variants
from bot.editing.findings import CheckedFile, Rank, checked_files
from bot.errors import MOST_SHOWN, Fault
from bot.faq.store import FaqReading
from bot.faq.validation import NEAR, ids_in
from bot.matching.lexicon import TermKind
from bot.matching.text import normalise, stem, tokens
from bot.matching.word_lists import grammar, zipf

USUAL = 0.6  # the share of entries from which a word that they hold tells none apart
FEWEST = 5  # entries, of which that can be said
EVERYDAY = 5.3  # on the Zipf scale: a word that members use of anything
NEAREST = 1  # phrasings looked at for each near miss
STRANGERS = ("here is a good {}", "that is just another {} of mine", "what a great {}")


def repeated(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each near miss that says what a phrasing or another near miss says."""
    known: dict[tuple[str, ...], str] = {}
    for entry in checked.faq.entries:
        for text in entry.questions:
            known.setdefault(_plain(text), f"`{text}` of `{entry.id}`")
    for number, text in enumerate(checked.faq.not_covered):
        words = _plain(text)
        if words and words in known:
            problem = f"The near miss `{text}` says the same as {known[words]}."
            mend = "Keep one of the two."
            yield checked.warning(("not_covered", number), Rank.REFUSED, problem, mend)
        known.setdefault(words, f"the near miss `{text}`")


def _plain(text: str) -> tuple[str, ...]:
    """The words of a text that say what is asked, in order, without those that say nothing."""
    return said(" ".join(word for word in tokens(text) if word not in grammar("idle")))


def idle_synonyms(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for synonyms of what no entry says, and of what nearly all of them say."""
    faq = checked.faq
    entries = [" | ".join(map(_stems, (*one.questions, *one.own_words()))) for one in faq.entries]
    for head, others in faq.synonyms.items():
        names = [_stems(one) for one in (head, *others)]
        holding = sum(any(one in words for one in names) for words in entries)
        if not holding:
            problem = f"No entry says `{head}` or one of its synonyms."
            mend = "Write the word as the entries do, or take the line out."
        elif len(entries) >= FEWEST and holding > USUAL * len(entries) and _plain_word(head):
            problem = f"{holding} of {len(entries)} entries say `{head}` or one of its synonyms."
            mend = "It tells none of them apart: take the line out, or name what is meant."
        else:
            continue
        yield checked.warning(("synonyms", head), Rank.LINE, problem, mend, about=bool(holding))


def _stems(text: str) -> str:
    """The stems of a text's words, between spaces."""
    return f" {' '.join(map(stem, tokens(text)))} "


def _plain_word(text: str) -> bool:
    """Whether a text is no name: the name of what a FAQ is about stands everywhere, and may."""
    return all(word in zipf() for word in tokens(text)) and not any(
        unit.kind is TermKind.NAME for unit in UnitReader().read(tokens(text)).units
    )


def unknown_next(reading: FaqReading) -> Iterator[Fault]:
    """A warning for each id under `next` that no entry has: it is offered once one has it."""
    known = list(dict.fromkeys(one for document in reading.documents for one in ids_in(document)))
    ids, unknown = set(known), 0
    for checked in checked_files(reading):
        for position, entry in enumerate(checked.faq.entries):
            for number, name in enumerate(entry.next):
                if name in ids:
                    continue
                unknown += 1  # for more than a hundred the nearest is not sought
                best = unknown <= MOST_SHOWN and process.extractOne(
                    name, known, scorer=fuzz.ratio, score_cutoff=NEAR
                )
                problem = f"No entry has the id `{name}` yet; until then it is not offered."
                mend = f"Did you mean `{best[0]}`?" if best else "Write that entry, or take it out."
                path = ("entries", position, "next", number)
                yield checked.warning(path, Rank.LINE, problem, mend)


def alone(checked: CheckedFile, knowledge: Knowledge) -> Iterator[Fault]:
    """A warning for each phrasing of one everyday word that draws in what others say with it."""
    only = _alone(checked, knowledge)
    for position, entry in enumerate(checked.faq.entries):
        for number, text in enumerate(entry.questions):
            drawn = _drawn(only, text) if _everyday(text) else ""
            if drawn:
                got = f"“{drawn}” gets the answer of `{entry.id}`"
                problem = f"`{text}` alone draws in others: {got}."
                mend = "Say with it what is asked, or take it out."
                path = ("entries", position, "questions", number)
                yield checked.warning(path, Rank.WRONG, problem, mend)


def _alone(checked: CheckedFile, knowledge: Knowledge) -> Knowledge:
    """What is known of this file, of no other."""
    section = knowledge.section_of(knowledge.by_id[checked.faq.entries[0].id])  # ids are unique
    return Knowledge.of([section], knowledge.fingerprint)


def _everyday(text: str) -> bool:
    """Whether a phrasing is a single plain word that people say of anything."""
    word = text.strip("?!. ").lower()
    units = UnitReader().read(tokens(word)).units
    plain = all(unit.kind not in (TermKind.NAME, TermKind.ASKED) for unit in units)
    return word.isalpha() and plain and zipf().get(word, 0.0) >= EVERYDAY


def _drawn(only: Knowledge, word: str) -> str:
    """What somebody says who means another thing, and gets an answer."""
    for frame in STRANGERS:
        strange = frame.format(word.strip("?!. ").lower())
        if isinstance(decide(only, only.read(strange)).reply, Answer):
            return strange
    return ""


# Near misses that silence too much.


def silenced(checked: CheckedFile, knowledge: Knowledge) -> Iterator[Fault]:
    """A warning for each near miss that silences a variant of a phrasing, with both."""
    reported: set[tuple[str, str]] = set()
    for line, entry, text, variant in silencings(_alone(checked, knowledge)):
        if (line, text) not in reported:
            reported.add((line, text))
            yield checked.warning(
                ("not_covered", checked.faq.not_covered.index(line)),
                Rank.REFUSED,
                f"The near miss `{line}` silences `{variant}`, which asks like `{text}` of "
                f"`{entry.id}`.",
                "Say in the near miss what sets it apart, or take it out.",
            )


def silencings(alone: Knowledge) -> Iterator[tuple[str, Entry, str, str]]:
    """The near misses of a FAQ that silence too much, each with an entry, its phrasing, a variant.

    Those that share no telling word with the phrasing are left out.
    """
    (section,) = alone.sections
    faq = section.faq
    for entry, text in near_phrasings(faq):
        for variant in variants(text, section.subject, faq.synonyms):
            line = silencing(alone, entry, variant)
            if line in faq.not_covered and telling(line) & telling(text):
                yield line, entry, text, variant


def near_phrasings(faq: Faq, most: int = NEAREST) -> list[tuple[Entry, str]]:
    """So many phrasings nearest to each near miss, by the words that they share; each once."""
    phrasings = [(entry, text) for entry in faq.entries for text in entry.questions]
    words = [telling(text) for _, text in phrasings]
    holding: dict[str, list[int]] = {}
    for at, held in enumerate(words):
        for word in held:
            holding.setdefault(word, []).append(at)
    found: dict[int, None] = {}
    for line in faq.not_covered:
        mine = telling(line)
        shared = Counter(at for word in mine for at in holding.get(word, ()))
        alike = {at: count / len(mine | words[at]) for at, count in shared.items()}
        found |= dict.fromkeys(sorted(alike, key=lambda at: (-alike[at], at))[:most])
    return [phrasings[at] for at in found]


def silencing(knowledge: Knowledge, entry: Entry, question: str) -> str:
    """The near miss without which an entry would be shown for a question; "" if none silences it.

    What says nothing but idle words is nobody's to answer.
    """
    clause = knowledge.read(question)
    scorer = knowledge.section_of(knowledge.by_id[entry.id]).scorer
    if not clause.question.total or _shown(knowledge, clause, entry):
        return ""
    if clause.is_near_miss:
        lines = (line for faq in knowledge.faqs for line in faq.not_covered)
        return next(line for line in lines if normalise(line) in clause.said)
    scores = clause.scores._replace(near_misses={})
    spared = replace(clause, candidates=scorer.candidates(clause.question, scores))
    if not _shown(knowledge, spared, entry):
        return ""
    mine = spared.candidates[0].entry
    return next((one.near_miss for one in clause.candidates if one.entry is mine), "")


def _shown(knowledge: Knowledge, clause: ConsideredClause, entry: Entry) -> bool:
    """Whether a clause is shown an entry, or another that cites the same sentences."""
    shown = entry_of(decide(knowledge, clause).reply)
    return shown is not None and shown.stands_on == entry.stands_on
