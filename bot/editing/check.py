"""The check: each phrasing leads to its own entry, near misses to silence, entries render."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, Part, Passage
from bot.article.article import Article
from bot.article.links import fragment, link, spoken
from bot.editing.collisions import CheckedFile, checked_files, collided
from bot.editing.silenced import silenced
from bot.errors import Fault
from bot.faq.change_lines import advice
from bot.faq.store import FaqReading
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import stem, words
from bot.matching.word_lists import zipf

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
    """Count what the FAQs hold, and the sentences that no entry cites."""
    articles = {faq.article.name: faq.article for faq in faqs}
    entries = [entry for faq in faqs for entry in faq.entries]
    sentences = sum(len(article.sentences) for article in articles.values())
    cited = {place for entry in entries for place in entry.sources}
    return Summary(
        articles=len(articles),
        sentences=sentences,
        uncited=sentences - len(cited),
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
                yield checked.warning(("entries", position, "cite"), problem, mend)
            elif ":~:text=" not in (link(cited) or ""):
                problem = f"The link to sentence {cited.number} is too long."
                mend = "It opens the page at the top; a shorter `url` would lead to the sentence."
                yield checked.warning(("entries", position, "cite"), problem, mend)


# Coverage: sentences that no entry cites, and entries that know too few ways to be asked.

FEW = 4  # measured: one phrasing finds 80 % of questions, two 87 %, four 95 %, six 98 %
SHOWN = 3  # sentences written out; more are named by number
LONGEST = 80  # characters of a sentence that is written out


def few_phrasings(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each entry with fewer than four phrasings."""
    for position, entry in enumerate(checked.faq.entries):
        count = len(entry.questions)
        if count < FEW:
            yield checked.warning(
                ("entries", position, "questions"),
                f"Only {count} phrasing{'s' if count > 1 else ''}.",
                f"Add {FEW - count} or more, in other words: nothing else helps as much.",
            )


def uncited(reading: FaqReading) -> Iterator[Fault]:
    """A warning for each article with sentences that no entry of any file cites."""
    cited = {place for faq in reading.faqs for entry in faq.entries for place in entry.sources}
    reported: set[str] = set()
    for checked in checked_files(reading):
        article = checked.faq.article
        left = [s.number for s in article.sentences if (article.name, s.number) not in cited]
        if left and article.name not in reported:
            reported.add(article.name)
            some = f"{len(left)} of {len(article.sentences)} sentences of {article.name}"
            problem = f"No entry cites {some}: {_named(article, left)}."
            mend = "Write an entry for what members may ask; `footnote sentences` shows them all."
            yield checked.warning(("article", "file"), problem, mend)


def _named(article: Article, numbers: list[int]) -> str:
    if len(numbers) > SHOWN:
        return ", ".join(map(str, numbers))
    return ", ".join(f"{number} “{_short(article, number)}”" for number in numbers)


