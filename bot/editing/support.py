"""Support: what an answer says must stand in the sentences that it cites.

Names, dates, times and figures must stand there as such, in whatever way they are written; other
words may be said otherwise, so that the lexicon and the FAQ's synonyms explain them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.contradictions import signs
from bot.answering.entry import Entry, Faq
from bot.answering.profiles import best, keys_of
from bot.answering.units import Unit, UnitReader
from bot.article.article import Citation
from bot.article.visible import spoken
from bot.matching.lexicon import TermKind, bases, lexicon
from bot.matching.numbers import number_of
from bot.matching.opposites import NEGATIONS, Side, Taken
from bot.matching.text import stem, tokens, words
from bot.matching.word_lists import grammar, lines, thesaurus, zipf

_MARKER = re.compile(r"\[\d{1,4}\]")
_PERCENT = re.compile(r"(?<=\d)\s?(?:%|per cent)")
_WORD = re.compile(r"[^\W_]+(?:['’.,:-][^\W_]+)*")
_PARTS = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_COMPOSED = re.compile(r"\d[\d.]*(?:[^\W\d_]+|-\d[\d.]*)")  # 3kg, 2001-2006
_SENTENCE_START = re.compile(r"(?:^|[.!?:]['\"”’)\]]*\s+|\n\s*|[“\"(]\s*)$")
_DENIALS = NEGATIONS | {"nothing", "nobody", "none"}
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# What is denied with one of these is not denied altogether: "not open before nine".
_LIMITS = frozenset({"until", "till", "before", "unless", "except", "only", "than", "without"})
_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "percent", "dozen"})
_VAGUE = frozenset({"one", "zero"})  # "one of the few" counts nothing
COMMON = 5.1  # on the Zipf scale: plain English from here on, of which an answer may add some
BACK = 2  # sentences in which what a pronoun stands for is looked for
DERIVED = 4  # letters of a word from which on another that holds it is of its family
EXPLAINED = 0.5  # how far the citations must explain any other word


def missing(entry: Entry, faq: Faq) -> tuple[str, ...]:
    """What the answer of an entry says and nothing on its card bears out.

    Beside the quotes count the article's title and date, and of the question its plain words.
    """
    if not entry.answer:
        return ()
    answer, article = _MARKER.sub("", spoken(entry.answer)), faq.article
    shown = [*(cited.quote for cited in entry.citations), article.title, article.published or ""]
    meant = {stem(word) for text in _meant(entry) for word in tokens(text)}
    facts = [
        fact
        for fact in _missing_facts(answer, "\n".join(shown))
        if any(map(str.isdigit, fact)) or not meant.issuperset(map(stem, tokens(fact)))
    ]
    claims = (found[0] for found in _WORD.finditer(answer) if _claims(answer, found))
    named = {token for claim in claims for token in tokens(claim)}
    others = _unexplained(answer, (*shown, *_meant(entry), entry.question), faq)
    return tuple(
        dict.fromkeys((*facts, *(word for word in others if named.isdisjoint(word.split()))))
    )


def contradicted(entry: Entry) -> tuple[str, str] | None:
    """A word of an answer that its quotes deny, or say the opposite of, and their word for it.

    What another sentence of the quotes says as the answer does is no contradiction.
    """
    quoted = [read for cited in entry.citations for read in _read(cited.quote)]
    for said in _read(_MARKER.sub("", spoken(entry.answer or ""))):
        for side, *found in (one for quote in quoted for one in _against(said, quote)):
            if not any(side in one.sides and side.opposite not in one.sides for one in quoted):
                return found[0], found[1]
    return None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a sentence takes sides in, and whether it denies anything."""

    words: tuple[str, ...]
    sides: Mapping[Side, Taken]

    @property
    def denies(self) -> bool:
        return not _DENIALS.isdisjoint(self.words)


def _read(text: str) -> Iterator[_Read]:
    """The sentences of a text, read."""
    for sentence in _SENTENCE_END.split(text):
        # "never" would be read as a time.
        if said := tuple("not" if word == "never" else word for word in tokens(sentence)):
            yield _Read(said, signs(said, "").sides)


