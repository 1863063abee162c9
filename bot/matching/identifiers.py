"""Identifiers: names, versions, paths, times and addresses that are one word, signs and all.

`proc-macro1`, `0.8.7`, `~/.cargo/registry`, `C++` and `10:30` each name one thing, and a part of
one names nothing. A sign that some write and some leave out (`2-FA`, `2FA`; `v1.2`, `1.2`) is left
out on both sides. What was read once is read as the same again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.matching.word_lists import function, zipf

Read = tuple[str, int, int]
"""A word of a text in lower case, and its span there."""

_PART = r"[^\W_]+"  # Discord marks emphasis with underscores, so they belong to no plain word

# Endings of files and of names on the net, but for English words: "banned.so what" is two words.
_ENDINGS = (
    "7z|ai|bat|bin|bz2|cfg|com|conf|cpp|css|csv|db|dev|dll|docx?|edu|env|eu|exe|gg|gif|gov|gz|"
    "html?|ini|io|ipynb|iso|jar|java|jpe?g|js|json|jsx|kt|lock|log|lua|md|mp3|mp4|msi|net|odt|"
    "org|pdf|php|png|pptx?|ps1|py|rar|rb|rs|rst|sh|sql|svg|tar|tgz|toml|ts|tsx|tv|txt|uk|wav|"
    "webp|whl|xlsx?|xml|ya?ml|zip"
)

# Every repetition is bounded, so that no text takes long to read.
_SEGMENT = r"\.{0,2}[\w@+%-]{1,64}(?:\.[\w@+%-]{1,64}){0,8}"
_URL = r"[a-z][a-z0-9+.-]{1,16}://[^\s<>\"'`|*\\()\[\]\ud800-\udfff]+"
_AT = r"[^\W_][\w.+-]{0,63}@[^\W_][\w-]{0,63}(?:\.[\w-]{1,63}){0,8}"
_PATH = (
    rf"(?<![^\W_])(?<![/.~])(?:(?:~|\.\.?)(?:/{_SEGMENT}){{1,32}}|(?:/{_SEGMENT}){{2,32}}"
    r"|/[\w-]{1,64}\.[\w.-]{0,64}\w)"
)
_FILE = (
    r"[^\W_][\w-]{0,63}(?:/[\w-]{1,64}){0,8}(?:\.[\w-]{1,64}){0,6}"
    rf"\.(?:{_ENDINGS})(?![^\W_])(?:/[^\s<>\"'`|*\\()\[\]\ud800-\udfff]*)?"
)
_LED = rf"(?<![^\W_])(?<![.-])(?:--|\.)(?=[a-z]){_PART}(?:[-_]{_PART}){{0,8}}"
_TIME = (
    r"(?<![^\W_])(?<![:.])(?:\d{4}-\d\d?-\d\d?(?:t\d\d:\d\d(?::\d\d)?z?)?(?![^\W_]|-)"
    r"|\d{1,2}:\d\d(?::\d\d)?(?=(?:[ap]m)?(?![^\W_]|:)))"
)
_SIGN = rf"(?:{_PART}(?<=[a-z])\+\+(?:{_PART})?|(?<![^\W_])[a-z]#(?![^\W_]|#))"
_DOTTED = (
    r"(?<![^\W_])(?<![.'-])(?:(?:[a-z]\.){1,8}[a-z](?![^\W_])\.?|(?:[a-z]\.){1,8}[a-z]{2}\."
    r"|[a-z]{2}\.(?:[a-z]\.|[b-hj-tv-z](?![^\W_])))"
)
_VERSION = (
    r"[^\W_]{0,40}\d(?:\.\d+)*\.(?:\d+(?:[-+.]?[a-z]{1,8}\.?\d+(?![^\W_])|[a-z]{1,8}(?![^\W_]))?"
    r"|x(?![^\W_]))"
)
_SLASHED = r"(?<![^\W_])(?<!/)[a-z]{2,8}/\d{1,2}(?:\.\d)?(?![^\W_]|[/%])"
_CHAIN = rf"{_PART}(?:(?:-|_+){_PART}(?![^\W_]|\.\d))+"  # arrayref-0.3.10 is a name and a version

_TOKEN = re.compile(
    rf"(?:(?P<whole>{_URL}|{_AT}|{_PATH}|{_FILE}|{_TIME})|(?P<led>{_LED})|(?P<sign>{_SIGN})"
    rf"|(?P<dotted>{_DOTTED})|(?P<slashed>{_SLASHED})|(?P<version>{_VERSION})"
    rf"|(?P<chain>{_CHAIN}))(?:'s(?![^\W_]))?|(?P<word>{_PART}(?:'{_PART})*)"
)

_parts = re.compile(_PART).finditer
_PIECES = re.compile(r"[^-/]+")
_FACE = re.compile(r"([a-z])[._]+\1")  # o.o and t_t
_VERSION_MARK = re.compile(r"v(?=\d)")
_LEFT_OUT = re.compile(r"(?<!\d)[-_]+|[-_]+(?!\d)")
_COMMONEST = 6.3  # the Zipf value from which a word is one of grammar
_SHORT = 4  # letters of an abbreviation: SHA-256 is one name, Covid-19 a word and a number
_TRIMMED = "/.,;:!?&=%+_-"


def is_ordinary(word: str) -> bool:
    """Whether it is a word of common English, of two letters at least."""
    return len(word) > 1 and (word in zipf() or word in function())


def read(text: str) -> Iterator[Read]:
    """The words of a text in lower case, identifiers whole; a plain word as it is written."""
    for found in _TOKEN.finditer(text):
        kind, start, end = found.lastgroup or "word", found.start(), found.end()
        typed = found[kind]
        if kind == "word":
            yield typed, start, end
        elif (kind == "chain" and not _FACE.fullmatch(typed)) or (
            kind == "slashed" and is_ordinary(typed.partition("/")[0])
        ):
            yield from _chained(typed, start, end)
        elif kind == "led" and typed.lstrip(".-") in function():
            yield typed.lstrip(".-"), start, end
        elif not _FACE.fullmatch(typed) and _is_stable(name := _canonical(typed, kind)):
            yield name, start, end
        else:
            yield from (
                (part[0], start + part.start(), start + part.end()) for part in _parts(typed)
            )


def _is_stable(name: str) -> bool:
    """Whether an identifier that is read so is read as the same again."""
    found = _TOKEN.fullmatch(name)
    kind = (found and found.lastgroup) or "word"
    return found is not None and (name.isalnum() or _canonical(found[kind], kind) == name)


def _canonical(typed: str, kind: str) -> str:
    """How an identifier is read that was typed so."""
    if kind == "whole":
        return typed.rstrip(_TRIMMED)
    if kind == "dotted":
        # "U.S." without its full stops would be the word "us".
        letters = typed.replace(".", "")
        return letters if zipf().get(letters, 0.0) < _COMMONEST else typed.rstrip(".")
    if kind == "version":
        return (typed[1:] if _VERSION_MARK.match(typed) else typed).replace("-", "")
    return typed.replace("/", "") if kind == "slashed" else typed


def _chained(typed: str, start: int, end: int) -> Iterator[Read]:
    """The words of parts with hyphens, underscores or a slash between: one, some or all of them."""
    pieces = list(_PIECES.finditer(typed))
    first, last = _joined([one[0] for one in pieces]) if typed.isascii() else (0, 0)
    for place, piece in enumerate(pieces):
        if first < place <= last:
            continue
        close = (pieces[last] if place == first else piece).end()
        name = typed[piece.start() : close]
        if name.isascii() and any(map(str.isdigit, name)):
            name = _LEFT_OUT.sub("", name)
        yield name, start + piece.start(), end if close == len(typed) else start + close


def _joined(pieces: list[str]) -> tuple[int, int]:
    """The first and the last of the pieces that are one name; the same twice if none are.

    A piece of letters and a digit takes in what stands before it (`proc-macro1`), or only itself
    where the digit comes first (`pre-5g`); of a number and short letters all are one (`2-fa`), but
    not of a number and a word (`24-hour`), nor those of a range (`9am-5pm`).
    """
    numbered = [place for place, piece in enumerate(pieces) if any(map(str.isdigit, piece))]
    if not numbered or all(piece[0].isdigit() for piece in pieces):
        return 0, 0
    strange = [not is_ordinary(piece) for piece in pieces]
    if all(pieces[place].isdigit() for place in numbered):
        short = all(strange) and all(len(p) <= _SHORT for p in pieces if p.isalpha())
        return 0, len(pieces) - 1 if short or len(numbered) > 1 else 0  # CVE-2024-03 is one name
    first, last = 0, numbered[-1]
    mixed = next(place for place in numbered if not pieces[place].isdigit())
    while first < mixed and pieces[mixed][0].isdigit() and not strange[first]:
        first += 1
    while last + 1 < len(pieces) and strange[last + 1]:
        last += 1
    return first, last


# Folds letters: Ørsted reads as orsted, and what only looks like a Latin letter as that letter.
# What a letter comes from is in its Unicode name ("Latin small letter o with stroke"), so that no
# list of them is needed. Text that is wholly in another script stays what it is.


_LATIN = re.compile(
    r"LATIN (?:SMALL LETTER|SMALL LIGATURE|LETTER SMALL CAPITAL) (?:DOTLESS )?([A-Z]{1,2})"
    r"(?: WITH .+)?"
)
_OTHERS = {"ß": "ss", "ð": "d", "þ": "th"}  # whose names do not say
_UNSEEN = frozenset("\u034f\ufe0e\ufe0f")  # joins and variants; the rest are of category Cf

# Greek and Cyrillic letters by the Latin ones that they look like in most typefaces.
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјкмнорстухԁһӏԛԝѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεηικμνορτυχγω",
        "abesijkmhopctyxaesijkmhopctyxdhlqwvabezhikmnoptyxabenikuvoptuxyw",
        strict=True,
    )
)
_HAS_ALIKE = re.compile(f"[{''.join(_ALIKE)}]")
_WORD = re.compile(r"[^\W\d_]+")


def plain(letters: str) -> str:
    """Letters in lower case without their accents and strokes, ligatures opened.

    What is not seen is left out, for it would cut a word in two: stray accents, soft hyphens.
    """
    return letters if letters.isascii() else "".join(map(_plain, letters))


@lru_cache(maxsize=2_048)
def _plain(letter: str) -> str:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" or letter in _UNSEEN:
        return ""
    found = _LATIN.fullmatch(unicodedata.name(letter, ""))
    return found[1].lower() if found else _OTHERS.get(letter, letter)


def latin(flat: str, typed: Sequence[str]) -> str:
    """A text with Latin words spelt in Latin letters alone.

    Args:
        flat: The text, normalised and in lower case.
        typed: What was typed for each of its letters: a capital may look like another letter.
    """
    if not _HAS_ALIKE.search(flat):
        return flat
    letters = list(flat)
    for word in _WORD.finditer(flat):
        if not any(map(str.isascii, word[0])):
            continue
        places = [at for at in range(word.start(), word.end()) if not flat[at].isascii()]
        alike = [_ALIKE.get(typed[at]) or _ALIKE.get(flat[at]) for at in places]
        if None not in alike:
            for at, letter in zip(places, alike, strict=True):
                letters[at] = letter or flat[at]
    return "".join(letters)
