"""All that is learnt from: the phrasings, and the entries' answers as weaker ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.grid import Floats, Ints
from bot.core.matching.policy import POLICY


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with the entry that owns each and how strongly it speaks for it.

    The first ``phrasings`` are the phrasings in their order; the others are answers.
    """

    tokens: tuple[list[str], ...]
    texts: tuple[str, ...]
    owners: Ints
    strengths: Floats
    phrasings: int

    @classmethod
    def of(
        cls, phrasings: Sequence[list[str]], owners: Sequence[int], answers: Sequence[list[str]]
    ) -> "Corpus":
        """The phrasings with the entry of each, and each entry's answer, which may be empty."""
        answered = [entry for entry, answer in enumerate(answers) if answer]
        read = (*phrasings, *(answers[entry] for entry in answered))
        strengths = np.ones(len(read))
        strengths[len(phrasings) :] = POLICY.answer
        return cls(
            tokens=read,
            texts=tuple(" ".join(tokens) for tokens in read),
            owners=np.array([*owners, *answered], dtype=np.intp),
            strengths=strengths,
            phrasings=len(phrasings),
        )

    def by_entry(self) -> list[Ints]:
        """The phrasings of each entry."""
        asked = self.owners[: self.phrasings]
        order = np.argsort(asked, kind="stable")
        ends = np.searchsorted(asked[order], np.arange(1, self.entries))
        return np.split(order, ends)

    @property
    def entries(self) -> int:
        """How many entries there are, those without a text before the last counted."""
        return int(self.owners.max()) + 1 if len(self.owners) else 0
