"""Words of near meaning: what lets "reimburse" find an entry that only says "refund".

Each line of ``thesaurus.txt`` holds words that people use for much the same thing when they ask. A
word may stand in several lines; it then has several senses. The words are everyday English and
belong to no article. An editor's synonyms are added as further senses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.matching.text import stem, tokens
from bot.matching.word_lists import thesaurus

LONGEST = 4
"""Words of the longest phrase that may have a sense."""


class Thesaurus:
    """Senses of stems and of short runs of stems, by name."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._senses: dict[str, tuple[str, ...]] = {}
        self._openers: set[str] = set()
        for number, members in enumerate(groups):
            for member in members:
                self._enter([stem(token) for token in tokens(member)], f"#{number}")

    @classmethod
    def english(cls, synonyms: Mapping[str, Sequence[str]]) -> Thesaurus:
        """Everyday English, and an editor's synonyms: each name with words that stand for it."""
        return cls([*thesaurus(), *([name, *others] for name, others in synonyms.items())])

    def read(self, stems: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The senses in ``stems``, and marked as such the stems that have none; each once."""
        senses: dict[str, None] = {}
        plain: dict[str, None] = {}
        for i, one in enumerate(stems):
            own = self._senses.get(one)
            if own is None:
                plain[f"~{one}"] = None
            else:
                senses.update(dict.fromkeys(own))
            if one in self._openers:
                senses.update(dict.fromkeys(self._runs(stems[i : i + LONGEST])))
        return tuple(senses), tuple(plain)

    def _runs(self, stems: Sequence[str]) -> Iterable[str]:
        for length in range(2, len(stems) + 1):
            yield from self._senses.get(" ".join(stems[:length]), ())

    def _enter(self, stems: Sequence[str], sense: str) -> None:
        if not 0 < len(stems) <= LONGEST:
            return
        name = " ".join(stems)
        senses = self._senses.get(name, ())
        if sense not in senses:
            self._senses[name] = (*senses, sense)
        if len(stems) > 1:
            self._openers.add(stems[0])