def _against(said: _Read, quote: _Read) -> list[tuple[Side, str, str]]:
    """The sides that a sentence takes against a quote, its word and the quote's.

    Where either denies something, an opposite may say the same: "not allowed" is "forbidden".
    """
    found: list[tuple[Side, str, str]] = []
    if said.denies or not _LIMITS.isdisjoint(quote.words):
        return found
    stems = [stem(word) for word in quote.words]
    for side, taken in said.sides.items():
        theirs = quote.sides.get(side.opposite)
        if theirs is None:
            continue
        if taken.beside and theirs.beside and not taken.beside & theirs.beside:
            continue  # they are about different things
        same = stem(taken.word) == stem(theirs.word)
        if not same and quote.denies:
            return []
        if same and side in quote.sides and stems.count(stem(taken.word)) == 1:
            found.append((side, taken.word, f"not {theirs.word}"))
        elif not same and side not in quote.sides:
            found.append((side, taken.word, theirs.word))
    return found


def bearing_out(entry: Entry, faq: Faq, missed: Sequence[str]) -> Citation | None:
    """The first sentence of the article that, cited too, bears out what an answer says."""
    article, sought = faq.article, missed[0].lower()
    for sentence in article.sentences:
        if sought in article.quote(sentence).lower():
            more = Citation(article, sentence)
            if not missing(replace(entry, citations=(*entry.citations, more)), faq):
                return more
    return None


def _meant(entry: Entry) -> Iterator[str]:
    """The sentences before cited ones that point back: what "it" stands for is said there."""
    for cited in entry.citations:
        if not grammar("pointers").isdisjoint(tokens(cited.quote)):
            for number in range(max(1, cited.number - BACK), cited.number):
                yield cited.article.cite(number).quote


# Names, dates, times and figures.


def _missing_facts(answer: str, source: str) -> Iterator[str]:
    answer, source = (_PERCENT.sub(" percent", text) for text in (answer, source))
    written = [source, *_written_otherwise(source)]
    held = [found[0] for text in written for found in _WORD.finditer(text)]
    held += [part for word in held if _COMPOSED.fullmatch(word) for part in _PARTS.findall(word)]
    read = {form for word in held for form in _forms(word)}
    for found in _WORD.finditer(answer):
        if _claims(answer, found) and not _forms(found[0]) & read:
            parts = _PARTS.findall(found[0]) if _COMPOSED.fullmatch(found[0]) else ()
            if not parts or not all(_forms(part) & read for part in parts):
                yield found[0]


def _claims(answer: str, found: re.Match[str]) -> bool:
    """Whether a word is a name, a date or a figure."""
    word = found[0]
    if any(character.isdigit() for character in word):
        return True
    small = word.lower()
    if small in _cardinals() | _SCALES:
        return small not in _VAGUE
    capital = word[0].isupper() and word != "I" and not small.startswith(("i'", "i’"))
    if capital and _SENTENCE_START.search(answer[: found.start()]):
        term = lexicon().exact(small)
        return small not in zipf() or (term is not None and term.kind is TermKind.NAME)
    return capital


def _forms(word: str) -> frozenset[str]:
    """What a word may be compared as: the figures in it, or the stems of its parts."""
    small = word.lower()
    figure = small.replace(",", "")
    if figure[:1].isdigit():
        shortened = re.sub(r"(?<=\d)(?:st|nd|rd|th|s)$", "", figure)
        return frozenset({figure, shortened})
    parts = [small, *(part.text for part in words(word))]
    numbers = {number_of(part, beside_noun=True) or stem(part) for part in parts}
    return frozenset(numbers | {stem(small)})


@lru_cache(maxsize=1)
def _cardinals() -> frozenset[str]:
    """The numbers in words that count, "two" and not "second"."""
    return frozenset(one.members[1] for one in lines("numbers.txt", "numbers"))


# Dates and times are the same however they are written.