def _short(article: Article, number: int) -> str:
    text = " ".join(article.cite(number).quote.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


# Support: names, dates and figures of an answer must stand in the sentences that it cites.

_MARKER = re.compile(r"\[\d{1,4}\]")
_PERCENT = re.compile(r"(?<=\d)\s?(?:%|per cent)")
_WORD = re.compile(r"[^\W_]+(?:['’.,:-][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]['\"”’)\]]*\s+|\n\s*|[“\"(]\s*)$")
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen twenty"""
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "percent", "dozen"})
_NUMBERS = {word: str(number) for number, word in enumerate(_SMALL.split())} | {
    word: str(10 * tens) for tens, word in enumerate(_TENS.split(), start=1)
}
_VAGUE = frozenset({"one", "zero"})  # "one of the few" counts nothing


def unsupported(checked: CheckedFile) -> Iterator[Fault]:
    """A warning for each answer that names what its citations don't.

    What stands on the card beside the quotes, the article's title and date, counts as well.
    """
    for position, entry in enumerate(checked.faq.entries):
        missing = tuple(_missing(entry))
        if missing:
            named = ", ".join(f"“{word}”" for word in missing)
            problem = f"The answer says {named}, which the sentences it cites don't."
            mend = "Cite the sentence that does, or say it in the cited words."
            yield checked.warning(("entries", position, "answer"), problem, mend)


def _missing(entry: Entry) -> Iterator[str]:
    """The names, dates and figures of an answer that nothing on its card bears out."""
    answer = _PERCENT.sub(" percent", _MARKER.sub("", spoken(entry.answer or "")))
    sources = _PERCENT.sub(" percent", " ".join(_shown(entry)))
    read = {form for found in _WORD.finditer(sources) for form in _forms(found[0])}
    reported: set[str] = set()
    for found in _WORD.finditer(answer):
        word = found[0]
        if _claims(answer, found) and word not in reported and not _forms(word) & read:
            reported.add(word)
            yield word


def _shown(entry: Entry) -> Iterator[str]:
    for cited in entry.citations:
        yield cited.quote
        yield cited.article.title
        yield cited.article.published or ""


def _claims(answer: str, found: re.Match[str]) -> bool:
    """Whether a word is a name, a date or a figure."""
    word = found[0]
    if any(character.isdigit() for character in word):
        return True
    small = word.lower()
    if small in _NUMBERS or small in _SCALES:
        return small not in _VAGUE
    capital = word[0].isupper() and word != "I" and not small.startswith(("i'", "i’"))
    if capital and _SENTENCE_START.search(answer[: found.start()]):
        term = lexicon().exact(small)
        return small not in zipf() or (term is not None and term.kind is TermKind.NAME)
    return capital


def _forms(word: str) -> frozenset[str]:
    """What a word may be compared as: the figure that it is, or the stems of its parts."""
    small = word.lower()
    figure = small.replace(",", "")
    if figure[:1].isdigit():
        return frozenset({figure, re.sub(r"(?<=\d)(?:st|nd|rd|th|s)$", "", figure)})
    whole = {_NUMBERS.get(small, stem(small))}
    return frozenset(whole | {_NUMBERS.get(part.text, stem(part.text)) for part in words(word)})


Render = Callable[[Knowledge, Entry], str | None]  # what is wrong with an entry's card, if anything
ReportProgress = Callable[[int, int], None]  # how much is done, of how much

CLOSE = 0.9  # of every threshold: the next phrasing that an editor adds may take a near miss over


def check(
    reading: FaqReading,
    answerer: Answerer,
    renders: Sequence[Render] = (),
    report: ReportProgress = lambda *_: None,
) -> Iterator[Fault]:
    """Ask every stored question of a proven FAQ and look at every entry.

    Args:
        reading: A reading without faults.
        answerer: Answers from that reading's knowledge.
        renders: What shows an entry on a card; each says what is wrong with it, if anything.
        report: Called as the asking goes on.

    Yields:
        What is amiss: as errors what would be answered wrongly or could not be shown, the rest as
        warnings.
    """
    asked = _CountingAnswerer(answerer, reading, report)
    for checked in checked_files(reading):
        yield from _phrasings(checked, asked)
        yield from _near_misses(checked, asked)
        yield from silenced(checked, answerer.knowledge)
        yield from _cards(checked, answerer.knowledge, renders)
        yield from unsupported(checked)
        yield from few_phrasings(checked)
        yield from unlinked(checked)
    yield from uncited(reading)
    yield from collided(reading, answerer.knowledge, asked.tried)


class _CountingAnswerer:
    """An answerer that reports how far the asking is."""

    def __init__(self, answerer: Answerer, reading: FaqReading, report: ReportProgress) -> None:
        self._answerer, self._report, self._done = answerer, report, 0
        phrasings = sum(len(entry.questions) for faq in reading.faqs for entry in faq.entries)
        self._asks = phrasings + sum(len(faq.not_covered) for faq in reading.faqs)
        self._all = self._asks + phrasings  # each is asked, and then left out

    def ask(self, text: str) -> tuple[Part, ...]:
        self._done += 1
        self._report(self._done, self._all)
        return self._answerer.ask(text).parts

    def tried(self, number: int) -> None:
        """The phrasing of this number is being left out."""
        self._report(self._asks + number, self._all)


def _phrasings(checked: CheckedFile, asked: _CountingAnswerer) -> Iterator[Fault]:
    for position, entry in enumerate(checked.faq.entries):
        for number, text in enumerate(entry.questions):
            part = asked.ask(text)[0]
            if not (isinstance(part.reply, Answer) and part.reply.entry.id == entry.id):
                path = ("entries", position, "questions", number)
                yield checked.error(path, f"`{text}` gets {_what(part)}.", _advice(part))


def _near_misses(checked: CheckedFile, asked: _CountingAnswerer) -> Iterator[Fault]:
    for number, text in enumerate(checked.faq.not_covered):
        path = ("not_covered", number)
        for part in asked.ask(text):
            if isinstance(part.reply, Answer | Passage):
                yield checked.error(
                    path, f"The near miss `{text}` gets {_what(part)}.", _advice(part)
                )
            elif reach := _nearly(part):
                yield checked.warning(path, f"The near miss `{text}` {reach}.", _advice(part))


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
        for render in renders:
            if problem := render(knowledge, entry):
                mend = "Shorten the answer or cite less."
                yield checked.error(
                    ("entries", position), f"Its card can't be sent: {problem}.", mend
                )


def _what(part: Part) -> str:
    match part.reply:
        case Answer(entry):
            return f"the answer of `{entry.id}`"
        case Closest(entry):
            return f"`{entry.id}` as no more than the closest"
        case Passage():
            return "a passage"
        case _:
            return "no answer"


def _advice(part: Part) -> str:
    return advice(part.evidence) or "See what decided with `footnote ask --why`."
