"""Near misses that silence too much: a phrasing said a little otherwise is refused for them.

A near miss may silence what it says, and no more: a question that leaves out a word which says
nothing, or takes a synonym of the FAQ's own, must be answered like the phrasing that it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answering.clauses import ConsideredClause
from bot.answering.decision import decide
from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.answering.reply import entry_of
from bot.editing.collisions import telling, variants
from bot.editing.findings import CheckedFile, Rank
from bot.errors import Fault
from bot.matching.text import normalise

NEAREST = 1  # phrasings looked at for each near miss


def silenced(checked: CheckedFile, knowledge: Knowledge) -> Iterator[Fault]:
    """A warning for each near miss that silences a variant of a phrasing, with both."""
    section = knowledge.section_of(knowledge.by_id[checked.faq.entries[0].id])  # ids are unique
    alone = Knowledge.of([section], knowledge.fingerprint)
    faq, reported = section.faq, set()
    for entry, text in near_phrasings(faq):
        for variant in variants(text, section.subject, faq.synonyms):
            line = silencing(alone, entry, variant)
            known = line in faq.not_covered and (line, text) not in reported
            if known and telling(line) & telling(text):
                reported.add((line, text))
                yield checked.warning(
                    ("not_covered", faq.not_covered.index(line)),
                    Rank.REFUSED,
                    f"The near miss `{line}` silences `{variant}`, which asks like `{text}` of "
                    f"`{entry.id}`.",
                    "Say in the near miss what sets it apart, or take it out.",
                )


def near_phrasings(faq: Faq, most: int = NEAREST) -> list[tuple[Entry, str]]:
    """So many phrasings nearest to each near miss, by the words that they share; each once."""
    phrasings = [(entry, text) for entry in faq.entries for text in entry.questions]
    words = [telling(text) for _, text in phrasings]
    holding: dict[str, list[int]] = {}
    for at, said in enumerate(words):
        for word in said:
            holding.setdefault(word, []).append(at)
    found: dict[int, None] = {}
    for line in faq.not_covered:
        mine, shared = telling(line), dict[int, int]()
        for word in mine:
            for at in holding.get(word, ()):
                shared[at] = shared.get(at, 0) + 1
        alike = {at: count / len(mine | words[at]) for at, count in shared.items()}
        found |= dict.fromkeys(sorted(alike, key=lambda at: (-alike[at], at))[:most])
    return [phrasings[at] for at in found]


def silencing(knowledge: Knowledge, entry: Entry, question: str) -> str:
    """The near miss without which an entry would be shown for a question; "" if none silences it.

    What says nothing but idle words is nobody's to answer.
    """
    clause = knowledge.clauses.read(question)
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
