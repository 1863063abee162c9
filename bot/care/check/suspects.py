"""Suspects: the phrasings of a large FAQ that may lead elsewhere, so that only these are tried.

To leave a phrasing out of many thousand takes a millisecond. What shares rare words with its own
entry far more than with any other leads back to it whatever the matcher weighs.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.knowledge import Knowledge
from bot.core.text import stem, words

# Measured on three FAQs against trying all: 2 of 52 collisions are missed.
CLOSE = 0.8  # of its likeness to its own entry: as much likeness to another is suspect
ALIKE = 0.45  # from here on another entry may be answered
TOGETHER = 1.5  # likenesses are added up over an entry's phrasings to this power: near ones count
FAR = 0.1  # less likeness than this is chance
COMMON = 0.3  # of all phrasings: stems that more of them hold tell nothing and cost much


def suspects(knowledge: Knowledge) -> tuple[int, ...]:
    """The phrasings, numbered over all entries from 0, that share about as much with others."""
    texts = [
        (number, _stems(text))
        for number, entry in enumerate(knowledge.entries)
        for text in entry.questions
    ]
    lines = [line for faq in knowledge.faqs for line in faq.not_covered]
    texts += [(len(knowledge.entries) + at, _stems(line)) for at, line in enumerate(lines)]
    count = len(texts) - len(lines)
    return tuple(_close(texts, count, _weights(texts)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words(text))


Texts = Sequence[tuple[int, frozenset[str]]]  # an entry, or beyond them a near miss, and stems


def _weights(texts: Texts) -> dict[str, float]:
    """The weight of each stem: the rarer, the more."""
    seen = Counter(found for _, stems in texts for found in stems)
    return {found: (math.log(len(texts) / times) + 1) ** 2 for found, times in seen.items()}


def _close(texts: Texts, count: int, weights: dict[str, float]) -> Iterator[int]:
    postings = _postings(texts)
    owners = np.array([owner for owner, _ in texts])
    norms = np.sqrt([sum(weights[found] for found in sorted(stems)) or 1.0 for _, stems in texts])
    for at, (owner, stems) in enumerate(texts[:count]):
        read = [found for found in sorted(stems) if found in postings]
        if not read:
            continue
        places = [postings[found] for found in read]
        much = np.repeat([weights[found] for found in read], [len(where) for where in places])
        alike = np.bincount(np.concatenate(places), much, len(texts)) / (norms * norms[at])
        alike[at] = 0.0
        near = np.flatnonzero(alike > FAR)
        entries = np.bincount(owners[near], alike[near] ** TOGETHER, owner + 1)
        own, entries[owner] = entries[owner], 0.0
        if entries.max() ** (1 / TOGETHER) >= max(ALIKE, CLOSE * own ** (1 / TOGETHER)):
            yield at


def _postings(texts: Texts) -> dict[str, NDArray[np.intp]]:
    """Where each stem stands, without the commonest."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, (_, stems) in enumerate(texts):
        for one in stems:
            found[one].append(at)
    most = COMMON * len(texts)
    return {one: np.array(at, np.intp) for one, at in found.items() if len(at) <= most}
