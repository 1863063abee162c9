"""The check: each phrasing leads to its own entry, near misses to silence, entries render."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from shlex import quote

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry, Faq, citing
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, Part, Passage, Reply
from bot.answering.units import UnitReader
from bot.article.article import Article, Citation, Kind, Sentence, breaks_off, fragment, link
from bot.editing.collisions import collided, said
from bot.editing.findings import CheckedFile, Rank, checked_files, without_accepted
from bot.editing.idle_lines import (
    alone,
    idle_synonyms,
    repeated,
    silenced,
    unknown_next,
)
from bot.editing.support import bearing_out, contradicted, missing
from bot.errors import Fault
from bot.faq.store import FaqReading
from bot.faq.yaml_scalars import scalar
from bot.matching.lexicon import TermKind
from bot.matching.text import tokens

# The summary: how much a FAQ holds.


@dataclass(frozen=True, slots=True)
class Summary:
    """What a FAQ holds: counts over all files."""

    articles: int
    sentences: int
    uncited: int
    entries: int
    phrasings: int
    near_misses: int


def summary(faqs: Sequence[Faq]) -> Summary:
    """Count what the FAQs hold, and the sentences that tell something and that no entry cites."""
    articles = {faq.article.name: faq.article for faq in faqs}
    entries = [entry for faq in faqs for entry in faq.entries]
    return Summary(
        articles=len(articles),
        sentences=sum(len(article.sentences) for article in articles.values()),
        uncited=sum(map(len, _uncited(faqs).values())),
        entries=len(entries),
        phrasings=sum(len(entry.questions) for entry in entries),
        near_misses=sum(len(faq.not_covered) for faq in faqs),
    )


# Links: each citation's link must lead to its own sentence; the page itself is not fetched.


def unlinked(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each cited sentence that no text fragment leads to, where a page is named."""
    if checked.faq.article.url is None:
        return
    reported: set[int] = set()
    for position, entry in enumerate(checked.faq.entries):
        for cited in entry.citations:
            if cited.number in reported:
                continue
            reported.add(cited.number)
            if fragment(cited) is None:
                problem = f"No link leads to sentence {cited.number} alone: its words stand twice."
                mend = "Its link opens the page at the top; cite another sentence if that matters."
            elif ":~:text=" not in (link(cited) or ""):
                problem = f"The link to sentence {cited.number} is too long."
                mend = "It opens the page at the top; a shorter `url` would lead to the sentence."
            else:
                continue
            yield checked.warning(("entries", position, "cite"), Rank.LINE, problem, mend)


# Coverage: sentences that no entry cites, and entries that know too few ways to be asked.

FEW = 4  # measured: one phrasing finds 80 % of questions, two 87 %, four 95 %, six 98 %
SHOWN = 3  # sentences written out; more are named by number
LONGEST = 80  # characters of a sentence that is written out


