"""Two spellers, which read a mistyped word as the word that a slip of the hand would make of it.

`PhrasingSpeller` corrects to words of the phrasings, for the ranker; `EnglishSpeller` comes after
it and corrects to any word of the word lists, so that "lugage" weighs what "luggage" does. Before
both words are joined and parted as the FAQ has them. No identifier is corrected, nor to one.

Any-edit correction turns "price" into "rice" and costs accuracy, so every edit must look like a
slip: a neighbouring key, a vowel for a vowel, a letter missing, doubled, pressed along with its
neighbour, or two letters swapped.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.identifiers import is_ordinary
from bot.matching.lexicon import lexicon
from bot.matching.parts import Parts
from bot.matching.text import Word, bare, is_identifier, remembering
from bot.matching.word_lists import SHORTEST_ENGLISH, by_start, function, lines, zipf

SHORTEST = 3
"""Letters of a word that is corrected to a phrasing's: two are a slip away from too many words."""

TWO_SLIPS_FROM = 5
"""Letters of a typed word that two slips may have hit. As every slip must look like one, and
common English is left alone, this harms nothing down to five; it saves a third of what is lost."""

TWO_EDITS_FROM, TWO_EDITS_FROM_ENGLISH = 6, 8
"""Letters of a word from which the English speller corrects two edits: to a word of the FAQ, which
need not look like slips, and to any other."""

COMPARED, COMPARED_ENGLISH = 16, 12
"""Near words that are looked at: words of four letters may have that many neighbours."""

