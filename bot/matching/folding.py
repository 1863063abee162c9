"""Folds letters: Ørsted reads as orsted, and what only looks like a Latin letter as that letter.

What a letter comes from is in its Unicode name ("Latin small letter o with stroke"), so that no
list of them is needed. Text that is wholly in another script stays what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

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
