"""Parts words as the FAQ parts them: `git lab` where it says GitLab, `signups` as its `sign ups`.

The same for identifiers, with or without their signs: `proc macro1`, `node js`, `snakecase`.
Words of grammar and common ones are left alone, for "may be" is not "maybe"; so is what the FAQ
writes itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.matching.identifiers import bare, is_identifier, is_ordinary
from bot.matching.text import Word
from bot.matching.word_lists import function, zipf

LONGEST = 40  # letters of a word that is joined or parted
COMMON = 5.3  # the Zipf value from which two words stand together by chance: "come back"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """The words of the FAQ by how they are spelt without signs, and its pairs of words likewise."""

    own: frozenset[str]
    whole: Mapping[str, str]
    pairs: Mapping[str, Pair]

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]]) -> Spacing:
        """From the texts of the FAQ, each as its words."""
        own: dict[str, None] = {}
        pairs: dict[str, Pair] = {}
        for text in texts:
            own.update(dict.fromkeys(text))
            for one, other in pairwise(text):
                if _may_join(one, other):
                    pairs.setdefault(bare(one) + bare(other), (one, other))
        whole: dict[str, str] = {}
        for word in own:
            if len(word) <= LONGEST and not word.isdigit():
                whole.setdefault(bare(word), word)
        return cls(frozenset(own), whole, pairs)

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


def _may_join(one: str, other: str, joined: str = "") -> bool:
    """Whether two words may be one: they are no plain English as two, or name something as one."""
    if len(one) + len(other) > LONGEST or (one.isdigit() and other.isdigit()):
        return False
    if is_identifier(joined):
        return True
    common = min(zipf().get(one, 0.0), zipf().get(other, 0.0)) >= COMMON
    return not common and function().isdisjoint((one, other))
