"""Every constant of the ranker, in one place, with its reason.

What the reasons rest on was measured on public sets of shoppers', bank customers' and
assistants' questions; see ``tests/benchmarks``. None is tuned to one set: each stands where the
sets agree, and most may move by a quarter without costing half a point.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """What similarity is made of and how entries are learnt from it."""

    words: float = 0.38
    """Share of stems and of pairs of near words in the similarity: the surest evidence."""

    letters: float = 0.42
    """Share of the similarity of spelling: what a stemmer and a speller do not join."""

    senses: float = 0.20
    """Share of the similarity of meaning by the thesaurus, which is right less often."""

    plain: float = 0.5
    """What a word without a sense counts among the senses. At 0 a question that has a few common
    words in common with a phrasing looks the same as it; at 1 synonyms are drowned."""

    likeness: float = 0.3
    """Weight of the cube of rapidfuzz's ratio: word order, length, and strings with no word in
    common. The cube leaves nothing of the ratio of unrelated texts, which is about a half."""

    compared: float = 0.05
    """The least cosine of texts whose ratio is computed; below it is guessed, which changes
    accuracy by 0.2 points up or down and leaves one text of four to compare, or fewer."""

    reach: int = 3
    """Words may stand this far apart to make a pair, in either order. Neighbours alone lose half
    a point where entries are near each other; all pairs cost time and bring no more."""

    ridge: float = 0.4
    """Added to the kernel's diagonal: how far a phrasing may mislead. Flat from 0.2 to 0.8."""

    floor: float = 0.1
    """The least eigenvalue that the kernel with its ridge may have; else its negative part is
    taken away. It is about the ridge itself or more unless many phrasings follow one template."""

    answer: float = 0.25
    """Weight of an entry's answer as one more phrasing: it says what was not thought of, but in
    the words of the article. More than this and long answers attract every question."""

    trained: int = 3_000
    """Up to so many phrasings one system is solved at build (in 0.6 s for 3,000). Time grows with
    the cube; beyond, each question solves a small system over its nearest phrasings."""

    nearest: int = 72
    """Phrasings in that small system at the most: 50 and 150 are half a point less accurate, 80 a
    tenth more, for a tenth more time."""

    rehearsed: int = 1_000
    """Phrasings of a large FAQ that are rehearsed, evenly spread: the share of a thousand that
    is refused is known to a point, and it takes some three seconds."""


PARAMETERS = Parameters()