RAREST = 3.5  # the Zipf value given to words that the list does not have

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1)
def _neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of letters whose keys touch; a row is shifted by half a key against the one above."""
    places = {
        key: (column + row / 2, row)
        for row, keys in enumerate(_KEYBOARD)
        for column, key in enumerate(keys)
    }
    return frozenset(
        (a, b)
        for a, (x, y) in places.items()
        for b, (u, v) in places.items()
        if a != b and abs(x - u) <= 1 and abs(y - v) <= 1
    )


def is_slip(typed: str, word: str) -> bool:
    """Whether every edit from ``word`` to ``typed`` looks like a slip of the hand."""
    return _explained("", typed, word, _reach(typed))


def _explained(before: str, typed: str, word: str, slips: int) -> bool:
    """Whether so many slips make ``typed`` of ``word``; ``before`` is what was typed before."""
    while typed and word and typed[0] == word[0]:
        before, typed, word = typed[0], typed[1:], word[1:]
    if typed == word:
        return True
    return slips > 0 and any(
        _explained(typed[:i][-1:] or before, typed[i:], word[j:], slips - 1)
        for i, j in _slips(before, typed, word)
    )


def _slips(before: str, typed: str, word: str) -> Iterator[tuple[int, int]]:
    """How many letters of both words each slip that may have happened here takes up."""
    if word:
        yield 0, 1
    if typed and word and _mistaken(typed[0], word[0]):
        yield 1, 1
    if typed and _stray(before, typed):
        yield 1, 0
    if len(typed) > 1 and len(word) > 1 and typed[:2] == word[1] + word[0]:
        yield 2, 2


def _mistaken(a: str, b: str) -> bool:
    return (a, b) in _neighbours() or (a in _VOWELS and b in _VOWELS)


def _stray(before: str, typed: str) -> bool:
    """Whether the first letter is one too many: doubled, or pressed along with its neighbour."""
    beside = before + typed[1:2]
    return any(typed[0] == key or (typed[0], key) in _neighbours() for key in beside)


def _reach(typed: str) -> int:
    return 2 if len(typed) >= TWO_SLIPS_FROM else 1


class PhrasingSpeller:
    """Corrects words to those of the phrasings."""

    def __init__(self, counts: Mapping[str, int], *english: Container[str]) -> None:
        """A speller for some words.

        Args:
            counts: The words of the phrasings, and how often each stands there.
            english: Other words that are left alone.
        """
        self._counts = counts
        self._english = english
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(counts):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self.read = remembering(1 << 13, self._read)

    def _is_word(self, word: str) -> bool:
        return word in self._counts or any(word in words for words in self._english)

    def _read(self, typed: str) -> str:
        """The word that ``typed`` stands for: one of a phrasing, or ``typed`` itself."""
        if len(typed) < SHORTEST or self._is_word(typed) or not typed.isalpha():
            return typed
        for reach in range(1, _reach(typed) + 1):
            near = [word for word in self._near(typed, reach) if is_slip(typed, word)]
            if near:
                return min(near, key=lambda word: (word[0] != typed[0], -self._counts[word], word))
        return typed

    def _near(self, typed: str, reach: int) -> list[str]:
        """Words of the phrasings within ``reach`` edits, nearest first."""
        lengths = range(len(typed) - reach, len(typed) + reach + 1)
        pool = [word for length in lengths for word in self._by_length.get(length, ())]
        return [word for word, _ in _nearest(typed, pool, reach, COMPARED)]


LONGEST = 40  # letters of a word that is joined or parted
COMMON = 5.3  # the Zipf value from which two words stand together by chance: "come back"

Pair = tuple[str, str]


class Spacing:
    """Parts words as the FAQ does: `git lab` where it says GitLab, `signups` as its `sign ups`.

    The same for identifiers, with or without their signs: `proc macro1`, `node js`, `snakecase`.
    Words of grammar and common ones are left alone, for "may be" is not "maybe"; so is what the FAQ
    writes itself. `whole` are its words by how they are spelt without signs, `pairs` likewise.
    """

    def __init__(self, texts: Iterable[Sequence[str]], parts: Parts | None = None) -> None:
        """From the texts of the FAQ, each as its words."""
        own, self.pairs, self.whole = (parts or Parts()).plain("spacing", lambda: _spaced(texts))
        self.own = frozenset(own)

    def read(self, words: Sequence[Word]) -> Iterator[Word]:
        """Typed words, joined or parted where the FAQ writes them so."""
        at = 0
        while at < len(words):
            word = words[at]
            joined = self._joined(word, words[at + 1]) if at + 1 < len(words) else None
            if joined is not None:
                yield joined
                at += 2
                continue
            yield from (Word(part, word.start, word.end) for part in self._parted(word.text))
            at += 1

    def _joined(self, one: Word, other: Word) -> Word | None:
        """Two words as the one that the FAQ writes; None if it does not, or writes both."""
        spelt = bare(one.text) + bare(other.text)
        word = self.whole.get(spelt)
        if word is None or spelt in self.pairs or not _may_join(one.text, other.text, word):
            return None
        return Word(word, one.start, other.end)

    def _parted(self, word: str) -> Sequence[str]:
        """A word as the FAQ writes it: in other signs, or in two."""
        if word in self.own or is_ordinary(word) or word.isdigit():
            return (word,)
        spelt = bare(word)
        if is_ordinary(spelt):
            return (word,)
        if spelt in self.whole:
            return (self.whole[spelt],)
        return self.pairs.get(spelt, (word,))


def _spaced(texts: Iterable[Sequence[str]]) -> tuple[list[str], dict[str, Pair], dict[str, str]]:
    """The words of texts, the pairs of them by how these are spelt as one, and so the words."""
    texts = list(texts)
    own = dict.fromkeys(chain.from_iterable(texts))
    pairs = dict.fromkeys(chain.from_iterable(map(pairwise, texts)))
    bared = {word: bare(word) for word in own.keys() - function()}  # those of grammar join nothing
    spelt: dict[str, Pair] = {}
    for one, other in pairs:
        if one in bared and other in bared and _may_join(one, other):
            spelt.setdefault(bared[one] + bared[other], (one, other))
    whole: dict[str, str] = {}
    for word in own:
        if len(word) <= LONGEST and not word.isdigit():
            whole.setdefault(bare(word), word)
    return [*own], spelt, whole


def _may_join(one: str, other: str, joined: str = "") -> bool:
    """Whether two words may be one: they are no plain English as two, or name something as one."""
    if len(one) + len(other) > LONGEST or (one.isdigit() and other.isdigit()):
        return False
    if is_identifier(joined):
        return True
    common = min(zipf().get(one, 0.0), zipf().get(other, 0.0)) >= COMMON
    return not common and function().isdisjoint((one, other))


class EnglishSpeller:
    """Corrects what is no English word, to the FAQ's own words first; expands shorthand."""

    def __init__(self, texts: Iterable[Sequence[str]], parts: Parts | None = None) -> None:
        """From the texts of the FAQ, each as its words."""
        self._spacing = Spacing(texts, parts)
        self.own = self._spacing.own

    @cached_property
    def _by_start(self) -> Mapping[str, str]:
        return by_start(word for word in self.own if not is_identifier(word))

    def opened(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words parted as the FAQ parts them, shorthand expanded unless the FAQ writes so."""
        return tuple(
            Word(part, word.start, word.end)
            for at, word in enumerate(self._spacing.read(words))
            for part in self._expanded(word.text, opens=at == 0)
        )

    def _expanded(self, word: str, *, opens: bool) -> tuple[str, ...]:
        if word in self.own:
            return (word,)
        if opens and word == "dose":  # many a question that means "does" opens with it
            return ("does",)
        return shorthand().get(word, (word,))

    def read(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words with mistyped ones corrected, one for each."""
        return tuple(map(self._read, words))

    def _read(self, typed: str) -> str:
        if len(typed) < SHORTEST_ENGLISH or not typed.isalpha() or self._is_word(typed):
            return typed
        near = [
            *_near(typed, self._by_start, TWO_EDITS_FROM),
            *(
                found
                for found in _near(typed, lexicon().english, TWO_EDITS_FROM_ENGLISH)
                if is_slip(typed, found[0])
            ),
        ]
        return min(near, key=lambda found: self._rank(*found))[0] if near else typed

    def _is_word(self, word: str) -> bool:
        return word in self.own or word in zipf() or lexicon().kind(word) is not None

    def _rank(self, word: str, distance: int) -> tuple[float, str]:
        """How far a word is from the typed one, less for one of the FAQ and for a common one."""
        common = zipf().get(word, RAREST) / 10
        return (distance - (0.9 if word in self.own else 0.0) - common, word)


@lru_cache(maxsize=1)
def shorthand() -> Mapping[str, tuple[str, ...]]:
    """What people type for short, word by word, and the words that it stands for."""
    return {
        typed: tuple(line.name.split())
        for line in lines("shorthand.txt")
        for typed in line.members[1:]
        if " " not in typed
    }


def _near(typed: str, words: Mapping[str, str], two_edits_from: int) -> list[tuple[str, int]]:
    """Words within an edit or two, with their distance; the first letters may be swapped."""
    reach = 2 if len(typed) >= two_edits_from else 1
    pool = [
        word
        for first in dict.fromkeys((typed[0], typed[1]))
        for length in range(len(typed) - reach, len(typed) + reach + 1)
        for word in words.get(f"{first}{length}", "").split()
    ]
    return _nearest(typed, pool, reach, COMPARED_ENGLISH)


def _nearest(typed: str, pool: Sequence[str], reach: int, most: int) -> list[tuple[str, int]]:
    """The words of the pool within ``reach`` edits, nearest first, with their distance."""
    found = extract(typed, pool, scorer=OSA.distance, score_cutoff=reach, limit=most)
    return [(word, int(distance)) for word, distance, _ in found]
