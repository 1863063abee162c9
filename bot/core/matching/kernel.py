"""How alike two texts are, as the learner sees it."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.core.matching.grid import KERNEL, Floats, snapped
from bot.core.matching.policy import POLICY


def kernel(cosines: Floats, ratios: Floats) -> Floats:
    """The similarity of texts from their cosines and string ratios, on the grid.

    A power of 1.5 favours few things in common with one phrasing over a little with each of many.
    It is taken by a root and a product, which every processor rounds alike; a power it does not.
    """
    # Two words that are spelt alike count for each other twice: the cosine may come out above 1.
    near = np.minimum(cosines, 1.0)
    near *= np.sqrt(near)
    alike = POLICY.likeness * ratios
    alike *= ratios
    alike *= ratios
    alike += near
    return snapped(alike, KERNEL)


def ratios(texts: Sequence[str], others: Sequence[str]) -> Floats:
    """The ratio (rapidfuzz) of each text with each of the others, from 0 to 1."""
    found = cdist(texts, others, scorer=fuzz.ratio, dtype=np.float64)
    scaled: Floats = found / 100.0
    return scaled


def guessed_ratios(cosines: Floats) -> Floats:
    """About the ratio of texts with such cosines: a third of the letters of any two texts agree.

    It stands in where texts are compared by the thousand; the accuracy it costs is 0.2 points.
    """
    guessed: Floats = 0.35 + 0.65 * np.minimum(cosines, 1.0)
    return guessed
