"""How alike two texts are, as the learner sees it."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.core.matching.grid import KERNEL, Floats, Reals, snapped
from bot.core.matching.policy import POLICY


def kernel(cosines: Reals, ratios: Reals) -> Reals:
    """The similarity of texts from their cosines and string ratios, on the grid.

    A power of 1.5 favours few things in common with one phrasing over a little with each of many.
    It is taken by a root and a product, which every processor rounds alike; a power it does not.
    """
    # Two words that are spelt alike count for each other twice: the cosine may come out above 1.
    near: Reals = np.minimum(cosines, 1.0)
    near *= np.sqrt(near)
    alike: Reals = POLICY.likeness * ratios
    alike *= ratios
    alike *= ratios
    alike += near
    return snapped(alike, KERNEL)


def ratios(cosines: Floats, texts: Sequence[str], others: Sequence[str]) -> Floats:
    """The ratio (rapidfuzz) of each text with each of the others, from 0 to 1.

    Where the cosine is small it is guessed from that: the ratio of unlike texts is chance, and to
    compare a question with all texts takes longer than all the rest.
    """
    found = guessed_ratios(cosines)
    for row, text in enumerate(texts):
        near = (cosines[row] >= POLICY.compared).nonzero()[0]
        if len(near):
            some = [others[i] for i in near.tolist()]
            found[row, near] = cdist([text], some, scorer=fuzz.ratio, dtype=np.float64)[0] / 100.0
    return found


def guessed_ratios(cosines: Reals) -> Reals:
    """About the ratio of texts with such cosines: a third of the letters of any two texts agree."""
    guessed: Reals = np.minimum(cosines, 1.0)
    guessed *= 0.65
    guessed += 0.35
    return guessed
