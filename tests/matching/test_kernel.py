"""The kernel of all phrasings: what it holds, when it is bounded, and the inverse of its factor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.matching.arrays import COSINE, PARAMETERS, Rows, combined, guessed
from bot.matching.kernel import SMALL, invert_factor, is_bounded, similarities

WORDS = ("key", "keys", "kiln", "glaze", "glazes", "fire", "firing", "refund", "refunds")


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join),
            st.lists(st.integers(0, 30), max_size=8),
        ),
        min_size=1,
        max_size=200,
    )
)
def test_all_similarities_at_once_are_those_of_each_pair(
    texts: list[tuple[str, list[int]]],
) -> None:
    """To the last bit, columns that many texts have and those that few have alike."""
    rows = Rows.of([(ids, [700.0 + one for one in ids]) for _, ids in texts])
    strengths = np.where(np.arange(len(texts)) % 3, 1.0, PARAMETERS.answer)
    found = similarities(rows, strengths, [text for text, _ in texts])
    for one in range(len(texts)):
        for other in range(one):
            common = np.zeros((2, 31))
            for at, number in enumerate((one, other)):
                np.add.at(common[at], texts[number][1], [700.0 + i for i in texts[number][1]])
            cosine = np.array([float(common[0] @ common[1]) / COSINE])
            near = np.minimum(cosine, 1.0)
            ratio = np.array([fuzz.ratio(texts[one][0], texts[other][0]) / 100.0])
            ratio = ratio if cosine[0] >= PARAMETERS.compared else guessed(near)
            expected = combined(near, ratio)[0] * strengths[one] * strengths[other]
            assert found[one, other] == expected


@pytest.mark.parametrize("size", [1, 2, SMALL, SMALL + 1, 3 * SMALL + 7])
def test_the_inverse_of_a_factor_inverts_the_matrix(size: int) -> None:
    """Its product with itself is the inverse, however the rows are halved."""
    draw = np.random.default_rng(size)
    square = draw.normal(size=(size, size))
    matrix = square @ square.T / size + np.eye(size)
    root = np.tril(matrix)
    invert_factor(root)
    assert np.array_equal(root, np.tril(root))
    assert root.T @ root == pytest.approx(np.linalg.inv(matrix), abs=1e-9)


@pytest.mark.parametrize("size", [3, 2 * SMALL + 1])
@pytest.mark.parametrize("over", [-0.05, 0.005, 0.05])
def test_a_kernel_is_bounded_where_its_least_eigenvalue_is(size: int, over: float) -> None:
    """Near the bound, where singles can't tell, and clearly on either side of it."""
    draw = np.random.default_rng(size)
    turned, _ = np.linalg.qr(draw.normal(size=(size, size)))
    least = PARAMETERS.floor - PARAMETERS.ridge + over
    kernel = turned @ np.diag(np.linspace(least, 3.0, size)) @ turned.T
    assert is_bounded(kernel.astype(np.float32)) == (over > 0)
