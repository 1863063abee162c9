"""Support: names, dates and figures of an answer must stand in the sentences that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.care.check.page import Page
from bot.core.errors import Fault
from bot.core.faq import Entry
from bot.core.frequency import zipf
from bot.core.gate.lexicon import Kind, lexicon
from bot.core.links import spoken
from bot.core.text import stem, words

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


def unsupported(page: Page) -> Iterator[Fault]:
    """A warning for each answer that names what its citations don't.

    What stands on the card beside the quotes, the article's title and date, counts as well.
    """
    for position, entry in enumerate(page.faq.entries):
        missing = tuple(_missing(entry))
        if missing:
            named = ", ".join(f"“{word}”" for word in missing)
            problem = f"The answer says {named}, which the sentences it cites don't."
            mend = "Cite the sentence that does, or say it in the cited words."
            yield page.warning(("entries", position, "answer"), problem, mend)


def _missing(entry: Entry) -> Iterator[str]:
    """The names, dates and figures of an answer that nothing on its card bears out."""
    answer = _PERCENT.sub(" percent", _MARKER.sub("", spoken(entry.answer or "")))
    sources = _PERCENT.sub(" percent", " ".join(_shown(entry)))
    read = {form for found in _WORD.finditer(sources) for form in _forms(found[0])}
    told: set[str] = set()
    for found in _WORD.finditer(answer):
        word = found[0]
        if _claims(answer, found) and word not in told and not _forms(word) & read:
            told.add(word)
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
        return small not in zipf() or (term is not None and term.kind is Kind.NAME)
    return capital


def _forms(word: str) -> frozenset[str]:
    """What a word may be compared as: the figure that it is, or the stems of its parts."""
    small = word.lower()
    figure = small.replace(",", "")
    if figure[:1].isdigit():
        return frozenset({figure, re.sub(r"(?<=\d)(?:st|nd|rd|th|s)$", "", figure)})
    whole = {_NUMBERS.get(small, stem(small))}
    return frozenset(whole | {_NUMBERS.get(part.text, stem(part.text)) for part in words(word)})
