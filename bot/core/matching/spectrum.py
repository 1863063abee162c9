"""Makes a kernel definite where it is not, so that what is learnt from it stays bounded.

A power of cosines and a ratio of strings are no inner products: among many texts after one
template the kernel has eigenvalues below zero, and the ridge may not lift them above it. The
system is then singular or close to it, and scores are huge or there are none. So the kernel's
negative part is taken away, which gives the definite matrix nearest to it, and questions are
compared by what is left. (Spectrum clip: Chen and others, Similarity-based Classification, JMLR
2009, with the same change to what a text is compared with as to what it is learnt from.)
"""

import numpy as np

from bot.core.matching.grid import Floats
from bot.core.matching.policy import POLICY

NOTHING = 0.01
"""An eigenvalue so near zero does no harm. Texts of the same words have some that are zero, and
which side of it they fall on is the processor's rounding: nothing may hang on that."""


def is_bounded(kernel: Floats) -> bool:
    """Whether the ridge lifts all eigenvalues of ``kernel`` to ``POLICY.floor`` or above.

    Args:
        kernel: A symmetric matrix without the ridge; only its lower triangle is read.
    """
    lifted = kernel.copy()
    lifted[np.diag_indices(len(lifted))] += POLICY.ridge - POLICY.floor
    try:
        np.linalg.cholesky(lifted)
    except np.linalg.LinAlgError:
        return False
    return True


def clipped(kernel: Floats) -> tuple[Floats, Floats]:
    """The definite matrix nearest to ``kernel``, and the directions that it is flat in now.

    Args:
        kernel: A symmetric matrix; only its lower triangle is read.

    Returns:
        The matrix, and a column of length 1 for each clearly negative eigenvalue set to 0.
    """
    values, vectors = np.linalg.eigh(kernel)
    definite: Floats = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return definite, vectors[:, values < -NOTHING]


def without(flat: Floats, other: Floats) -> Floats:
    """``other`` without its part in the directions of ``flat``."""
    rest: Floats = other - flat @ (flat.T @ other)
    return rest