_NAMES = """January February March April May June July August September October November
December"""
_MONTHS = _NAMES.split()
_MONTH = {name[:length].lower(): number for number, name in enumerate(_MONTHS, start=1)
          for length in (3, 4, len(name))}  # fmt: skip
_NAMED = rf"(?P<month>{'|'.join(sorted(_MONTH, key=len, reverse=True))})\b\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_DAY} (?:of )?{_NAMED},?(?: {_YEAR})?",
        rf"\b{_NAMED} {_DAY}\b,?(?: {_YEAR})?",
        rf"\b(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}\b",
    )
]
_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d)(?!\d))?(?::\d\d)? ?"
    r"(?P<half>[ap])?(?(half)\.?m\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?<=\d)Z\b|\bUTC\b|\bGMT\b")


def _written_otherwise(text: str) -> Iterator[str]:
    """The dates, times and zones of a text in the other ways in which they are written."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            named = found["month"].lower()
            month, day, year = _MONTH.get(named) or int(named), int(found["day"]), found["year"]
            if 1 <= month <= len(_MONTHS):
                name = _MONTHS[month - 1]
                yield f"{day} {name} {name[:3]} {name[:4]}"
                yield f"{year} {year}-{month:02}-{day:02} {day}.{month}.{year}" if year else ""
    for found in _TIME.finditer(text):
        if found["minute"] or found["half"]:
            half, minute = (found["half"] or "").lower(), found["minute"] or "00"
            hour = int(found["hour"]) % 12 + 12 * (half == "p") if half else int(found["hour"])
            twelve, whole = hour % 12 or 12, minute == "00"
            yield f"{hour:02}:{minute} {hour}:{minute} {twelve}:{minute} {'ap'[hour > 11]}m"
            yield f"{hour} {twelve} {'midnight' * (hour == 0)} {'noon' * (hour == 12)}" * whole
    if _ZONE.search(text):
        yield "UTC GMT Z"


# Other words: those that the citations neither hold nor imply.


def _unexplained(answer: str, sources: Iterable[str], faq: Faq) -> Iterator[str]:
    """The words of an answer that tell something and that no source explains."""
    reader = UnitReader((head, (head, *others)) for head, others in faq.synonyms.items())
    keys: dict[str, float] = {}
    stems: set[str] = set()
    for text in sources:
        said = tokens(text)
        stems.update(map(stem, said))
        for key, strength in keys_of(reader.read(said)).items():
            keys[key] = max(strength, keys.get(key, 0.0))
    senses = {sense for one in stems for sense in _senses().get(one, ())}
    for unit in reader.read(tokens(answer)).units:
        own = [stem(word) for word in unit.text.split()]
        near = any(
            one in stems or not senses.isdisjoint(_senses().get(one, ())) or _derived(one, stems)
            for one in own
        )
        if not near and _tells(unit) and best(keys, unit.seeks) < EXPLAINED:
            yield unit.text


def _derived(word: str, others: Iterable[str]) -> bool:
    """Whether one of a word and another is made of the other, as "overload" and "load" are."""
    return any(min(len(word), len(o)) >= DERIVED and (word in o or o in word) for o in others)


def _tells(unit: Unit) -> bool:
    """Whether a word is one that an answer can't add by itself, as it may "because" and "says"."""
    if any(map(str.isdigit, unit.text)):
        return False  # a figure, and no other word
    if unit.kind in (TermKind.NAME, TermKind.ASKED):
        return True
    forms = [(word, *bases(word)) for word in unit.text.split()]
    common = min(max(zipf().get(form, 0.0) for form in some) for some in forms)
    return common < COMMON and not grammar("indirect").intersection(unit.text.split())


@lru_cache(maxsize=1)
def _senses() -> Mapping[str, Sequence[int]]:
    """The groups of the thesaurus that hold each stem."""
    found: dict[str, list[int]] = {}
    for number, group in enumerate(thesaurus()):
        for word in group:
            found.setdefault(stem(word), []).append(number)
    return found