def few_phrasings(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each entry with fewer than four phrasings, one for all of many."""
    entries = checked.faq.entries
    few = [at for at, entry in enumerate(entries) if len(entry.questions) < FEW]
    if len(few) > SHOWN:
        named = ", ".join(f"`{entries[at].id}`" for at in few)
        problem = f"{len(few)} entries have fewer than {FEW} phrasings: {named}."
        mend = "Add some to each, in other words: nothing else helps as much."
        yield checked.warning(("entries",), Rank.COVERAGE, problem, mend, about=named)
        return
    for at in few:
        known = len(entries[at].questions)
        problem = f"Only {known} phrasing{'s' if known > 1 else ''}."
        mend = f"Add {FEW - known} or more, in other words: nothing else helps as much."
        yield checked.warning(("entries", at, "questions"), Rank.COVERAGE, problem, mend)


def uncited(reading: FaqReading) -> Iterator[Fault]:
    """A warning for each article with sentences that tell something and that no entry cites.

    Of what a file with faults cites nothing is known: its article is left out.
    """
    faulty, left = {fault.file for fault in reading.faults}, _uncited(reading.faqs)
    for faq in reading.faqs:
        if faq.file in faulty:
            left.pop(faq.article.name, None)
    for checked in checked_files(reading):
        article = checked.faq.article
        if numbers := left.pop(article.name, []):
            some = f"{len(numbers)} of {len(article.sentences)} sentences of {article.name}"
            problem = f"No entry cites {some}: {_named(article, numbers)}."
            mend = "Write an entry for what members may ask; `footnote sentences` shows them all."
            path = ("article", "file")
            yield checked.warning(path, Rank.COVERAGE, problem, mend, about=numbers)


def _uncited(faqs: Sequence[Faq]) -> dict[str, list[int]]:
    """The numbers of such sentences, by the names of their articles."""
    cited = citing(entry for faq in faqs for entry in faq.entries)
    return {
        article.name: [
            one.number
            for one in article.sentences
            if (article.name, one.number) not in cited and tells(article, one)
        ]
        for article in (faq.article for faq in faqs)
    }


def tells(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence may answer: no heading, no mere greeting or exclamation.

    Plain text has its headings too: they end without a mark. What asks the reader something, or
    only exclaims, tells nothing unless it has a name or a figure.
    """
    if sentence.kind in (Kind.HEADING, Kind.CODE):
        return sentence.kind is Kind.CODE  # a command may be all the answer
    text = article.quote(sentence).rstrip("\"”’') ")
    units = UnitReader().read(tokens(text)).units
    if breaks_off(sentence.kind, text):
        return False
    if text.endswith(("!", "?")):
        return any(unit.kind is TermKind.NAME or unit.text.isdigit() for unit in units)
    return bool(units)


def _named(article: Article, numbers: list[int]) -> str:
    if len(numbers) > SHOWN:
        return ", ".join(map(str, numbers))
    return ", ".join(f"{number} “{_short(article.cite(number))}”" for number in numbers)


def _short(cited: Citation) -> str:
    text = " ".join(cited.quote.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


# Support: what an answer says must stand in the sentences that it cites.


def unsupported(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each answer that says what its citations don't, or the contrary."""
    for position, entry in enumerate(checked.faq.entries):
        path = ("entries", position, "answer")
        if against := contradicted(entry):
            problem = "The answer says “{}”, the sentences it cites “{}”.".format(*against)
            mend = "Say what they say, or leave it out: without an answer they are shown alone."
            yield checked.warning(path, Rank.WRONG, problem, mend, about=against)
        if missed := missing(entry, checked.faq):
            named = ", ".join(f"“{word}”" for word in missed)
            problem = f"The answer says {named}, which the sentences it cites don't."
            more = bearing_out(entry, checked.faq, missed)
            mend = (
                f"Cite sentence {more.number} too, which does: “{_short(more)}”."
                if more
                else "No single sentence does either: say it in the cited words, or leave it out."
            )
            yield checked.warning(path, Rank.WRONG, problem, mend, about=missed)


Render = Callable[[Knowledge, Entry], str | None]  # what is wrong with an entry's card, if anything
Ask = Callable[[str], tuple[Part, ...]]  # what a stored question gets
ReportProgress = Callable[[int, int], None]  # how much is done, of how much

TRIED = 5  # proposals of a file that are tried: each has another FAQ built and asked
CLOSE = 0.9  # of every threshold: the next phrasing that an editor adds may take a near miss over


def check(
    reading: FaqReading,
    answerer: Answerer | None,
    renders: Sequence[Render] = (),
    report: ReportProgress = lambda *_: None,
) -> Iterator[Fault]:
    """Ask every stored question of a FAQ and look at every entry.

    Args:
        reading: A reading; of one with faults only what is sound is looked at.
        answerer: Answers from that reading's knowledge; without it nothing is asked.
        renders: What shows an entry on a card; each says what is wrong with it, if anything.
        report: Called as the asking goes on.

    Yields:
        What is amiss: as errors what would be answered wrongly or could not be shown, the rest as
        warnings, but for those that an editor has accepted.
    """
    faulty = {(fault.file, fault.entry) for fault in reading.faults if fault.entry}
    found = [*_by_sight(reading)]
    found += _by_asking(reading, answerer, renders, report) if answerer else ()
    sound = [fault for fault in found if (fault.file, fault.entry) not in faulty]
    yield from without_accepted(reading, sound)


def _by_sight(reading: FaqReading) -> Iterator[Fault]:
    """What can be seen without asking."""
    for checked in checked_files(reading):
        yield from unsupported(checked)
        yield from few_phrasings(checked)
        yield from unlinked(checked)
        yield from repeated(checked)
        yield from idle_synonyms(checked)
    if all(document.whole for document in reading.documents):
        yield from unknown_next(reading)
    yield from uncited(reading)


def _by_asking(
    reading: FaqReading, answerer: Answerer, renders: Sequence[Render], report: ReportProgress
) -> Iterator[Fault]:
    phrasings = sum(len(entry.questions) for faq in reading.faqs for entry in faq.entries)
    asks = phrasings + sum(len(faq.not_covered) for faq in reading.faqs)
    steps, done = asks + phrasings, count(1)  # each phrasing is asked, and then left out

    def ask(text: str) -> tuple[Part, ...]:
        report(next(done), steps)
        return answerer.ask(text).parts

    for checked in checked_files(reading):
        yield from _phrasings(checked, ask)
        yield from _near_misses(checked, ask, answerer.knowledge)
        yield from silenced(checked, answerer.knowledge)
        yield from alone(checked, answerer.knowledge)
        yield from _cards(checked, answerer.knowledge, renders)
    yield from collided(reading, answerer.knowledge, lambda number: report(asks + number, steps))


def _phrasings(checked: CheckedFile, ask: Ask) -> Iterator[Fault]:
    for position, entry in enumerate(checked.faq.entries):
        for number, text in enumerate(entry.questions):
            reply = ask(text)[0].reply
            if not (isinstance(reply, Answer) and reply.entry.id == entry.id):
                path = ("entries", position, "questions", number)
                mend = f"Say it as one plain question; `footnote ask --why {quote(text)}` explains."
                yield checked.error(path, f"`{text}` gets {_what(reply)}.", mend)


def _near_misses(checked: CheckedFile, ask: Ask, knowledge: Knowledge) -> Iterator[Fault]:
    tried = 0
    for number, text in enumerate(checked.faq.not_covered):
        path = ("not_covered", number)
        for part in ask(text):
            if isinstance(part.reply, Answer | Passage):
                problem = f"The near miss `{text}` gets {_what(part.reply)}."
                tried += 1
                mend = _silencing(checked, knowledge, part, text) if tried <= TRIED else ""
                yield checked.error(path, problem, mend or "Take it out, or ask one thing in it.")
            elif reach := _nearly(part):
                problem = f"The near miss `{text}` {reach}."
                mend = "Say in it what sets it apart, or write another near miss like it."
                yield checked.warning(path, Rank.COLLISION, problem, mend)


def _silencing(checked: CheckedFile, knowledge: Knowledge, part: Part, text: str) -> str:
    """The near miss that keeps an entry of another file from answering; "" if it harms that file.

    It is tried before it is proposed: each phrasing of the entry's file must still lead there.
    """
    if not isinstance(part.reply, Answer):
        return ""
    faq = knowledge.section_of(part.reply.entry).faq
    if faq.file == checked.faq.file:
        return ""
    with_line = replace(faq, not_covered=(*faq.not_covered, text))
    answerer = Answerer(Knowledge.build([with_line], knowledge.fingerprint))
    for entry in faq.entries:
        for question in entry.questions:
            reply = answerer.ask(question).parts[0].reply
            leads = isinstance(reply, Answer) and reply.entry.id == entry.id
            if not leads or said(question) == said(text):
                return ""
    return f"Write `- {scalar(text)}` under `not_covered` of {faq.file} too; no phrasing is harmed."


def _nearly(part: Part) -> str:
    """How close a refused question came to an answer; empty if it did not."""
    thresholds, ranking = part.evidence.thresholds, part.ranking
    if not thresholds or not ranking:
        return ""
    if any(reached < CLOSE * needed for _, reached, needed in thresholds):
        return ""
    numbers = ", ".join(f"{name} {reached:.2f} of {need:.2f}" for name, reached, need in thresholds)
    return f"comes close to `{ranking[0].entry.id}` ({numbers})"


def _cards(
    checked: CheckedFile, knowledge: Knowledge, renders: Sequence[Render]
) -> Iterator[Fault]:
    for position, entry in enumerate(checked.faq.entries):
        for render in renders if entry.citations else ():  # without any it is faulty already
            if problem := render(knowledge, entry):
                problem = f"Its card can't be sent: {problem}."
                yield checked.error(
                    ("entries", position), problem, "Shorten the answer or cite less."
                )


def _what(reply: Reply) -> str:
    match reply:
        case Answer(entry):
            return f"the answer of `{entry.id}`"
        case Closest(entry):
            return f"`{entry.id}` as no more than the closest"
        case Passage():
            return "a passage"
        case _:
            return "no answer"
