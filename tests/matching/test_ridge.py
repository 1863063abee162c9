"""Half of an inverse solves what the inverse would."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.ridge import BLOCK, inverse_factor, lower_times, upper_times


@pytest.mark.parametrize("size", [1, 2, BLOCK, BLOCK + 1, 5 * BLOCK + 3])
def test_the_factor_is_half_of_the_inverse(size: int) -> None:
    """Its products with itself are the inverse, whatever stands above the system's diagonal."""
    parts = np.random.default_rng(size).random((size, 8))
    system = parts @ parts.T + 0.4 * np.eye(size)
    half = inverse_factor(np.tril(system) + np.triu(np.full((size, size), 9.0), 1))
    targets = np.eye(size)[:, : min(size, 3)]
    solved = upper_times(half, lower_times(half, targets))
    assert np.allclose(half, np.tril(half))
    assert np.allclose(system @ solved, targets)
